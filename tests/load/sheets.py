"""What a result sheet of 500 candidates costs in each file, in CPU-seconds: `python -m tests.load.sheets`.

The sheet is drawn up from rows of a database, signed by those who are needed, and written as the secretary
downloads it: the first time in a process (with what is read and compiled once) and again.
"""

import sys
import tempfile
import time

from flask_babel import force_locale

from examapp import create_app
from examapp.core.db import reading, transaction
from examapp.core.settings import load_settings
from examapp.documents.fonts import ensure_fonts
from examapp.results.drawing_up import draw_up
from examapp.results.exports import Place, export_sheet
from examapp.results.models import ResultSheet
from migrations.upgrade import upgrade_engine
from tests.factories.closed_sitting import (
    DRAWN_UP_AT,
    LONG_NAME,
    LONG_POSITION,
    Seat,
    make_closed_sitting,
    total,
)
from tests.factories.commission import decide, make_commission

CANDIDATES = 500
LIMITS = {"json": 0.3, "csv": 0.3, "xlsx": None, "pdf": 10.0}


def seats(number: int) -> list[Seat]:
    """So many candidates; each seventh has the longest name and position, each tenth did not come."""
    return [
        Seat("Nosirova Kamola Ilhomovna", None, state=None)
        if place % 10 == 9
        else Seat(LONG_NAME, total(37), position=LONG_POSITION)
        if place % 7 == 0
        else Seat("Karimov Botir Abduvohidovich", total(place % 50))
        for place in range(number)
    ]


def measure(number: int = CANDIDATES) -> dict[str, float]:
    """Print what each file costs, and return the second, warm figure of each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"EXAMAPP_DATA": folder})
        ensure_fonts(settings.fonts)
        app = create_app(settings)
        database = app.extensions["database"]
        upgrade_engine(database.engine)
        with app.test_request_context("/"), force_locale("uz_Latn"):
            with transaction() as db:
                commission = make_commission(db)
                sitting = make_closed_sitting(db, seats(number))
                began = time.process_time()
                sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
                print(f"drawn up: {time.process_time() - began:.2f} s")
                decide(db, sheet, commission)
                sheet_id = sheet.id
            costs = {
                kind: _export(sheet_id, kind, Place(settings.fonts, settings.base_url)) for kind in LIMITS
            }
        database.engine.dispose()
    return costs


def _export(sheet_id: int, kind: str, place: Place) -> float:
    costs = []
    for _turn in range(2):
        with reading() as db:
            began = time.process_time()
            file = export_sheet(db.get_one(ResultSheet, sheet_id), kind, place)
            costs.append(time.process_time() - began)
    print(f"{kind}: {costs[0]:.2f} s, again {costs[1]:.2f} s, {len(file.content):,} bytes")
    return costs[1]


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else CANDIDATES
    found = measure(number)
    over = [kind for kind, limit in LIMITS.items() if limit is not None and found[kind] > limit]
    sys.exit(f"over the limit: {', '.join(over)}" if over else 0)
