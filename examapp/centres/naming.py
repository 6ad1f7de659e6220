"""What rooms are called on pages and on paper: a bare number gets its word."""

from collections.abc import Callable, Mapping
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_, say_in

_TOGETHER: Final = str.maketrans({"-": "\N{NON-BREAKING HYPHEN}"})


def keep_together(called: str) -> str:
    """Return a room's name that no line of our fonts breaks at its hyphen."""
    return called.translate(_TOGETHER)


def say_room(name: str) -> str:
    """Return what a room is called where it stands alone; a name that is no number keeps its words."""
    return keep_together(str(gettext("Room %(name)s", name=name)) if name.isdecimal() else name)


def call_room(name: str, tell: Callable[[str], str]) -> str:
    """Return what a room is called within a line, in the language that `tell` speaks."""
    return keep_together(tell(N_("room %(name)s")) % {"name": name} if name.isdecimal() else name)


def say_place(centre_names: Mapping[str, str], room: str) -> str:
    """Return centre and room in one line, in the language of the reader."""
    return f"{say_in(dict(centre_names))}, {call_room(room, gettext)}"
