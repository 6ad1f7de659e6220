"""What a policy key is, and the grounds on which its default stands."""

from dataclasses import dataclass
from typing import Any, Final

from examapp.programmes.value_kinds import ValueKind

Grounds = tuple[tuple[str, str], ...]
OWNER: Final[Grounds] = (("–", ""),)
ANALOGY: Final[Grounds] = (("A", ""),)
HEMIS: Final[Grounds] = (("A", "HEMIS"),)
PIX: Final[Grounds] = (("A", "Pix"),)
P14: Final[Grounds] = (("P", "14"),)
PRESS: Final[Grounds] = (("N", ""),)


@dataclass(frozen=True)
class PolicyKey:
    """One value that governs an attestation.

    Grounds are pairs of a letter and a detail: P the protocol of 2012 (item), R resolution 289 of 2011
    (clause), N press reports of it, A an analogy (with whom), L a law (number), – nothing: the owner sets it.
    An official sitting uses the keys with `sitting`: it cannot be opened while one of them is provisional.
    """

    key: str
    default: Any
    grounds: Grounds
    kind: ValueKind
    label: str
    sitting: bool = False

    @property
    def source(self) -> str:
        """The letters of the grounds, as a stored row keeps them: `R, P`."""
        return ", ".join(letter for letter, _detail in self.grounds)

    @property
    def group(self) -> str:
        """The first part of the key: `exam` of `exam.grace_seconds`."""
        return self.key.partition(".")[0]
