"""What every reader and writer of question lists promises.

Nothing of a source vanishes: each block of it ends as an item, as a refusal, or as a question to the editor.
What a reader or writer changes or loses on the way is a finding that names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from question_bank.findings import Finding
from question_bank.items import Item
from question_bank.sentences import say

# A list of an attestation has some hundreds of questions; beyond this a reader stops at once.
MOST_BLOCKS = 5_000


class NotReadable(ValueError):
    """The file as a whole cannot be read; `kind` is a fixed word, the text says what to do next."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind

    def __reduce__(self) -> tuple[type["NotReadable"], tuple[str, str]]:
        # A file is read in another process, and the refusal has to come back whole.
        return NotReadable, (self.kind, str(self))


def refuse_too_many(blocks: int) -> None:
    """Raise NotReadable where a list has more questions than any attestation asks."""
    if blocks > MOST_BLOCKS:
        raise NotReadable(
            "too_many_blocks",
            say("the list has more than %(most_blocks)s questions; divide it", most_blocks=MOST_BLOCKS),
        )


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a source does not say of its items; `language` None means: told by the words themselves."""

    topic: str = "unsorted"
    subtopic: str = "imported"
    level: str = "know"
    language: str | None = None
    source: str = "import"
    licence: str = "unknown"
    id_stem: str = "IMP"

    def meta(self) -> dict[str, Any]:
        """Return the native `meta` of an item whose source says nothing of it."""
        return {
            "topic": self.topic,
            "subtopic": self.subtopic,
            "level": self.level,
            "enemies": [],
            "source": self.source,
            "licence": self.licence,
        }


@dataclass(frozen=True, slots=True)
class Offer:
    """What the editor is asked: the block as it stands, the pieces it might be, the items they would make."""

    before: str
    pieces: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a source held.

    `refusals` and `questions` have one finding a block, each with its line where the format has lines;
    `findings` tell what was changed or lost in the items. `media` maps SHA-256 to content, `lines` an item to
    the line where its block begins, `offers` a question to what is offered.
    """

    format: str
    blocks: int
    items: Mapping[str, Item]
    refusals: tuple[Finding, ...] = ()
    questions: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    offers: Mapping[Finding, Offer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ends = len(self.items) + len(self.refusals) + len(self.questions)
        if ends != self.blocks:
            raise ValueError(f"{self.blocks} blocks were read and {ends} are accounted for")
