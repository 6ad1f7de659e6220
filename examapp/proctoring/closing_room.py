"""Closing the sitting: nothing is left open unseen, and no unfinished attempt without its typed reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery import control
from examapp.delivery.alerts import list_open_alerts
from examapp.delivery.attempts import lock_attempt, prepare_attempts
from examapp.delivery.closing import end_if_time_is_over
from examapp.delivery.models import Alert, Attempt
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.states import RUNNING, AttemptState
from examapp.proctoring.ending import give_reason
from examapp.proctoring.errors import Unresolved
from examapp.proctoring.in_charge import require_in_charge
from examapp.proctoring.interventions import Hand, intervene
from examapp.proctoring.models import AbortKind
from examapp.proctoring.queries import name_of
from examapp.proctoring.reasons import ABORT_WORDS, kinds_for
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.opening import close_sitting


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What stands between an open room and a closed one.

    `absent` have never been seen, and get their reason by themselves; `unfinished` need one; `called` have a
    call that nobody has answered. `completing` have ended and send what is left: they end by themselves.
    """

    unfinished: tuple[AttemptRow, ...]
    absent: tuple[AttemptRow, ...]
    called: tuple[AttemptRow, ...]
    completing: tuple[AttemptRow, ...]


def list_open_matters(rows: Sequence[AttemptRow]) -> OpenMatters:
    """Sort the rows of a room into what is open."""
    needing = [row for row in rows if kinds_for(row.state)]
    return OpenMatters(
        unfinished=tuple(row for row in needing if not _never_came(row)),
        absent=tuple(row for row in needing if _never_came(row)),
        called=tuple(row for row in rows if row.alerts),
        completing=tuple(row for row in rows if row.state is AttemptState.CLOSING),
    )


def close_room(
    db: Session,
    sitting: Sitting,
    reasons: Mapping[str, AbortKind],
    hand: Hand,
    *,
    others: AbortKind | None = None,
) -> None:
    """Give each unfinished attempt its reason, end those that run, and close the sitting.

    Asked again it is closed. `reasons` are by attempt code; `others` is that of everybody who has none of
    their own. Raises RoomHandedOver; Unresolved naming who has no fitting reason, or an open call.
    """
    if sitting.state is SittingState.CLOSED:
        return
    require_in_charge(db, sitting.id, hand.actor)
    prepare_attempts(db, sitting, hand.now.wall)
    locked = _lock_all(db, sitting, hand)
    rows = {row.attempt_id: row for row in list_attempts(db, sitting.id, hand.now)}
    chosen: dict[int, AbortKind] = {}
    for attempt in locked:
        kind = reasons.get(attempt.code) or (AbortKind.ABSENT if _never_came(rows[attempt.id]) else others)
        if kind is not None and kind in kinds_for(attempt.state, consent=attempt.consent):
            chosen[attempt.id] = kind
    _refuse_open_matters(db, rows.values(), chosen, list_open_alerts(db, [attempt.id for attempt in locked]))
    if not intervene(db, sitting, None, "closed", hand, reasons=_write(rows, chosen)):
        return
    for attempt in locked:
        if attempt.id in chosen:
            _resolve(db, attempt, chosen[attempt.id], hand)
    close_sitting(db, sitting, actor=hand.actor, at=hand.now.wall)


def _lock_all(db: Session, sitting: Sitting, hand: Hand) -> list[Attempt]:
    ids = db.scalars(select(Attempt.id).where(Attempt.sitting_id == sitting.id).order_by(Attempt.id)).all()
    locked = [lock_attempt(db, attempt_id) for attempt_id in ids]
    for attempt in locked:  # whose time is over has ended by time, whatever reason was chosen meanwhile
        end_if_time_is_over(db, attempt, hand.now)
    return locked


def _never_came(row: AttemptRow) -> bool:
    return row.state is AttemptState.AWAITING and row.last_seen_at is None


def _refuse_open_matters(
    db: Session, rows: Collection[AttemptRow], chosen: Mapping[int, AbortKind], alerts: Sequence[Alert]
) -> None:
    calling = {alert.attempt_id for alert in alerts}
    unresolved = [
        row
        for row in rows
        if row.attempt_id in calling or (kinds_for(row.state) and row.attempt_id not in chosen)
    ]
    if unresolved:
        names = {row.booking_id: name_of(db, row.booking_id) for row in unresolved}
        raise Unresolved(names=", ".join(f"{row.seat} {names[row.booking_id]}" for row in unresolved))


def _write(rows: Mapping[int | None, AttemptRow], chosen: Mapping[int, AbortKind]) -> dict[str, str]:
    return {str(rows[attempt_id].code): kind.value for attempt_id, kind in sorted(chosen.items())}


def _resolve(db: Session, attempt: Attempt, kind: AbortKind, hand: Hand) -> None:
    give_reason(db, attempt, kind, hand)
    if attempt.state in RUNNING:
        control.terminate(db, attempt.id, reason=ABORT_WORDS[kind], actor=hand.actor, now=hand.now)
