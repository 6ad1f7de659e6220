"""Two ends differ only by what is written: programme, accommodation, ledger."""

import pytest

from examapp.candidates.accommodation_rules import AccommodationKind, Needs
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.proctoring.fair_time import Allowance, is_explained
from examapp.proctoring.minutes import draw_up_minutes
from examapp.proctoring.reasons import Cause
from examapp.proctoring.room_view import read_room
from examapp.proctoring.time_acts import extend_one
from examapp.sittings.models import Sitting, SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import at, begin, build_room

MINUTE = 60_000
QUARTER = Needs(25, frozenset({AccommodationKind.EXTRA_TIME}))


@pytest.mark.parametrize(
    ("allowance", "needs", "explained"),
    [
        (Allowance(60, 0, 0, 60), Needs(), True),
        (Allowance(60, 0, 5, 65), Needs(), True),
        (Allowance(60, 15, 0, 75), QUARTER, True),
        (Allowance(60, 0, 0, 60), QUARTER, False),  # granted, and not in the clock
        (Allowance(60, 15, 0, 75), Needs(), False),  # in the clock, and not granted
        (Allowance(90, 0, 0, 90), Needs(), False),
        (Allowance(60, 0, 5, 60), Needs(), False),
        (Allowance(90, 0, 0, 60), Needs(), False),  # another duration is written than the clock counts with
        (Allowance(60, 15, 0, 75), None, True),  # ended: it may have been withdrawn since
        (Allowance(60, 20, 0, 80), None, False),  # no policy gives this
        (Allowance(90, 0, 0, 90), None, False),
    ],
)
def test_lesson_15_a_limit_is_explained_by_what_is_written_alone(
    allowance: Allowance, needs: Needs | None, explained: bool
) -> None:
    in_ms = Allowance(
        *(one * MINUTE for one in (allowance.duration_ms, allowance.accommodation_ms)),
        *(one * MINUTE for one in (allowance.added_ms, allowance.limit_ms)),
    )
    found = is_explained(in_ms, programme_ms=60 * MINUTE, needs=needs, allowed_percents=(25, 50))
    assert found is explained


def test_lesson_15_an_end_that_no_row_explains_is_an_alarm_of_the_room(database: Database) -> None:
    with database.transaction() as db:
        room = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        for seat in (1, 2):
            begin(db, room.attempts[seat], at(0))
        extend_one(db, room.sitting, room.attempts[1], 15, Cause.COMPUTER, room.hand(at(5)))
    with database.reading() as db:
        view = read_room(db, db.get_one(Sitting, room.sitting.id), "uz-Latn", at(10))
    assert view.unexplained == ()
    assert [seat.given_minutes for seat in view.seats[:2]] == [15, 0]
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[2].id).duration_ms += 30 * MINUTE
    with database.reading() as db:
        view = read_room(db, db.get_one(Sitting, room.sitting.id), "uz-Latn", at(10))
    assert [seat.seat for seat in view.unexplained] == [2]
    # Handing in does not explain it: closing page and minutes go on saying so.
    with database.transaction() as db:
        db.get_one(Attempt, room.attempts[2].id).state = AttemptState.SUBMITTED
    with database.reading() as db:
        sitting = db.get_one(Sitting, room.sitting.id)
        lines = draw_up_minutes(db, sitting, at(10)).people
    assert [line.explained for line in lines] == [True, False, True, True]
