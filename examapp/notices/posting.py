"""One round of the post: claim, hand over, note, until nothing is due; each step in a transaction of its own.

It runs in a thread of its own, because a mail server that hangs must not hold up the sealing of attempts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

import structlog
from sqlalchemy.orm import Session

from examapp.core.clock import now
from examapp.core.db import Database
from examapp.core.post_settings import PostSettings
from examapp.core.signing import KeyRing
from examapp.notices.body_letters import read_letter, write_letter
from examapp.notices.body_models import BodyContact, BodyNotice
from examapp.notices.calendar_file import calendar_uid, find_method, write_calendar
from examapp.notices.errors import ChannelAway, PostBusy, PostFailure, PostRefused, PostUnsure
from examapp.notices.facts import NoticeFacts, facts_from_json
from examapp.notices.links import link_url
from examapp.notices.mail_post import MailPost
from examapp.notices.messages import Message, Post
from examapp.notices.models import CandidateContact, Channel, Notice
from examapp.notices.outbox import (
    Claim,
    claim_next,
    give_back,
    list_to_ask,
    note_arrival,
    note_not_sent,
    note_refused,
    note_sent,
)
from examapp.notices.sms_gateways import open_gateway
from examapp.notices.wording import AFTER_THE_TEST, write_words
from examapp.programmes.policy import policy_from_snapshot
from examapp.sittings.models import Sitting

MESSAGES_A_ROUND: Final = 200
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PostOffice:
    """What a round needs: the database, the keys of the links, and the address that people use.

    `sender` is whom letters come from; calendars name the address as the organiser's.
    """

    database: Database
    keys: KeyRing
    base_url: str
    sender: str = ""


def open_posts(settings: PostSettings, base_url: str) -> dict[Channel, Post]:
    """Return the channels that are switched on; nothing is connected yet."""
    posts: dict[Channel, Post] = {}
    if settings.sends_email:
        posts[Channel.EMAIL] = MailPost(settings, base_url)
    if settings.sends_sms:
        posts[Channel.SMS] = open_gateway(settings)
    return posts


def post_due(office: PostOffice, posts: Mapping[Channel, Post]) -> int:
    """Send what is due, and return how many messages were taken by the other side."""
    sent = 0
    away: set[Channel] = set()
    try:
        for _ in range(MESSAGES_A_ROUND):
            open_now = [channel for channel in posts if channel not in away]
            if not open_now:
                break
            with office.database.transaction() as db:
                claim = claim_next(db, open_now, now())
            if claim is None:
                break
            channel, taken = _post_one(office, posts, claim)
            sent += taken
            if channel is not None:
                away.add(channel)
        for channel, post in posts.items():
            if post.reports_arrival and channel not in away:
                _ask_arrivals(office, channel, post)
    finally:
        for post in posts.values():
            post.close()
    return sent


def _post_one(office: PostOffice, posts: Mapping[Channel, Post], claim: Claim) -> tuple[Channel | None, bool]:
    """Send one message; return the channel that is away, if it is, and whether the message was taken."""
    with office.database.reading() as db:
        going = (
            _read_body_notice(db, office, claim) if claim.table is BodyNotice else _read(db, office, claim)
        )
    post, failure, provider_id = posts[going.channel], None, ""
    try:
        provider_id = post.send(_compose(going))
    except PostFailure as error:
        failure = error
    with office.database.transaction() as db:
        match failure:
            case None:
                asks = post.reports_arrival
                note_sent(db, claim, to=going.to or "", provider_id=provider_id, asks=asks, at=now())
            case PostRefused():
                note_refused(db, claim, str(failure))
            case ChannelAway():
                give_back(db, claim, str(failure), now())
            case PostBusy() | PostUnsure() | PostFailure():
                note_not_sent(db, claim, str(failure), now(), unsure=isinstance(failure, PostUnsure))
    if failure is not None:
        logger.warning(
            "notice_not_sent", notice=going.code, channel=going.channel.value, kind=type(failure).__name__
        )
    return (going.channel if isinstance(failure, ChannelAway) else None), failure is None


@dataclass(frozen=True)
class _Going:
    """A notice as it was read, with whatever `write` needs; it is written outside of any transaction."""

    code: str
    channel: Channel
    to: str | None
    write: Callable[[str], Message]


def _read(db: Session, office: PostOffice, claim: Claim) -> _Going:
    notice = db.get_one(Notice, claim.notice_id)
    contact = db.get(CandidateContact, notice.candidate_id)
    sitting = db.get_one(Sitting, notice.sitting_id)
    assert notice.candidate  # loaded here, read below
    to = (contact.email if notice.channel is Channel.EMAIL else contact.phone) if contact else None
    return _Going(notice.code, notice.channel, to, lambda known: _write(office, notice, sitting, known))


def _read_body_notice(db: Session, office: PostOffice, claim: Claim) -> _Going:
    notice = db.get_one(BodyNotice, claim.notice_id)
    contact = db.get(BodyContact, notice.organisation_id)
    letter, code, language, at = read_letter(db, notice), notice.code, notice.language, notice.created_at

    def write(to: str) -> Message:
        return Message(code, to, *write_letter(letter, language, office.base_url), language, at)

    return _Going(code, notice.channel, contact.email if contact else None, write)


def _compose(going: _Going) -> Message:
    """Return the message. Raises PostRefused without an address, PostBusy for a fault of our own."""
    if not going.to:
        raise PostRefused("no address")
    try:
        return going.write(going.to)
    except Exception as fault:  # one notice that cannot be written must not hold up the others
        logger.exception("notice_not_written", notice=going.code)
        raise PostBusy(type(fault).__name__) from fault


def _write(office: PostOffice, notice: Notice, sitting: Sitting, to: str) -> Message:
    facts, candidate = facts_from_json(notice.facts), notice.candidate
    if notice.kind in AFTER_THE_TEST:
        return _write_after(office, notice, facts, to)
    link = link_url(office.keys, office.base_url, notice.booking_code)
    words = write_words(notice.kind, facts, candidate, notice.language, link)
    if notice.channel is Channel.SMS:
        return Message(notice.code, to, "", words.short, words.language, now())
    organiser = parseaddr(office.sender)[1]
    calendar = write_calendar(
        notice.kind,
        facts,
        words,
        uid=calendar_uid(notice.booking_code),
        number=notice.id,
        minutes=policy_from_snapshot(sitting.policy or {}).duration_minutes,
        at=notice.created_at,
        organiser=organiser,
    )
    method = find_method(notice.kind) if organiser else ""
    return Message(
        notice.code, to, words.subject, words.letter, words.language, notice.created_at, calendar, method
    )


def _write_after(office: PostOffice, notice: Notice, facts: NoticeFacts, to: str) -> Message:
    """Return a message without day and place: of the result, or of the certificate."""
    page = f"verify/{facts.certificate_code}" if facts.certificate_code else "my/"
    link = f"{office.base_url}/{page}"
    words = write_words(notice.kind, facts, notice.candidate, notice.language, link)
    is_sms = notice.channel is Channel.SMS
    subject, text = ("", words.short) if is_sms else (words.subject, words.letter)
    return Message(notice.code, to, subject, text, words.language, notice.created_at)


def _ask_arrivals(office: PostOffice, channel: Channel, post: Post) -> None:
    with office.database.reading() as db:
        waiting = list_to_ask(db, channel, now())
    for notice_id, provider_id in waiting:
        try:
            arrival = post.ask(provider_id)
        except ChannelAway:
            return
        with office.database.transaction() as db:
            note_arrival(db, notice_id, arrival, now())
