"""What is found in a list, in one shape for every reader and check."""

from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind (a fixed word), the item or file it is about, a sentence, the line where known.

    The sentence is English; a page says it in the reader's language by its pattern and parameters, or by the
    kind alone.
    """

    kind: str
    item: str
    text: str
    line: int | None = None

    @property
    def pattern(self) -> str:
        """Return the msgid under which catalogues keep the sentence."""
        return self.text.pattern if isinstance(self.text, Sentence) else self.text

    @property
    def params(self) -> Mapping[str, str | int]:
        """Return what was put into the pattern, by name."""
        return self.text.params if isinstance(self.text, Sentence) else {}
