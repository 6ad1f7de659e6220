"""Words to the candidates and answers to their calls."""

import pytest
from sqlalchemy import select

from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.alerts import list_open_alerts
from examapp.delivery.models import CandidateNotice
from examapp.proctoring.messages import answer_calls, send_message
from examapp.sittings.models import SittingState
from tests.cast import add_person
from tests.examapp.proctoring.stage import RoomStage, at, begin, build_room, call


@pytest.fixture
def room(database: Database) -> RoomStage:
    with database.transaction() as db:
        made = build_room(db, add_person(db, Role.PROCTOR), state=SittingState.OPEN)
        begin(db, made.attempts[1], at(0))
    return made


def test_a_message_sent_twice_by_one_press_is_shown_once(database: Database, room: RoomStage) -> None:
    for key, attempt in (("a", room.attempts[1]), ("a", room.attempts[1]), ("b", None)):
        with database.transaction() as db:
            send_message(db, room.sitting, attempt, "Besh daqiqa tanaffus", room.hand(at(1), key))
    with database.reading() as db:
        notices = db.scalars(select(CandidateNotice).order_by(CandidateNotice.id)).all()
    assert [notice.attempt_id for notice in notices] == [room.attempts[1].id, None]


def test_one_press_answers_everything_that_a_candidate_called_for(
    database: Database, room: RoomStage
) -> None:
    with database.transaction() as db:
        call(db, room.attempts[1], at(1))
        call(db, room.attempts[1], at(2), kind="answer_lost")
        other = call(db, room.attempts[2], at(2))
    with database.transaction() as db:
        assert answer_calls(db, room.sitting, room.attempts[1], room.hand(at(3))) == 2
    with database.transaction() as db:
        assert answer_calls(db, room.sitting, room.attempts[1], room.hand(at(4))) == 0
        left = list_open_alerts(db, [attempt.id for attempt in room.attempts.values()])
    assert [alert.id for alert in left] == [other.id]
