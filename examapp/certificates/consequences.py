"""What another outcome would do to certificates: values in, values out; nothing is done here.

Whoever regrades a sitting asks before it is approved, shows the answer, and has it carried out afterwards
(`carrying_out`). A certificate bears no points: it changes only where the outcome does, or what is printed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from examapp.certificates.states import CertificateStatus
from examapp.results.outcomes import Outcome


class Consequence(StrEnum):
    """What happens to the certificate of one attempt; `none` where there is none and none is due."""

    KEPT = "kept"
    REPLACED = "replaced"
    REVOKED = "revoked"
    TO_BE_ISSUED = "to_be_issued"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """One attempt's outcome before and after; None where there was or will be none.

    `number` and `status` are of the certificate that the attempt has, None and unknown without one.
    `prints_otherwise` says that something that stands on the paper changes: the cut score, a name.
    """

    attempt_id: int
    old: Outcome | None
    new: Outcome | None
    number: str | None = None
    status: CertificateStatus = CertificateStatus.UNKNOWN
    prints_otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A change and what follows from it."""

    change: Change
    consequence: Consequence


def judge(change: Change) -> Consequence:
    """Return what follows for one attempt.

    A certificate that was revoked for another reason stays revoked while the outcome stays the same; it is
    followed by a new one only where a failure becomes a pass.
    """
    revoked = change.status is CertificateStatus.REVOKED
    held = change.number is not None and not revoked
    if change.new is not Outcome.PASSED:
        return Consequence.REVOKED if held else Consequence.NONE
    if held:
        return Consequence.REPLACED if change.prints_otherwise else Consequence.KEPT
    if revoked and change.old is Outcome.PASSED:
        return Consequence.NONE
    return Consequence.TO_BE_ISSUED


def judge_all(changes: Iterable[Change]) -> list[Judged]:
    """Return each change with its consequence, in the same order."""
    return [Judged(change, judge(change)) for change in changes]


def count(judged: Iterable[Judged]) -> Counter[Consequence]:
    """Return how many there are of each consequence."""
    return Counter(one.consequence for one in judged)
