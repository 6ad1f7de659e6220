"""One person as a row or a form describes them, after everything was set right."""

from dataclasses import dataclass, field
from datetime import date

from examapp.candidates.names import DisplayNames


@dataclass(frozen=True)
class Person:
    """The facts of one person; what was not given is None or empty.

    `given` keeps the three parts of the name exactly as they came; `language` is None where none was asked.
    """

    given: dict[str, str]
    names: DisplayNames
    pinfl: str | None = None
    document: str | None = None
    birth_date: date | None = None
    organisation: str = ""
    positions: dict[str, str] = field(default_factory=dict)
    language: str | None = None

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What identifies the person, the strongest first: the PINFL, and document with birth date."""
        found: list[tuple[str, ...]] = []
        if self.pinfl:
            found.append(("pinfl", self.pinfl))
        if self.document and self.birth_date:
            found.append(("document", self.document, self.birth_date.isoformat()))
        return found
