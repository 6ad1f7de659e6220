"""What stands of earlier tests: certificates, failures, absences, of official and confirmed sittings only."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.eligibility import PastResults
from examapp.portal.past_results import read_past_results
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind
from examapp.sittings.excusing import agree_excuse, record_excuse
from examapp.sittings.models import Booking, Sitting
from tests.factories.closed_sitting import DECIDED_AT
from tests.factories.issued import issue_first, make_due

HELD_ON = date(2026, 11, 24)


def read(database):
    with database.reading() as db:
        ids = db.scalars(select(Booking.candidate_id).order_by(Booking.id)).all()
        programme_id = db.scalars(select(Sitting.programme_id)).first()
        past = read_past_results(db, programme_id, ids, DECIDED_AT)
        elsewhere = read_past_results(db, programme_id + 1000, ids, DECIDED_AT)
    return [past.get(candidate_id) for candidate_id in ids], elsewhere


def test_a_certificate_a_failure_and_an_absence_stand_until_it_is_excused(app, database):
    certificate = issue_first(app, database)
    past, elsewhere = read(database)
    assert past == [
        PastResults(valid_until=certificate.valid_until),
        PastResults(failed_on=HELD_ON),
        PastResults(failed_on=HELD_ON),
    ]
    assert elsewhere == {}
    with database.transaction() as db:
        absent = db.scalars(select(Booking).order_by(Booking.id.desc())).first()
        named = {"file_name": "a.pdf", "actor": "staff:HR", "at": DECIDED_AT}
        made = record_excuse(db, absent, ExcuseKind.ILLNESS, "", b"%PDF-", **named)
    assert read(database)[0][2] == PastResults(failed_on=HELD_ON)
    with database.transaction() as db:
        agree_excuse(db, db.get_one(AbsenceExcuse, made.id), actor="staff:WB", at=DECIDED_AT)
    assert read(database)[0][2] is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_rehearsal_counts_for_nothing(database):
    make_due(database, rehearsal=True)
    assert read(database)[0] == [None, None, None]
