import ssl
from datetime import UTC, datetime

import pytest

from examapp.core.post_settings import PostSettings
from examapp.notices.errors import ChannelAway, PostBusy, PostRefused, PostUnsure
from examapp.notices.mail_post import MailPost
from examapp.notices.messages import Message
from tests.examapp.notices.mail_server import PASSWORD, USER, Mailbox, make_certificate, start, stop

LETTER = Message(
    code="ABCDEFGH2345",
    to="karimov@mail.uz",
    subject="Attestatsiya sinovi: 24.11.2026, 09:30",
    text="Hurmatli Oʻgʻiloy!\n\n.Nuqta bilan boshlangan qator\n",
    language="uz-Latn",
    at=datetime(2026, 11, 4, 4, 30, tzinfo=UTC),
    calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    calendar_method="PUBLISH",
)
BASE = "https://attestation.example.uz"


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def post(mailbox):
    controller = start(mailbox)
    settings = PostSettings(
        smtp_host="127.0.0.1",
        smtp_port=controller.port,
        smtp_security="none",
        smtp_from="no-reply@example.uz",
    )
    made = MailPost(settings, BASE)
    yield made
    made.close()
    stop(controller)


def test_a_letter_arrives_whole_with_its_date_as_a_calendar_file(post, mailbox) -> None:
    assert post.send(LETTER) == "<abcdefgh2345@attestation.example.uz>"
    (letter,) = mailbox.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["To"] == LETTER.to
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == LETTER.at
    assert letter.get_body().get_content().replace("\r\n", "\n") == LETTER.text
    (calendar,) = letter.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert calendar.get_payload(decode=True) == LETTER.calendar


def test_two_letters_go_over_one_connection_and_each_try_has_the_same_id(post, mailbox) -> None:
    post.send(LETTER)
    post.send(LETTER)
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1


@pytest.mark.parametrize(
    ("answer", "failure"), [("550 No such person", PostRefused), ("451 Later", PostBusy)]
)
def test_a_refusal_is_for_good_or_for_now_as_the_server_says(post, mailbox, answer, failure) -> None:
    mailbox.to_rcpt[LETTER.to] = answer
    with pytest.raises(failure, match=answer[:3]):
        post.send(LETTER)
    mailbox.to_rcpt.clear()
    mailbox.to_data.append(answer)
    with pytest.raises(failure, match=answer[:3]):
        post.send(LETTER)
    assert post.send(LETTER)


def test_a_link_that_breaks_after_the_letter_leaves_doubt(post, mailbox) -> None:
    mailbox.after_data.append(lambda server: server.transport.abort())
    with pytest.raises(PostUnsure):
        post.send(LETTER)
    assert len(mailbox.letters) == 1
    assert post.send(LETTER)


def test_a_server_that_is_not_there_is_away() -> None:
    settings = PostSettings(smtp_host="127.0.0.1", smtp_port=9, smtp_security="none", smtp_from="a@b.uz")
    with pytest.raises(ChannelAway):
        MailPost(settings, BASE).send(LETTER)


def test_starttls_and_a_password_are_used_and_a_stranger_s_certificate_ends_it(tmp_path, mailbox) -> None:
    theirs, trusted = make_certificate(tmp_path)
    controller = start(mailbox, tls=theirs, password=True)
    try:
        settings = PostSettings(
            smtp_host="127.0.0.1",
            smtp_port=controller.port,
            smtp_user=USER,
            smtp_password=PASSWORD,
            smtp_from="no-reply@example.uz",
        )
        post = MailPost(settings, BASE, trust=trusted)
        assert post.send(LETTER)
        post.close()
        with pytest.raises(ChannelAway) as stranger:
            MailPost(settings, BASE, trust=ssl.create_default_context()).send(LETTER)
        wrong = PostSettings(**{**vars(settings), "smtp_password": "wrong-password"})
        with pytest.raises(ChannelAway) as refused:
            MailPost(wrong, BASE, trust=trusted).send(LETTER)
    finally:
        stop(controller)
    assert len(mailbox.letters) == 1
    for failure in (stranger, refused):
        assert "password" not in str(failure.value)
        assert USER not in str(failure.value)
    assert PASSWORD not in repr(settings)
