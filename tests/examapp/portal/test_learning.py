"""What a candidate who failed reads on the own page; who passed, or has no result, reads nothing."""

from datetime import UTC, date, datetime

import pytest

from examapp.organisations.models import Organisation
from examapp.portal.learning import advise, free_again
from examapp.results.queries import find_published_result
from examapp.sittings.booking import renew_pins
from examapp.sittings.models import Booking
from tests.cast import BEGINNING
from tests.examapp.training.making import add
from tests.factories.closed_sitting import Seat, make_closed_sitting, total
from tests.factories.commission import make_commission, make_confirmed_sheet

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEATS = (Seat("Karimov Botir Abduvohidovich", total(37)), Seat("Nosirova Kamola Ilhomovna", total(20)))


@pytest.fixture
def bookings(database):
    with database.transaction() as db:
        sitting = make_closed_sitting(db, SEATS)
        make_confirmed_sheet(db, sitting, make_commission(db))
        db.query(Organisation).one().district_code = "1726266"
        add(db)
        add(db, region_code="UZ-TK", district_code=None)
        add(db, region_code="UZ-TK", district_code="1726266")
        add(db, region_code="UZ-TK", district_code="1726266", topics=["law"])
        return [booking.id for booking in sitting.bookings]


def advice(database, booking_id, *, with_topics=True):
    with database.reading() as db:
        booking = db.get_one(Booking, booking_id)
        return advise(db, find_published_result(db, booking_id), booking.candidate, with_topics=with_topics)


def test_who_passed_is_told_nothing(database, bookings) -> None:
    assert advice(database, bookings[0]) is None


def test_who_failed_reads_the_weak_topics_and_who_teaches_them_near(database, bookings) -> None:
    found = advice(database, bookings[1])
    assert found.topics == ("office", "internet", "networks", "security", "devices")
    assert [one.code for one in found.institutions] == ["T-TK-002", "T-TK-001"]
    assert found.here


def test_where_the_policy_shows_the_total_alone_topics_stay_unsaid(database, bookings) -> None:
    found = advice(database, bookings[1], with_topics=False)
    assert found.topics == ()
    assert {one.code for one in found.institutions} == {"T-TK-001", "T-TK-002", "T-TK-003"}


def test_without_a_published_result_there_is_no_advice(database, bookings) -> None:
    with database.reading() as db:
        assert advise(db, None, db.get_one(Booking, bookings[1]).candidate, with_topics=True) is None


def test_who_failed_is_told_from_when_another_test_can_be_taken(app, client, database, bookings) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        booking = db.get_one(Booking, bookings[1])
        booking.sitting.starts_at = datetime(2026, 12, 31, 4, tzinfo=UTC)
        assert free_again(booking) == date(2027, 2, 28)
        (slip,) = renew_pins(db, app.extensions["key_ring"], [booking], actor="staff:O", at=BEGINNING)
    client.post("/my/", data={"code": slip.candidate_code, "pin": slip.pin})
    assert "You may take the test again from 28.02.2027." in client.get("/my/?lang=en").text
    with database.transaction() as db:
        db.get_one(Booking, bookings[1]).sitting.rehearsal = True
    assert "again from" not in client.get("/my/?lang=en").text
