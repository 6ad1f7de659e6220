"""What rooms are called on pages and on paper: a bare number gets its word."""

from collections.abc import Mapping

from flask_babel import gettext

from examapp.core.i18n import say_in


def say_room(name: str) -> str:
    """Return what a room is called where it stands alone; a name that is no number stays as it is."""
    return str(gettext("Room %(name)s", name=name)) if name.isdecimal() else name


def say_place(centre_names: Mapping[str, str], room: str) -> str:
    """Return centre and room in one line, in the language of the reader."""
    called = gettext("room %(name)s", name=room) if room.isdecimal() else room
    return f"{say_in(dict(centre_names))}, {called}"
