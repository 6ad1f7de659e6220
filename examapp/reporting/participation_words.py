"""What the columns of participation are called."""

from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_

COLUMNS: Final = ("planned", "notified", "confirmed", "attended", "excused", "absent")
_WORDS: Final = {
    "planned": N_("Places planned"),
    "notified": N_("Notified"),
    "confirmed": N_("Will come"),
    "attended": N_("Came"),
    "excused": N_("Excused"),
    "absent": N_("Did not come"),
}


def column_word(column: str) -> str:
    """Return the heading of a column in the language of the request."""
    return str(gettext(_WORDS[column]))
