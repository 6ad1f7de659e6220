"""What is found in a list, in one shape for every reader and check."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind (a fixed word), the item or file it is about, a sentence, the line where known."""

    kind: str
    item: str
    text: str
    line: int | None = None
