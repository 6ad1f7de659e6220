"""A hold: a court or an inquiry needs something, so it stays however old it is. Another person lifts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.candidates.list_models import CandidateList
from examapp.candidates.models import Candidate
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.delivery.models import Attempt
from examapp.retention.errors import (
    AlreadyLifted,
    NoSuchProposal,
    NothingOfThisCode,
    OwnHold,
    PaperMissing,
)
from examapp.retention.models import Hold, HoldKind
from examapp.retention.proposing import CODE_LENGTH, Hand, read_words
from examapp.sittings.models import Sitting

LONGEST_DOCUMENT: Final = 160
_CODES: Final[Mapping[HoldKind, Any]] = {
    HoldKind.ATTEMPT: Attempt.code,
    HoldKind.SITTING: Sitting.code,
    HoldKind.CANDIDATE: Candidate.code,
    HoldKind.LIST: CandidateList.code,
}


def list_holds(db: Session) -> Sequence[Hold]:
    """Return the holds that lie on something, the newest first."""
    return db.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.id.desc())).all()


def get_hold(db: Session, code: str) -> Hold:
    """Return a hold; raises NoSuchProposal."""
    found = db.scalars(select(Hold).where(Hold.code == code)).first()
    if found is None:
        raise NoSuchProposal
    return found


def place_hold(
    db: Session, kind: HoldKind, code: str, *, reason: str, document: str, by: Hand, at: datetime
) -> Hold:
    """Keep something from deletion. Raises WordsMissing, PaperMissing, NothingOfThisCode."""
    wanted, paper, written = code.strip().upper(), " ".join(document.split()), read_words(reason)
    if not 1 <= len(paper) <= LONGEST_DOCUMENT:
        raise PaperMissing
    if db.scalar(select(_CODES[kind]).where(_CODES[kind] == wanted)) is None:
        raise NothingOfThisCode(code=wanted)
    hold = Hold(
        code=new_code(CODE_LENGTH),
        kind=kind,
        subject_code=wanted,
        reason=written,
        document=paper,
        placed_by=by.actor,
        placed_by_name=by.name,
        placed_at=at,
    )
    db.add(hold)
    _note(db, "retention.hold_placed", hold, by, at, {"reason": written, "document": paper})
    return hold


def lift_hold(db: Session, hold: Hold, reason: str, *, by: Hand, at: datetime) -> None:
    """Let something be due again. Raises OwnHold, WordsMissing, AlreadyLifted."""
    if is_one_of(db, by.actor, [hold.placed_by]):
        raise OwnHold
    written = read_words(reason)
    swapped = changed_rows(
        db,
        update(Hold)
        .where(Hold.id == hold.id, Hold.lifted_at.is_(None))
        .values(lifted_by=by.actor, lifted_by_name=by.name, lifted_at=at, lift_reason=written),
    )
    if swapped != 1:
        raise AlreadyLifted
    _note(db, "retention.hold_lifted", hold, by, at, {"reason": written})


def _note(db: Session, act: str, hold: Hold, by: Hand, at: datetime, facts: dict[str, str]) -> None:
    record(
        db,
        act=act,
        actor=by.actor,
        subject_kind=hold.kind.value,
        subject_code=hold.subject_code,
        at=at,
        facts=facts | {"hold": hold.code},
    )
