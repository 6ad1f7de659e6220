"""The outbox: a notice is claimed, handed over outside of any transaction, and then noted.

What a crash between handing over and noting costs, said plainly: nobody can know then whether the message
went out. After the lease the notice is tried once more, under the same Message-ID or gateway id; a second
claim that ends without a note is given up, and the person goes to the printed list. So a person gets a notice
of one channel at most twice, and twice only if a process died, or a link broke, in that very moment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from examapp.core.db import changed_rows
from examapp.notices.body_models import BodyNotice
from examapp.notices.facts import facts_from_json
from examapp.notices.messages import Arrival
from examapp.notices.models import Channel, Notice, NoticeState, Posted

LEASE: Final = timedelta(minutes=5)
MOST_UNSURE: Final = 1
BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
ASK_AFTER: Final = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12))


@dataclass(frozen=True)
class Claim:
    """A notice that this process holds until its lease ends; `tries` tells this claim from a later one."""

    table: type[Posted]
    notice_id: int
    tries: int


def claim_next(db: Session, channels: Collection[Channel], at: datetime) -> Claim | None:
    """Claim the notice of these channels that is due longest, people's before bodies'.

    What must not go out any more is ended here.
    """
    return _claim_of(db, Notice, channels, at) or _claim_of(db, BodyNotice, channels, at)


def _claim_of(db: Session, table: type[Posted], channels: Collection[Channel], at: datetime) -> Claim | None:
    while True:
        notice = db.scalars(
            select(table)
            .where(
                table.channel.in_(channels),
                or_(
                    (table.state == NoticeState.PLANNED) & (table.next_try_at <= at),
                    (table.state == NoticeState.SENDING) & (table.claimed_until <= at),
                ),
            )
            .order_by(table.next_try_at, table.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if notice is None:
            return None
        interrupted = notice.state is NoticeState.SENDING
        notice.unsure += interrupted
        problem = _reason_to_end(db, notice, at)
        if problem is None:
            notice.state, notice.claimed_until = NoticeState.SENDING, at + LEASE
            notice.tries += 1
            db.flush()
            return Claim(table, notice.id, notice.tries)
        _end(notice, NoticeState.GIVEN_UP, problem)
        db.flush()


def _reason_to_end(db: Session, notice: Posted, at: datetime) -> str | None:
    """Return why a notice is not sent any more: too late, overtaken by a later one, or twice unsure."""
    if notice.unsure > MOST_UNSURE:
        return "unsure"
    if not isinstance(notice, Notice):  # a body is told news, which does not grow old and overtakes nothing
        return None
    if facts_from_json(notice.facts).starts <= at:
        return "late"
    later = select(Notice.id).where(
        Notice.booking_code == notice.booking_code,
        Notice.channel == notice.channel,
        Notice.id > notice.id,
    )
    return "overtaken" if db.scalars(later.limit(1)).first() is not None else None


def _end(notice: Posted, state: NoticeState, problem: str) -> None:
    notice.state, notice.problem = state, problem[:200]
    notice.next_try_at = notice.claimed_until = None


def note_sent(db: Session, claim: Claim, *, to: str, provider_id: str, asks: bool, at: datetime) -> bool:
    """Note that the other side has taken the message; False if the claim was lost meanwhile."""
    return _note(
        db,
        claim,
        state=NoticeState.SENT,
        sent_to=to,
        provider_id=provider_id[:120],
        sent_at=at,
        problem=None,
        next_try_at=at + ASK_AFTER[0] if asks else None,
    )


def note_refused(db: Session, claim: Claim, problem: str) -> bool:
    """Note that the other side will never take it."""
    return _note(db, claim, state=NoticeState.FAILED, problem=problem[:200], next_try_at=None)


def note_not_sent(db: Session, claim: Claim, problem: str, at: datetime, *, unsure: bool = False) -> bool:
    """Plan another try, or give up after the last one; `unsure` where the message may have gone out."""
    notice = db.get_one(claim.table, claim.notice_id)
    doubts = notice.unsure + unsure
    if claim.tries > len(BACK_OFF) or doubts > MOST_UNSURE:
        return _note(
            db, claim, state=NoticeState.GIVEN_UP, unsure=doubts, problem=problem[:200], next_try_at=None
        )
    wait = BACK_OFF[claim.tries - 1]
    return _note(
        db, claim, state=NoticeState.PLANNED, unsure=doubts, problem=problem[:200], next_try_at=at + wait
    )


def give_back(db: Session, claim: Claim, problem: str, at: datetime) -> bool:
    """Give a claim back uncounted: the channel as a whole is away, and no fault of this message."""
    return _note(
        db,
        claim,
        state=NoticeState.PLANNED,
        tries=claim.tries - 1,
        problem=problem[:200],
        next_try_at=at + BACK_OFF[0],
    )


def _note(db: Session, claim: Claim, **values: object) -> bool:
    statement = (
        update(claim.table)
        .where(
            claim.table.id == claim.notice_id,
            claim.table.state == NoticeState.SENDING,
            claim.table.tries == claim.tries,
        )
        .values(claimed_until=None, **values)
    )
    return changed_rows(db, statement) == 1


def list_to_ask(db: Session, channel: Channel, at: datetime, *, most: int = 50) -> list[tuple[int, str]]:
    """Return id and gateway id of messages whose arrival is worth asking for now."""
    rows = db.execute(
        select(Notice.id, Notice.provider_id)
        .where(Notice.state == NoticeState.SENT, Notice.channel == channel, Notice.next_try_at <= at)
        .order_by(Notice.next_try_at)
        .limit(most)
    )
    return [(row.id, row.provider_id) for row in rows if row.provider_id]


def note_arrival(db: Session, notice_id: int, arrival: Arrival, at: datetime) -> None:
    """Note what the gateway says of a message; it is asked a few times, ever more rarely."""
    notice = db.scalars(
        select(Notice).where(Notice.id == notice_id, Notice.state == NoticeState.SENT).with_for_update()
    ).first()
    if notice is None or notice.sent_at is None:
        return
    match arrival:
        case Arrival.DELIVERED:
            notice.state, notice.delivered_at, notice.next_try_at = NoticeState.DELIVERED, at, None
        case Arrival.FAILED:
            _end(notice, NoticeState.FAILED, "undelivered")
        case Arrival.WAITING:
            later = [notice.sent_at + wait for wait in ASK_AFTER if notice.sent_at + wait > at]
            notice.next_try_at = min(later, default=None)
