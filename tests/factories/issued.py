"""A confirmed sheet in an installation whose fonts are there, so that certificates can be issued."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from examapp.certificates.drafting import draft
from examapp.certificates.due import list_due
from examapp.certificates.entering import enter
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.core import clock
from examapp.core.db import Database
from examapp.core.settings import Settings
from examapp.results.models import Result, ResultSheet
from examapp.results.queries import read_content
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


def enter_unprinted(app: Flask, database: Database, sheet_id: int, at: datetime = DECIDED_AT) -> None:
    """Enter a sheet's certificates as issued, without the seconds of a press: their files are not there."""
    with at_work(app, at), database.transaction() as db:
        sheet = db.get_one(ResultSheet, sheet_id)
        content, key = read_content(sheet), app.extensions["key_ring"].signer("certificates").key
        for due in list_due(db, [sheet_id]):
            begun = draft(db, sheet, content, db.get_one(Result, (sheet_id, due.position)), key, at=at)
            assert begun is not None
            enter(db, begun.attempt_id, begun.code, hashlib.sha256(begun.code.encode()).hexdigest(), at=at)


def issue_first(app: Flask, database: Database, **options: object) -> Certificate:
    """Issue a sheet's certificates and return the first."""
    sheet_id = make_due(database, **options)
    with at_work(app):
        issue_sheet(sheet_id)
    with database.reading() as db:
        return db.query(Certificate).filter_by(sheet_id=sheet_id).order_by(Certificate.number).first()
