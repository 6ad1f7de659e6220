"""A confirmed sheet in an installation whose fonts are there, so that certificates can be issued."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.core import clock
from examapp.core.db import Database
from examapp.core.settings import Settings
from tests.examapp.documents.paper import paper_fonts
from tests.factories.closed_sitting import DECIDED_AT, THREE, Seat, make_closed_sitting
from tests.factories.commission import make_commission, make_confirmed_sheet


def bring_fonts(settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    if not settings.fonts.exists():
        settings.fonts.symlink_to(paper_fonts())


@contextmanager
def at_work(app: Flask, at: datetime = DECIDED_AT) -> Iterator[None]:
    """Stand in the application at a moment, with the fonts at hand."""
    bring_fonts(app.config["SETTINGS"])
    with app.app_context(), clock.using(clock.ManualClock(at)):
        yield


def make_due(
    database: Database,
    seats: Sequence[Seat] = THREE,
    *,
    rehearsal: bool = False,
    code: str = "TK-2026-1124-01",
    region: str = "UZ-TK",
) -> int:
    """Make a confirmed sheet whose certificates are due, and return its id."""
    with database.transaction() as db:
        sitting = make_closed_sitting(db, seats, rehearsal=rehearsal, code=code, region=region)
        return make_confirmed_sheet(db, sitting, make_commission(db, region=region)).id


def issue_first(app: Flask, database: Database, **options: object) -> Certificate:
    """Issue a sheet's certificates and return the first."""
    sheet_id = make_due(database, **options)
    with at_work(app):
        issue_sheet(sheet_id)
    with database.reading() as db:
        return db.query(Certificate).filter_by(sheet_id=sheet_id).order_by(Certificate.number).first()
