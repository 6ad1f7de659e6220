"""From the state of a sitting to letters in a mailbox, as the worker does it."""

import dataclasses
from collections.abc import Iterator

import pytest

from examapp.core.clock import ManualClock, using
from examapp.core.db import Database
from examapp.core.post_settings import PostSettings
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.notices.models import Notice, NoticeState
from examapp.notices.occasions import reminder_at
from examapp.notices.sweeping import PostRounds
from examapp.sittings.models import Sitting, SittingState
from tests.examapp.notices.mail_server import Mailbox, start, stop
from tests.factories.published import PUBLISHED_AT, STARTS, make_published_sitting, reach

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LANGUAGES = ("uz-Cyrl", "ru")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mailing(settings: Settings, mailbox: Mailbox) -> Iterator[Settings]:
    controller = start(mailbox)
    post = PostSettings(
        smtp_host="127.0.0.1", smtp_port=controller.port, smtp_security="none", smtp_from="a@example.uz"
    )
    yield dataclasses.replace(settings, post=post, base_url="https://x.uz")
    stop(controller)


def test_two_people_are_told_reminded_and_told_off_each_in_their_language_and_once(
    database: Database, mailing: Settings, mailbox: Mailbox
) -> None:
    with database.transaction() as db:
        sitting = make_published_sitting(db)
        for booking, language in zip(sitting.bookings, LANGUAGES, strict=True):
            booking.candidate.language = language
            reach(db, booking, email=f"{language.lower()}@mail.uz")
    post = PostRounds(database, KeyRing(mailing.keys, mailing.secret_key), mailing)
    clock = ManualClock(PUBLISHED_AT)

    def rounds(number: int) -> list[tuple[str, str]]:
        mailbox.letters.clear()
        with using(clock):
            for _ in range(number):
                post.run()
        return [(letter["To"], letter["Subject"]) for letter in mailbox.letters]

    assert rounds(2) == [
        ("uz-cyrl@mail.uz", "Аттестация синовингиз: 24.11.2026, 09:30"),
        ("ru@mail.uz", "Ваше аттестационное тестирование: 24.11.2026, 09:30"),
    ]
    bodies = [letter.get_body().get_content() for letter in mailbox.letters]
    assert "Ҳурматли Қўчқорова" in bodies[0]
    assert "Здравствуйте, Каримов" in bodies[1]
    for body in bodies:
        assert "https://x.uz/n/" in body
    assert rounds(1) == []
    clock.advance(seconds=(reminder_at(STARTS, 10) - PUBLISHED_AT).total_seconds())
    assert len(rounds(2)) == 2
    with database.transaction() as db:
        db.query(Sitting).one().state = SittingState.CANCELLED
    assert [subject[:4] for _to, subject in rounds(2)] == ["24.1", "Ваше"]
    methods = [next(letter.iter_attachments())["Content-Type"].params["method"] for letter in mailbox.letters]
    assert methods == ["CANCEL", "CANCEL"]
    with database.reading() as db:
        assert {one.state for one in db.query(Notice)} == {NoticeState.SENT}
