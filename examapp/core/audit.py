"""The audit log: who did what to what, append-only, chained and signed.

A row is appended, unchained, in the act's own transaction, so that no act waits for another. One sealer
links the new rows into the hash chain each second and signs the head. Answers never enter the log; only
sealed heads do.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, String, Table, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from examapp.core.column_types import Utc
from examapp.core.db import Base
from examapp.core.signing import PrivateSigner
from question_bank.sealing import canonical_json, digest

GENESIS = "0" * 64
ROWS_PER_SEALING = 500


class AuditEntry(Base):
    """One act. `facts` is canonical JSON, kept as text because it is hashed."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    act: Mapped[str] = mapped_column(String(80), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_code: Mapped[str] = mapped_column(String(80), index=True)
    facts: Mapped[str] = mapped_column(Text)


# Written without the unit of work, which costs more than the rest of an act.
_ENTRY = insert(cast("Table", AuditEntry.__table__)).inline()


class AuditLink(Base):
    """The place of one entry in the chain: index 0, 1, 2 …; `digest` covers the entry and `previous`."""

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(Base):
    """The signed head at an hour, for witnesses to take away: links 0 to `position` as they were."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(Text)


class AuditCut(Base):
    """A signed checkpoint in the place of links 0 to `position`, which two people agreed to delete.

    `digest` is the last of those links'; `proposal` and `root` name what was agreed on, as the acts in the
    rest of the log do. See `audit_cuts` for what makes a cut good.
    """

    __tablename__ = "audit_cut"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    proposal: Mapped[str] = mapped_column(String(20))
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)
    signature: Mapped[str] = mapped_column(Text)


class AuditHead(Base):
    """A signed head: all links up to `position` are as they were at `at`."""

    __tablename__ = "audit_head"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)
    signature: Mapped[str] = mapped_column(Text)


def latest_entries(db: Session, *, most: int = 100) -> Sequence[AuditEntry]:
    """Return the newest entries, the newest first."""
    return db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)).all()


def record(
    db: Session,
    *,
    act: str,
    actor: str,
    subject_kind: str,
    subject_code: str,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Append one act to the log within the caller's transaction.

    `actor` is like `staff:KX7…`, `candidate:…` or `system`; `act` is a verb such as `sitting.opened`;
    `facts` holds strings, whole numbers, lists and records of them, never an answer, key or secret.
    """
    written = {
        "at": at,
        "actor": actor,
        "act": act,
        "subject_kind": subject_kind,
        "subject_code": subject_code,
        "facts": canonical_json(facts or {}).decode(),
    }
    db.connection().execute(_ENTRY, written)


def record_many(
    db: Session,
    *,
    act: str,
    actor: str,
    subject_kind: str,
    facts: Iterable[tuple[str, dict[str, Any]]],
    at: datetime,
) -> None:
    """Append one act on several subjects, each with its code and its facts, in their order."""
    same = {"at": at, "actor": actor, "act": act, "subject_kind": subject_kind}
    written = [same | {"subject_code": code, "facts": canonical_json(one).decode()} for code, one in facts]
    if written:
        db.connection().execute(_ENTRY, written)


def link_digest(position: int, previous: str, entry: Any) -> str:
    """Return the digest of an entry, or of a row with its columns, at its place in the chain."""
    return digest(
        {
            "position": position,
            "previous": previous,
            "at": entry.at.isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "act": entry.act,
            "subject_kind": entry.subject_kind,
            "subject_code": entry.subject_code,
            "facts": entry.facts,
        }
    )


def head_statement(position: int, head: str, at: datetime) -> bytes:
    """Return the bytes that the signature of a head covers."""
    return canonical_json(
        {"audit_position": position, "digest": head, "at": at.isoformat(timespec="microseconds")}
    )


def seal_new_entries(db: Session, signer: PrivateSigner, at: datetime) -> int:
    """Link the entries that no link names yet, sign the new head, and return how many were linked."""
    last = db.scalars(select(AuditLink).order_by(AuditLink.position.desc()).limit(1)).first()
    position, previous = (last.position, last.digest) if last else (-1, GENESIS)
    waiting = db.scalars(
        select(AuditEntry)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.entry_id.is_(None))
        .order_by(AuditEntry.id)
        .limit(ROWS_PER_SEALING)
    ).all()
    for entry in waiting:
        position += 1
        link = AuditLink(position=position, entry_id=entry.id, previous=previous, digest="")
        link.digest = previous = link_digest(position, link.previous, entry)
        db.add(link)
    if waiting:
        signature = signer.sign(head_statement(position, previous, at))
        db.add(AuditHead(position=position, digest=previous, at=at, signature=signature))
    return len(waiting)
