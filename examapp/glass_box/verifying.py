"""The whole check of the audit log: its chain, and what it says of answers, sheets and certificates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from examapp.core.audit_check import HEAD_MISSING, verify_chain
from examapp.core.audit_checkpoints import WitnessFile, compare_with_witness
from examapp.core.signing import PublicVerifier
from examapp.delivery.sealed_check import verify_sealed
from examapp.glass_box.register_check import verify_register


@dataclass(frozen=True)
class LogVerdict:
    """What a check found; of several faults the one with the lowest index is named.

    `first_bad` is None where all is whole, and where a sealed attempt is in no entry at all; `attempt` names
    the attempt whose answers differ; `witnessed` is how many entries a witness's checkpoint covers. `cut` is
    how many of the oldest entries, `erased` of how many attempts the answers, were deleted as two people
    agreed.
    """

    whole: bool
    links: int
    unsealed: int
    first_bad: int | None
    reason: str
    sealed_attempts: int
    attempt: str | None = None
    witnessed: int | None = None
    cut: int = 0
    erased: int = 0

    @property
    def outlived(self) -> bool:
        """Whether all that the witness saw was cut off since: of what is left it vouches for nothing."""
        return self.witnessed is not None and self.witnessed <= self.cut


@dataclass(frozen=True)
class _Fault:
    """`rests` tells a fault of what rests on the log from one of the log itself."""

    position: int | None
    reason: str
    attempt: str | None = None
    rests: bool = False


def verify_log(
    db: Session,
    verifier: PublicVerifier,
    witness: WitnessFile | None = None,
    *,
    erased: Collection[str] = frozenset(),
    cut_before: datetime | None = None,
    payload_key: Ed25519PublicKey | None = None,
) -> LogVerdict:
    """Recompute the chain and every sealed attempt, and compare the log with what a witness holds.

    Sheets and certificates are compared with what the log says of them. `erased` are the attempts whose
    answers are gone by a deletion that holds, and `cut_before` the moment from which on no entry could be cut
    off: see the room of retention. `payload_key` is the one that signs what certificates say.
    """
    chain, sealed = verify_chain(db, verifier), verify_sealed(db, erased)
    differing = compare_with_witness(db, verifier, witness, cut_before=cut_before) if witness else None
    faults = [_Fault(one.position, one.reason, one.attempt, rests=True) for one in sealed.faults]
    faults += [_Fault(one.position, one.reason, rests=True) for one in verify_register(db, payload_key)]
    if differing:
        faults.append(_Fault(*differing))
    # A head that is not there says only that nobody vouches for what follows the last one; a witness does.
    if not chain.whole and not (differing and chain.reason == HEAD_MISSING):
        faults.append(_Fault(chain.first_bad, chain.reason))
    # A fault of the log itself comes before one that rests on it at the same index.
    first = min(faults, key=lambda fault: _rank(fault, chain.links), default=None)
    return LogVerdict(
        whole=first is None,
        links=chain.links,
        unsealed=chain.unsealed,
        first_bad=first.position if first else None,
        reason=first.reason if first else "",
        sealed_attempts=sealed.attempts,
        attempt=first.attempt if first else None,
        witnessed=witness.last.count if witness else None,
        cut=chain.cut,
        erased=len(erased),
    )


def _rank(fault: _Fault, links: int) -> tuple[int, bool]:
    return (links + 1 if fault.position is None else fault.position, fault.rests)
