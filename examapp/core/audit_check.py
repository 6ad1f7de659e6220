"""Recomputing the audit log's chain: whole, or the first index that does not hold and why.

The chain alone finds whoever lacks the installation's key. Who has the key can rebuild all of it, cut it, or
put an old copy in its place; a witness's checkpoint (`audit_checkpoints`) finds that.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditEntry, AuditHead, AuditLink, head_statement, link_digest
from examapp.core.audit_cuts import BadBeginning, Beginning, find_beginning, first_position
from examapp.core.signing import PublicVerifier

HEAD_MISSING: Final = "head missing"
_LINKS = select(
    AuditLink.position,
    AuditLink.previous,
    AuditLink.digest,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.act,
    AuditEntry.subject_kind,
    AuditEntry.subject_code,
    AuditEntry.facts,
).outerjoin(AuditEntry, AuditLink.entry_id == AuditEntry.id)


@dataclass(frozen=True)
class ChainVerdict:
    """What a check found; `first_bad` is the first index that does not hold, `links` how many there are.

    `cut` is how many older links are gone because two people agreed on it.
    """

    whole: bool
    links: int
    unsealed: int
    first_bad: int | None
    reason: str
    cut: int = 0


@dataclass(frozen=True)
class KnownHead:
    """A link that was checked before: what stands below it is not read again."""

    position: int
    digest: str


@dataclass(frozen=True)
class _Broken:
    position: int
    reason: str


def verify_chain(db: Session, verifier: PublicVerifier, *, known: KnownHead | None = None) -> ChainVerdict:
    """Recompute the chain from its first entry, or from what is known already, and check the signed heads.

    A head that no link reaches means that the tail was cut; a last link without a head, that the chain was
    written by somebody who cannot sign.
    """
    broken = _find_broken(db, verifier, known)
    links = db.scalar(select(func.count()).select_from(AuditLink)) or 0
    entries = db.scalar(select(func.count()).select_from(AuditEntry)) or 0
    if broken is not None:
        return ChainVerdict(
            whole=False, links=links, unsealed=0, first_bad=broken.position, reason=broken.reason
        )
    return ChainVerdict(
        whole=True,
        links=links,
        unsealed=entries - links,
        first_bad=None,
        reason="",
        cut=first_position(db) or 0,
    )


def _find_broken(db: Session, verifier: PublicVerifier, known: KnownHead | None) -> _Broken | None:
    begun = find_beginning(db, verifier)
    if isinstance(begun, BadBeginning):
        return _Broken(begun.position, begun.reason)
    if known is None:
        return _follow(db, verifier, begun)
    if first_position(db) != begun.index:  # what was checked before is not read again, but it must be there
        return _Broken(begun.index, "link missing")
    if _digest_at(db, known.position) != known.digest:
        return _Broken(known.position, "entry changed")
    return _follow(db, verifier, Beginning(known.position + 1, known.digest, None))


def _follow(db: Session, verifier: PublicVerifier, begun: Beginning) -> _Broken | None:
    index, previous = begun.index, begun.previous
    heads = {head.position: head for head in db.scalars(select(AuditHead).where(AuditHead.position >= index))}
    signed = index - 1
    for link in _walk(db, index):
        if link.position != index:
            return _Broken(index, "link missing")
        if link.at is None or link.previous != previous or link.digest != link_digest(index, previous, link):
            return _Broken(index, "entry changed")
        if begun.cut and index == begun.cut.position and link.digest != begun.cut.digest:
            return _Broken(index, "entry changed")
        head = heads.pop(index, None)
        if head is not None:
            statement = head_statement(index, head.digest, head.at)
            if head.digest != link.digest or not verifier.verify(statement, head.signature):
                return _Broken(index, "head changed")
            signed = index
        previous = link.digest
        index += 1
    if heads:
        return _Broken(index, "tail missing")
    return _Broken(signed + 1, HEAD_MISSING) if signed != index - 1 else None


def _walk(db: Session, first: int) -> Iterator[Any]:
    rows = db.execute(
        _LINKS.where(AuditLink.position >= first)
        .order_by(AuditLink.position)
        .execution_options(yield_per=1000)
    )
    with closing(rows):  # a verdict may stop early, and PostgreSQL's cursor must not outlive it
        yield from rows


def _digest_at(db: Session, position: int) -> str | None:
    return db.scalar(select(AuditLink.digest).where(AuditLink.position == position))
