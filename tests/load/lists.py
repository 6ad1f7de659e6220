"""`python -m tests.load.lists`: what checking in a long candidate list costs, and writing it.

CPU is that of the process and its children by getrusage, memory the peak of each; the file is made beforehand
by another process, so that neither counts it. The bound of the check: 20,000 rows in 30 CPU-s and 512 MB.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from examapp import create_app
from examapp.accounts.enrolment import create_account
from examapp.accounts.signed_in import as_signed_in
from examapp.candidates.identity import pinfl_check_digit
from examapp.candidates.intake_arrival import park_file, read_head
from examapp.candidates.intake_checking import check_intake
from examapp.candidates.intake_writing import confirm_intake, write_intake
from examapp.candidates.list_models import ListIntake
from examapp.candidates.list_opening import open_list
from examapp.core.clock import now
from examapp.core.db import database, reading, transaction
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.organisations.keeping import create_organisation
from examapp.organisations.models import OrganisationKind
from examapp.portal.past_results import read_past_results
from examapp.programmes.proposals import create_shipped_programme
from examapp.serving import leave_the_house_alone
from migrations.upgrade import upgrade_engine

FAMILIES = ("Karimov", "To'xtasinov", "Rаhmonov", "Qodirova", "Ҳамидов", "O`rinov", "Yoʻldoshev", "SAIDOV")
_SYLLABLES = (
    "al bek bo dav din er fay go gul ha ib jo ka ki la ma mir na no or pu qo ra ri sa shi ta tur va zi"
)
SYLLABLES = _SYLLABLES.split()
GIVEN = ("Botir", "G‘ulom", "Zulfiya", "Шерзод", "Oʻgʻiloy", "Jasur")
FIRST_BIRTH = date(1962, 1, 5)


def write_file(path: Path, rows: int) -> None:
    """Write a list as bodies send them: names of both scripts, a hundredth of the rows broken."""
    headings = ("Familiya", "Ism", "Otasining ismi", "JShShIR", "Hujjat", "Tugʻilgan sana", "Lavozim", "Til")
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet("Roʻyxat")
        sheet.write_row(0, 0, headings)
        for number in range(rows):
            born = FIRST_BIRTH + timedelta(days=number % 12_000)
            digits = f"3{born:%d%m%y}{100 + number // 1000:03d}{number % 1000:03d}"
            broken = number % 100 == 50
            cells = (
                FAMILIES[number % len(FAMILIES)]
                + SYLLABLES[number // 7 % 30]
                + SYLLABLES[number // 210 % 30],
                GIVEN[number % len(GIVEN)],
                "Abduvohidovich",
                "3.2E+13" if broken else digits + str(pinfl_check_digit(digits)),
                f"AA{1_000_000 + number}",
                f"{born:%d.%m.%Y}",
                "Bosh mutaxassis",
                "uz-Latn",
            )
            sheet.write_row(number + 1, 0, cells)


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mb() -> tuple[int, int]:
    """Return the peak memory of this process and of its largest child, in MB."""
    return tuple(  # type: ignore[return-value]
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def measure(folder: Path, file: Path, database_url: str) -> dict[str, object]:
    """Check a file in and write it, in an installation of its own; return the figures."""
    app = create_app(
        Settings(
            data=folder,
            database_url=database_url,
            secret_key="m" * 40,
            base_url="http://localhost",
            log_level="ERROR",
        )
    )
    with app.app_context():
        upgrade_engine(database().engine)
        data = file.read_bytes()
        with transaction() as db:
            body = create_organisation(
                db,
                names={"uz-Latn": "Katta vazirlik"},
                kind=OrganisationKind.STATE,
                region_code="UZ-TK",
                actor="load",
                at=now(),
            )
            programme = create_shipped_programme(db, "minimum", actor="load", at=now())
            account = create_account(
                db,
                login_name="hr-load",
                display_name="HR",
                role=Role.HR_OFFICER,
                organisation_code=body.code,
                actor="load",
                at=now(),
            )
            by = as_signed_in(account)
            found = open_list(db, body, programme, now().year, by=by, at=now())
        leave_the_house_alone()
        begin, wall = cpu_seconds(), time.monotonic()
        head = read_head(data, file.name)
        with transaction() as db:
            parked = park_file(db, found, data, file.name, head, by=by, at=now())
        arrival = cpu_seconds()
        check_intake(parked.id, read_past_results, now())
        checked, memory, wall = cpu_seconds(), peak_mb(), time.monotonic() - wall
        with transaction() as db:
            confirm_intake(db, db.get_one(ListIntake, parked.id), by=by)
        write_intake(parked.id, read_past_results, now(), by_name="HR")
        written = cpu_seconds()
        with reading() as db:
            totals = db.get_one(ListIntake, parked.id).totals
    return {
        "rows": totals["rows"],
        "created": totals["created"],
        "refused": totals["refused"],
        "arrival_cpu_s": round(arrival - begin, 2),
        "check_cpu_s": round(checked - arrival, 2),
        "check_wall_s": round(wall, 1),
        "process_peak_mb": memory[0],
        "reader_peak_mb": memory[1],
        "write_cpu_s": round(written - checked, 2),
        "write_peak_mb": peak_mb()[0],
    }


def main() -> None:
    """Make the file, measure in a process of its own, print one line of figures."""
    reader = argparse.ArgumentParser(prog="python -m tests.load.lists", description=__doc__)
    reader.add_argument("--rows", type=int, default=20_000)
    reader.add_argument("--database-url", default="", help="an empty database; SQLite without one")
    reader.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.measure:
        folder, file, address = options.measure
        print(json.dumps(measure(Path(folder), Path(file), address)))
        return
    with tempfile.TemporaryDirectory(prefix="examapp-lists-") as made:
        file = Path(made) / "list.xlsx"
        write_file(file, options.rows)
        address = options.database_url or f"sqlite:///{made}/lists.sqlite3"
        words = ["--measure", f"{made}/data", str(file), address]
        subprocess.run([sys.executable, "-m", "tests.load.lists", *words], check=True)


if __name__ == "__main__":
    main()
