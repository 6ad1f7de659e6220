"""What stands of earlier tests: certificates, failures, absences, of official and confirmed sittings only."""

from datetime import date

import pytest
from sqlalchemy import select

from examapp.candidates.eligibility import PastResults
from examapp.portal.past_results import read_past_results
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


def test_a_certificate_a_failure_and_an_unexcused_absence_stand(app, database):
    certificate = issue_first(app, database)
    past, elsewhere = read(database)
    assert past == [
        PastResults(valid_until=certificate.valid_until),
        PastResults(failed_on=HELD_ON),
        PastResults(failed_on=HELD_ON),
    ]
    assert elsewhere == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_rehearsal_counts_for_nothing(database):
    make_due(database, rehearsal=True)
    assert read(database)[0] == [None, None, None]
