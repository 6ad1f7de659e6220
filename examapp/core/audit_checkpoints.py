"""Checkpoints: each hour the head of the audit log, signed, as a row and as a file that a witness takes away.

A witness's file holds every checkpoint and a trace of each link, so that it shows not only that the log is
another one, but from which entry on. Whoever holds the installation's key can rebuild the log; nobody can
rebuild what lies with a witness.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import AuditCheckpoint, AuditLink
from examapp.core.audit_cuts import find_cut, first_position
from examapp.core.signing import PrivateSigner, PublicVerifier
from question_bank.sealing import canonical_json

FORMAT: Final = "examapp-audit-checkpoints-1"
EVERY: Final = timedelta(hours=1)
# Four bytes of each link's digest name the place; the checkpoints' whole digests are the proof.
TRACE_BYTES: Final = 4


class CheckpointsUnreadable(ValueError):
    """The file holds no checkpoints, or its own signatures do not hold; the text says which."""


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint as a witness holds it: links 0 to `position` had this head at `at`."""

    number: int
    position: int
    digest: str
    at: str
    key_id: str
    signature: str

    @property
    def statement(self) -> bytes:
        """The bytes that the signature covers."""
        return _statement(self.number, self.position, self.digest, self.at)

    @property
    def moment(self) -> datetime:
        """When it was signed, aware UTC."""
        return datetime.fromisoformat(self.at)

    @property
    def count(self) -> int:
        """How many entries it covers."""
        return self.position + 1


@dataclass(frozen=True)
class WitnessFile:
    """What a witness took away; `traces` are TRACE_BYTES of each link's digest up to the last checkpoint.

    They begin at link `first`: what stood below it had been cut by then.
    """

    verifier: PublicVerifier
    checkpoints: tuple[Checkpoint, ...]
    traces: bytes
    first: int = 0

    @property
    def last(self) -> Checkpoint:
        """The newest checkpoint."""
        return self.checkpoints[-1]

    def trace(self, index: int) -> str:
        """Return the hex digits by which the witness knows a link; empty for one it never saw."""
        begin = TRACE_BYTES * (index - self.first)
        return self.traces[begin : begin + TRACE_BYTES].hex() if begin >= 0 else ""


def _statement(number: int, position: int, head: str, at: str) -> bytes:
    return canonical_json({"audit_checkpoint": number, "position": position, "digest": head, "at": at})


def _to_value(row: AuditCheckpoint) -> Checkpoint:
    at = row.at.isoformat(timespec="microseconds")
    return Checkpoint(row.number, row.position, row.digest, at, row.key_id, row.signature)


def list_checkpoints(db: Session, *, most: int | None = None) -> list[Checkpoint]:
    """Return the checkpoints, the newest first."""
    rows = db.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.number.desc()).limit(most))
    return [_to_value(row) for row in rows]


def find_latest(db: Session) -> Checkpoint | None:
    """Return the newest checkpoint, or None before the first: its digest is the root that papers print."""
    return next(iter(list_checkpoints(db, most=1)), None)


def name_latest(db: Session) -> str | None:
    """Return number and root of the newest checkpoint, as papers print it: whoever keeps one is a witness."""
    latest = find_latest(db)
    return f"{latest.number} {latest.digest}" if latest else None


def is_due(db: Session, at: datetime) -> bool:
    """Tell whether an hour has passed since the last checkpoint and something was linked since."""
    last = db.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.number.desc()).limit(1)).first()
    newest = db.scalar(select(AuditLink.position).order_by(AuditLink.position.desc()).limit(1))
    if newest is None or last is None:
        return newest is not None
    return newest > last.position and at - last.at >= EVERY


def add_checkpoint(db: Session, signer: PrivateSigner, at: datetime) -> Checkpoint:
    """Sign the head as it stands; the caller has checked the chain up to it."""
    link = db.scalars(select(AuditLink).order_by(AuditLink.position.desc()).limit(1)).one()
    last = find_latest(db)
    number = last.number + 1 if last else 0
    statement = _statement(number, link.position, link.digest, at.isoformat(timespec="microseconds"))
    row = AuditCheckpoint(
        number=number,
        position=link.position,
        digest=link.digest,
        at=at,
        key_id=signer.verifier.key_id,
        signature=signer.sign(statement),
    )
    db.add(row)
    db.flush()
    return _to_value(row)


def describe(checkpoint: Checkpoint) -> dict[str, Any]:
    """Write a checkpoint as its file holds it."""
    return {
        "number": checkpoint.number,
        "position": checkpoint.position,
        "entries": checkpoint.count,
        "digest": checkpoint.digest,
        "at": checkpoint.at,
        "key_id": checkpoint.key_id,
        "signature": checkpoint.signature,
    }


def write_witness_file(db: Session, signer: PrivateSigner) -> bytes:
    """Return what a witness takes away: every checkpoint and a trace of each link below the last, signed."""
    checkpoints = list_checkpoints(db)[::-1]
    first = first_position(db) or 0
    traces = _read_traces(db, first, checkpoints[-1].position if checkpoints else -1)
    body = {
        "format": FORMAT,
        "public_key": signer.verifier.raw.hex(),
        "checkpoints": [describe(one) for one in checkpoints],
        "first": first,
        "traces": base64.b64encode(traces).decode(),
    }
    return canonical_json(body | {"signature": signer.sign(canonical_json(body))}) + b"\n"


def _read_traces(db: Session, first: int, last: int) -> bytes:
    return b"".join(bytes.fromhex(digest[: 2 * TRACE_BYTES]) for digest in _digests(db, first, last))


def _digests(db: Session, first: int, last: int) -> Iterator[str]:
    rows = db.execute(
        select(AuditLink.digest)
        .where(AuditLink.position >= first, AuditLink.position <= last)
        .order_by(AuditLink.position)
        .execution_options(yield_per=5000)
    )
    with closing(rows):
        yield from (row[0] for row in rows)


def read_witness_file(file: Path) -> WitnessFile:
    """Read a witness's file; raises CheckpointsUnreadable unless its own signatures hold."""
    try:
        body = json.loads(file.read_bytes())
        signature, written = body.pop("signature"), canonical_json(body)
        verifier = PublicVerifier(Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["public_key"])))
        known = [
            {name: value for name, value in one.items() if name != "entries"} for one in body["checkpoints"]
        ]
        checkpoints = tuple(Checkpoint(**one) for one in known)
        traces = base64.b64decode(body["traces"], validate=True)
        first = int(body.get("first", 0))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointsUnreadable(f"{file} holds no checkpoints of an audit log.") from error
    if body.get("format") != FORMAT or not verifier.verify(written, signature):
        raise CheckpointsUnreadable(f"{file} was changed after it was written: its signature does not hold.")
    if not all(verifier.verify(one.statement, one.signature) for one in checkpoints):
        raise CheckpointsUnreadable(f"{file} holds a checkpoint whose signature does not hold.")
    if not checkpoints:
        raise CheckpointsUnreadable(f"{file} holds no checkpoint yet: take another one in an hour.")
    if not _fits(checkpoints, traces, first):
        raise CheckpointsUnreadable(f"{file} does not hold what it says: it is damaged.")
    return WitnessFile(verifier, checkpoints, traces, first)


def _fits(checkpoints: Sequence[Checkpoint], traces: bytes, first: int) -> bool:
    # Two processes of an older version could sign one head twice in the same hour: that is no damage.
    rising = all(a.position <= b.position and a.number < b.number for a, b in pairwise(checkpoints))
    return rising and len(traces) == TRACE_BYTES * max(0, checkpoints[-1].count - first)


def compare_with_witness(
    db: Session, verifier: PublicVerifier, witness: WitnessFile, *, cut_before: datetime | None = None
) -> tuple[int, str] | None:
    """Return the first index at which the log is not the one that the witness saw, and why; None if it is.

    `cut_before` is the moment before which everything had to lie that a cut of the log's beginning took away.
    Who has the key can sign a cut and write two people's names under it; the witness knows how old things
    are.
    """
    differing = _find_differing(db, witness) or _find_early_cut(db, witness, cut_before)
    if differing is not None:
        return differing
    if verifier.raw != witness.verifier.raw:
        return 0, "another key than the witness's"
    return None


def _find_differing(db: Session, witness: WitnessFile) -> tuple[int, str] | None:
    """Compare link by link from the first that both have; each digest binds all links below it."""
    whole = {one.position: one.digest for one in witness.checkpoints}
    cut = find_cut(db)
    index = max(first_position(db) or 0, witness.first)
    if cut and index == cut.position + 1 and not _is_known(witness, whole, cut.position, cut.digest):
        return cut.position, "not what the witness saw"
    for digest in _digests(db, index, witness.last.position):
        if not _is_known(witness, whole, index, digest):
            return index, "not what the witness saw"
        index += 1
    return (index, "the witness saw more entries") if index <= witness.last.position else None


def _find_early_cut(db: Session, witness: WitnessFile, before: datetime | None) -> tuple[int, str] | None:
    """Name the first entry that a cut took and that is younger than a checkpoint too young itself."""
    cut = find_cut(db)
    if cut is None or before is None:
        return None
    inside = (one for one in witness.checkpoints if one.position < cut.position and one.moment >= before)
    young = next(inside, None)
    return (young.position + 1, "cut before its years were over") if young else None


def _is_known(witness: WitnessFile, whole: Mapping[int, str], index: int, digest: str) -> bool:
    trace = witness.trace(index)
    return digest[: len(trace)] == trace and whole.get(index, digest) == digest


def fingerprint(verifier: PublicVerifier) -> str:
    """Return the SHA-256 of a public key, by which a witness knows it."""
    return hashlib.sha256(verifier.raw).hexdigest()
