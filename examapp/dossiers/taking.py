"""Taking a dossier: who may, for what, and that the audit log says so."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.errors import NotFound
from examapp.core.permissions import Actor, same_region
from examapp.core.signing import PrivateSigner
from examapp.delivery.attempts import get_attempt
from examapp.delivery.models import Attempt
from examapp.delivery.papers import PaperDesk
from examapp.dossiers.archive import write_archive
from examapp.dossiers.errors import RanTheSitting, ReasonTooShort, SatTheSitting
from examapp.dossiers.gathering import Gathered, gather
from examapp.results.impartiality import Interest, list_interested

SHORTEST_REASON: Final = 10
PrintPaper = Callable[[Session, Gathered], bytes | None]


@dataclass(frozen=True)
class Taken:
    """A dossier's file and what the log says of it."""

    attempt: str
    content: bytes
    reason: str
    facts: dict[str, Any]


def find_in_sight(db: Session, actor: Actor, code: str) -> Attempt:
    """Return an attempt of the actor's region; raises NotFound, RanTheSitting, SatTheSitting."""
    attempt = get_attempt(db, code)
    if not same_region(actor, attempt.sitting.room.centre.region_code):
        raise NotFound
    interest = list_interested(db, attempt.sitting_id).of(actor.id)
    if interest is not None:
        raise RanTheSitting if interest is Interest.RAN else SatTheSitting
    return attempt


def read_reason(typed: str) -> str:
    """Return what the dossier is for; raises ReasonTooShort."""
    words = " ".join(typed.split())
    if len(words) < SHORTEST_REASON:
        raise ReasonTooShort
    return words


def make_dossier(
    db: Session,
    desk: PaperDesk,
    signer: PrivateSigner,
    attempt: Attempt,
    print_paper: PrintPaper,
    *,
    reason: str,
    taken_by: str,
    at: datetime,
) -> Taken:
    """Return the file, which must not be handed out before `note_taken`; raises NotMarkedYet."""
    gathered = gather(db, desk, attempt, taken_by=taken_by, at=at)
    content = write_archive(gathered, print_paper(db, gathered), signer, at)
    facts = {"reason": reason, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return Taken(attempt.code, content, reason, facts)


def note_taken(db: Session, taken: Taken, *, actor: str, at: datetime) -> None:
    """Write into the audit log who took which dossier, for what, and its digest."""
    record(
        db,
        act="attempt.dossier_taken",
        actor=actor,
        subject_kind="attempt",
        subject_code=taken.attempt,
        at=at,
        facts=taken.facts,
    )
