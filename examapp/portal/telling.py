"""Telling candidates what came of their test: found by its state, told once by post, once it is public.

Whose result becomes another one by a later revision is told that, too, also where it is again what it was.

Who has a certificate gets its link; who failed gets the weak topics, who teaches them near and the earliest
day for another test; whose result is void is told that it does not count. No mark is sent: it stands on the
own page behind code and PIN. Whom no post reaches finds the same there. Rehearsals tell nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, and_, false, literal, or_, select
from sqlalchemy.orm import Session, aliased

from examapp.certificates.models import Certificate, Revocation
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import show_day
from examapp.core.web import current_settings
from examapp.notices.facts import NoticeFacts, facts_of
from examapp.notices.models import CandidateContact, Channel, Notice, NoticeKind
from examapp.notices.occasions import Occasion
from examapp.notices.planning import tell_by_post
from examapp.notices.sweeping import open_channels
from examapp.portal.learning import advise, free_again
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.content import SheetContent
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.results.outcomes import FAILURES, Outcome
from examapp.results.queries import PublishedResult, read_content
from examapp.sittings.models import Booking

BETWEEN: Final = timedelta(minutes=1)
PUT_OFF: Final = timedelta(hours=1)
NEWS_FOR: Final = timedelta(days=30)
MOST_A_ROUND: Final = 100
MOST_INSTITUTIONS: Final = 3
PASSED: Final = "passed "
FAILED: Final = "failed "
VOIDED: Final = "void "
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Untold:
    """Somebody who is to be told; `certificate_id` is None unless they have passed."""

    booking_id: int
    sheet_id: int
    position: int
    certificate_id: int | None


class _Rounds:
    """When this process looks again: nobody is in a hurry by less than a minute.

    A sheet that cannot be read is put off for an hour, so that it keeps nobody else uninformed.
    """

    next_at: datetime | None = None
    put_off: Final[dict[int, datetime]] = {}


def tell_results() -> None:
    """Write what is due to be told, a minute after the last look at the earliest."""
    channels, at = open_channels(current_settings()), now()
    if not channels or (_Rounds.next_at is not None and at < _Rounds.next_at):
        return
    with reading() as db:
        later = [sheet_id for sheet_id, until in _Rounds.put_off.items() if until > at]
        due = list_untold(db, channels, at, but=later)
    for sheet_id in dict.fromkeys(one.sheet_id for one in due):
        try:
            with transaction() as db:
                tell(db, [one for one in due if one.sheet_id == sheet_id], channels, at)
        except Exception:  # a sheet that is broken, or another process that was faster
            logger.exception("results_not_told", sheet=sheet_id)
            _Rounds.put_off[sheet_id] = at + PUT_OFF
    if len(due) < MOST_A_ROUND:
        _Rounds.next_at = at + BETWEEN


def list_untold(
    db: Session, channels: Collection[Channel], at: datetime, *, but: Collection[int] = ()
) -> list[Untold]:
    """Return whom a published result or a certificate is to be told of, and who can be reached.

    `but` are sheets that are left out.
    """
    wanted = Result.sheet_id.not_in(but)
    failed = _untold(at, FAILED, channels).where(wanted, Result.outcome.in_(FAILURES))
    voided = _untold(at, VOIDED, channels).where(wanted, Result.outcome == Outcome.VOID)
    passed = with_certificate(_untold(at, PASSED, channels).where(wanted))
    found = (db.execute(query.limit(MOST_A_ROUND)) for query in (failed, voided, passed))
    rows: list[Any] = [row for some in found for row in some]
    return [
        Untold(row.booking_id, row.sheet_id, row.position, getattr(row, "certificate_id", None))
        for row in rows[:MOST_A_ROUND]
    ]


def _untold(at: datetime, occasion: str, channels: Collection[Channel]) -> Any:
    """Return the query of results of which a person was never told, or was last told something else."""
    told = select(Notice.id).where(_is_about(Notice, occasion))
    last = aliased(Notice)
    kinds = (PASSED, FAILED, VOIDED)
    latest = (
        select(last.occasion)
        .where(or_(*(_is_about(last, one) for one in kinds)))
        .order_by(last.id.desc())
        .limit(1)
        .correlate(Booking)
        .scalar_subquery()
    )
    return (
        published(at)
        .join(CandidateContact, CandidateContact.candidate_id == Booking.candidate_id)
        .where(or_(~told.exists(), ~latest.startswith(occasion)), can_be_reached(channels))
    )


def _is_about(notice: type[Notice], occasion: str) -> ColumnElement[bool]:
    """Return whether a notice told this of the booking, at first or again by a later revision."""
    first = literal(occasion) + Booking.candidate_code
    return and_(
        notice.candidate_id == Booking.candidate_id,
        or_(notice.occasion == first, notice.occasion.startswith(first + " ")),
    )


def published(at: datetime) -> Any:
    """Return the query of valid results that are news, joined to sheet, decision and booking, in order."""
    return (
        select(Result.booking_id, Result.sheet_id, Result.position)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            ResultSheet.rehearsal.is_(False),
            Decision.at > at - NEWS_FOR,
        )
        .order_by(Result.sheet_id, Result.position)
    )


def with_certificate(query: Any) -> Any:
    """Return of such a query those who have passed and whose certificate stands, with its id."""
    revoked = select(Revocation.certificate_id).where(Revocation.certificate_id == Certificate.id)
    return (
        query.join(Certificate, Certificate.attempt_id == Result.attempt_id)
        .add_columns(Certificate.id.label("certificate_id"))
        .where(
            Result.outcome == Outcome.PASSED,
            Certificate.replaced_at.is_(None),
            ~revoked.exists(),
        )
    )


def can_be_reached(channels: Collection[Channel]) -> ColumnElement[bool]:
    """Return whether a candidate's contact, joined, has an address for one of these channels."""
    email = CandidateContact.email.is_not(None) if Channel.EMAIL in channels else false()
    phone = CandidateContact.phone.is_not(None) if Channel.SMS in channels else false()
    return or_(email, phone)


def tell(db: Session, due: Sequence[Untold], channels: Collection[Channel], at: datetime) -> int:
    """Write the messages, and return how many these were."""
    sheets = {sheet_id: db.get_one(ResultSheet, sheet_id) for sheet_id in {one.sheet_id for one in due}}
    contents = {sheet_id: read_content(sheet) for sheet_id, sheet in sheets.items()}
    written = 0
    for one in due:
        booking = db.get_one(Booking, one.booking_id)
        result = as_published(sheets[one.sheet_id], contents[one.sheet_id], one.position)
        void = db.get_one(Result, (one.sheet_id, one.position)).outcome is Outcome.VOID
        without = _voided(booking, at) if void else _failed(db, booking, result, at)
        occasion = _again(db, booking, _passed(db, booking, one, at) or without, result.revision)
        written += tell_by_post(db, booking, occasion, channels, at)
    return written


def as_published(sheet: ResultSheet, content: SheetContent, position: int) -> PublishedResult:
    """Return one line of a confirmed sheet as its candidate sees it."""
    assert sheet.decision is not None
    line = content.lines[position - 1]
    return PublishedResult(
        sheet.number, sheet.decision.at, content.pass_percent, content.topics, line, sheet.revision
    )


def _again(db: Session, booking: Booking, occasion: Occasion, revision: int) -> Occasion:
    """Return the occasion under a key of its own where the same was told and something else since."""
    same = select(Notice.id).where(
        Notice.candidate_id == booking.candidate_id, Notice.occasion == occasion.key
    )
    if db.scalars(same).first() is None:
        return occasion
    return replace(occasion, key=f"{occasion.key} {revision}")


def _facts(booking: Booking, at: datetime) -> NoticeFacts:
    return replace(facts_of(booking), starts_at=(at + NEWS_FOR).isoformat())


def _passed(db: Session, booking: Booking, one: Untold, at: datetime) -> Occasion | None:
    if one.certificate_id is None:
        return None
    certificate = db.get_one(Certificate, one.certificate_id)
    facts = replace(_facts(booking, at), certificate=certificate.number, certificate_code=certificate.code)
    return Occasion(NoticeKind.PASSED, f"{PASSED}{booking.candidate_code}", facts)


def _voided(booking: Booking, at: datetime) -> Occasion:
    return Occasion(NoticeKind.VOIDED, f"{VOIDED}{booking.candidate_code}", _facts(booking, at))


def _failed(db: Session, booking: Booking, result: PublishedResult, at: datetime) -> Occasion:
    help_given = read_help(db, booking, result)
    facts = replace(
        _facts(booking, at),
        topics=help_given.topics,
        institutions=help_given.institutions,
        free_from=help_given.free_from,
    )
    return Occasion(NoticeKind.FAILED, f"{FAILED}{booking.candidate_code}", facts)


@dataclass(frozen=True)
class HelpAfterFailure:
    """What helps after a failure: weak topics if the policy shows them, who teaches near, from when again."""

    topics: tuple[str, ...]
    institutions: tuple[dict[str, Any], ...]
    free_from: str


def read_help(db: Session, booking: Booking, result: PublishedResult) -> HelpAfterFailure:
    """Return what helps somebody who has failed."""
    policy = policy_from_snapshot(booking.sitting.policy or {})
    with_topics = policy.result_shown == "total_and_topics"
    learning = advise(db, result, booking.candidate, with_topics=with_topics)
    near = learning.institutions[:MOST_INSTITUTIONS] if learning else ()
    return HelpAfterFailure(
        tuple(learning.topics) if learning else (),
        tuple(
            {"names": dict(one.names), "address": one.address or "", "phone": one.phone or ""} for one in near
        ),
        show_day(free_again(booking)),
    )


SWEEPERS = (tell_results,)
