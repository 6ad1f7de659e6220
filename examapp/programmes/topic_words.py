"""What topics are called where there is little room, in the language of the request."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_

_SHORT_TOPICS: Final[Mapping[str, str]] = {
    "law": N_("Legal"),
    "edoc": N_("E-docs"),
    "devices": N_("Devices"),
    "office": N_("Office"),
    "internet": N_("Internet"),
    "networks": N_("Network"),
    "security": N_("Secur."),
}


def short_topic(topic: str) -> str:
    """Return a topic's name for a narrow column."""
    words = _SHORT_TOPICS.get(topic)
    return str(gettext(words)) if words else topic
