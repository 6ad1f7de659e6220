import multiprocessing
import os
import signal
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from examapp.accounts.signed_in import as_signed_in
from examapp.core.clock import ManualClock, using
from examapp.core.db import Database, make_engine
from examapp.core.permissions import Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.notices.by_hand import choose_rest
from examapp.notices.errors import ChannelAway, PostBusy, PostRefused, PostUnsure
from examapp.notices.messages import Arrival, Message
from examapp.notices.models import Channel, Notice, NoticeState
from examapp.notices.outbox import BACK_OFF, LEASE, claim_next, note_sent
from examapp.notices.planning import plan_sitting
from examapp.notices.posting import PostOffice, post_due
from examapp.notices.reaching import Reach, list_people
from examapp.organisations.models import Organisation
from examapp.sittings.models import Sitting
from tests.cast import add_person
from tests.factories.published import PUBLISHED_AT, STARTS, make_published_sitting, reach


@dataclass
class Recorder:
    """A channel that keeps what it gets and fails as it is told."""

    failures: list[Exception] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    reports_arrival: bool = False
    arrival: Arrival = Arrival.WAITING

    def send(self, message: Message) -> str:
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or isinstance(failure, PostUnsure):
            self.taken.append(message)
        if failure is not None:
            raise failure
        return f"id-{len(self.taken)}"

    def ask(self, provider_id: str) -> Arrival:
        return self.arrival

    def close(self) -> None:
        pass


@pytest.fixture
def clock() -> Iterator[ManualClock]:
    made = ManualClock(PUBLISHED_AT)
    with using(made):
        yield made


@pytest.fixture
def office(database: Database, settings: Settings, clock: ManualClock) -> PostOffice:
    with database.transaction() as db:
        sitting = make_published_sitting(db)
        reach(db, sitting.bookings[0], email="a@mail.uz", phone="998901234567")
        plan_sitting(db, sitting.id, (Channel.EMAIL, Channel.SMS), PUBLISHED_AT)
    keys = KeyRing(settings.keys, settings.secret_key)
    return PostOffice(database, keys, "https://x.uz", "Attestatsiya <no-reply@x.uz>")


def the_notice(office: PostOffice, channel: Channel = Channel.EMAIL) -> Notice:
    with office.database.reading() as db:
        return db.query(Notice).filter_by(channel=channel).one()


def state(office: PostOffice) -> tuple[NoticeState, str | None]:
    notice = the_notice(office)
    return notice.state, notice.problem


def test_a_letter_goes_out_once_and_says_when_where_and_how_to_confirm(office: PostOffice) -> None:
    post = Recorder()
    assert post_due(office, {Channel.EMAIL: post}) == 1
    assert post_due(office, {Channel.EMAIL: post}) == 0
    (letter,) = post.taken
    assert letter.to == "a@mail.uz"
    assert "24.11.2026" in letter.subject
    for words in ("09:30", "09:00", "1-markaz", "https://x.uz/n/"):
        assert words in letter.text
    lines = letter.calendar.decode().split("\r\n")
    assert {"DTSTART:20261124T040000Z", "METHOD:PUBLISH", "ORGANIZER:mailto:no-reply@x.uz"} < set(lines)
    assert letter.calendar_method == "PUBLISH"
    notice = the_notice(office)
    assert (notice.state, notice.sent_to, notice.provider_id) == (NoticeState.SENT, "a@mail.uz", "id-1")


def test_an_sms_is_short_and_stays_within_the_old_alphabet(office: PostOffice) -> None:
    post = Recorder()
    post_due(office, {Channel.SMS: post})
    (sms,) = post.taken
    assert sms.text.isascii()
    assert len(sms.text) <= 306  # two parts


def test_a_refusal_for_good_is_not_tried_again(office: PostOffice, clock: ManualClock) -> None:
    post = Recorder([PostRefused("550 no such person")])
    post_due(office, {Channel.EMAIL: post})
    assert state(office) == (NoticeState.FAILED, "550 no such person")
    clock.advance(days=1)
    assert post_due(office, {Channel.EMAIL: post}) == 0


def test_a_refusal_for_now_is_tried_later_and_later_and_then_given_up(
    office: PostOffice, clock: ManualClock
) -> None:
    post, gaps = Recorder([PostBusy("451")] * 20), []
    for _ in range(len(BACK_OFF)):
        post_due(office, {Channel.EMAIL: post})
        notice = the_notice(office)
        assert notice.state is NoticeState.PLANNED
        gaps.append(notice.next_try_at - clock.instant.wall)
        clock.advance(seconds=gaps[-1].total_seconds())
    assert gaps == list(BACK_OFF)
    post_due(office, {Channel.EMAIL: post})
    assert state(office) == (NoticeState.GIVEN_UP, "451")


def test_a_server_that_is_away_costs_no_tries_and_keeps_the_other_channel_going(
    office: PostOffice, clock: ManualClock
) -> None:
    mail, sms = Recorder([ChannelAway("no answer")] * 50), Recorder()
    assert post_due(office, {Channel.EMAIL: mail, Channel.SMS: sms}) == 1
    for _ in range(20):
        clock.advance(minutes=2)
        post_due(office, {Channel.EMAIL: mail})
    assert (the_notice(office).state, the_notice(office).tries) == (NoticeState.PLANNED, 0)


def test_a_doubt_is_resolved_by_one_more_letter_under_the_same_code_and_no_third(
    office: PostOffice, clock: ManualClock
) -> None:
    post = Recorder([PostUnsure("broken"), PostUnsure("broken")])
    for _ in range(4):
        post_due(office, {Channel.EMAIL: post})
        clock.advance(hours=1)
    assert len(post.taken) == 2
    assert len({message.code for message in post.taken}) == 1
    assert state(office)[0] is NoticeState.GIVEN_UP


def test_a_process_that_dies_between_sending_and_noting_costs_one_copy_at_most(
    office: PostOffice, clock: ManualClock
) -> None:
    """Claimed and sent, and then nothing: the lease has to end first, and a second death ends the matter."""
    copies = 0
    for _ in range(5):
        with office.database.transaction() as db:
            claim = claim_next(db, [Channel.EMAIL], clock.instant.wall)
        copies += claim is not None  # this is where the letter goes out, and where the process is killed
        with office.database.transaction() as db:
            assert claim_next(db, [Channel.EMAIL], clock.instant.wall + LEASE / 2) is None
        clock.advance(seconds=LEASE.total_seconds())
    assert copies == 2
    assert state(office) == (NoticeState.GIVEN_UP, "unsure")


class Dying(Recorder):
    """A channel whose process is killed with the letter at the server."""

    def __init__(self, pipe: int) -> None:
        super().__init__()
        self.pipe = pipe

    def send(self, message: Message) -> str:
        os.write(self.pipe, f"{message.code} ".encode())
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


def _post_and_die(office: PostOffice, url: str, pipe: int) -> None:
    post_due(replace(office, database=Database(make_engine(url))), {Channel.EMAIL: Dying(pipe)})


def test_a_process_killed_with_the_letter_at_the_server_sends_it_once_more_and_no_third_time(
    office: PostOffice, settings: Settings, clock: ManualClock
) -> None:
    reading, writing = os.pipe()
    for _ in range(3):
        process = multiprocessing.get_context("fork").Process(
            target=_post_and_die, args=(office, settings.database_url, writing)
        )
        process.start()
        process.join()
        clock.advance(seconds=LEASE.total_seconds())
    os.close(writing)
    with os.fdopen(reading) as pipe:
        sent = pipe.read().split()
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert state(office) == (NoticeState.GIVEN_UP, "unsure")


def test_who_lost_the_claim_notes_nothing(office: PostOffice, clock: ManualClock) -> None:
    with office.database.transaction() as db:
        first = claim_next(db, [Channel.EMAIL], PUBLISHED_AT)
    clock.advance(seconds=LEASE.total_seconds())
    with office.database.transaction() as db:
        second = claim_next(db, [Channel.EMAIL], clock.instant.wall)
    assert first
    assert second
    with office.database.transaction() as db:
        given = {"to": "a", "provider_id": "x", "asks": False, "at": clock.instant.wall}
        assert not note_sent(db, first, **given)
        assert note_sent(db, second, **given)


def test_what_a_move_has_overtaken_and_what_comes_too_late_is_not_sent(
    office: PostOffice, clock: ManualClock
) -> None:
    with office.database.transaction() as db:
        sitting = db.query(Notice).first().sitting_id
        db.get(Sitting, sitting).starts_at = STARTS + timedelta(days=1)
        plan_sitting(db, sitting, (Channel.EMAIL, Channel.SMS), PUBLISHED_AT)
    post = Recorder()
    assert post_due(office, {Channel.EMAIL: post}) == 1
    assert "25.11.2026" in post.taken[0].text
    clock.advance(days=30)
    assert post_due(office, {Channel.SMS: Recorder()}) == 0


def test_the_gateway_is_asked_until_it_knows_whether_an_sms_arrived(
    office: PostOffice, clock: ManualClock
) -> None:
    post = Recorder(reports_arrival=True)
    post_due(office, {Channel.SMS: post})
    clock.advance(minutes=3)
    post_due(office, {Channel.SMS: post})
    assert the_notice(office, Channel.SMS).state is NoticeState.SENT
    post.arrival = Arrival.DELIVERED
    clock.advance(hours=1)
    post_due(office, {Channel.SMS: post})
    assert the_notice(office, Channel.SMS).state is NoticeState.DELIVERED


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        (Channel.EMAIL, {"failures": [PostRefused("550 no such person")]}),
        (Channel.SMS, {"failures": [PostRefused("status error")]}),
        (Channel.SMS, {"reports_arrival": True, "arrival": Arrival.FAILED}),
    ],
)
def test_whom_the_other_side_reports_as_unreachable_stands_as_not_reached_and_on_the_list(
    office: PostOffice, clock: ManualClock, channel: Channel, says: dict[str, Any]
) -> None:
    post = Recorder(**{name: copy(value) for name, value in says.items()})
    with office.database.transaction() as db:
        db.execute(delete(Notice).where(Notice.channel != channel))
    post_due(office, {channel: post})
    clock.advance(minutes=3)
    post_due(office, {channel: post})
    assert the_notice(office, channel).state is NoticeState.FAILED
    with office.database.transaction() as db:
        body = db.scalars(select(Organisation)).one()
        everywhere = as_signed_in(add_person(db, Role.WORKING_BODY))
        assert Reach.NOT_REACHED in {
            one.reach for one in list_people(db, body, everywhere, clock.read().wall)
        }
        plan_sitting(db, db.scalars(select(Sitting.id)).one(), (channel,), clock.read().wall)
        rest = choose_rest(list_people(db, body, everywhere, clock.read().wall))
        assert any(len(one.notices) == 2 and one.notices[-1].channel is Channel.HAND for one in rest)
