"""What an act on a sitting would lead to: shown before it is done, and asked again when it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from examapp.core.errors import Conflict
from examapp.core.i18n import N_


@dataclass(frozen=True)
class Line:
    """One sentence: an English msgid and what fills it."""

    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return the sentence in the language of the request."""
        return str(gettext(self.message, **self.parameters))


@dataclass(frozen=True)
class Consequences:
    """What changes, who must be told, what to think of, and what forbids the act."""

    changes: tuple[Line, ...] = ()
    told: tuple[Line, ...] = ()
    warnings: tuple[Line, ...] = ()
    clashes: tuple[Line, ...] = ()


class ActClashes(Conflict):
    """The act cannot be done as things stand; the sentence names the first clash."""

    code = "act_clashes"
    message = N_("This cannot be done as things stand.")

    def __init__(self, line: Line | None = None) -> None:
        super().__init__(line.message if line else None)
        self.parameters = dict(line.parameters) if line else {}


def refuse_clashes(found: Consequences) -> None:
    """Raise ActClashes where something forbids the act."""
    if found.clashes:
        raise ActClashes(found.clashes[0])
