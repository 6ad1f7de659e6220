"""The words of decisions on items: states, sources, consequences."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.certificates.consequences import Consequence
from examapp.core.i18n import N_
from examapp.grading.models import ItemMatter, MatterSource, MatterState
from examapp.proctoring.models import IncidentKind
from examapp.proctoring.reasons import INCIDENT_WORDS

_STATES: Final[Mapping[MatterState, tuple[str, str, str]]] = {
    MatterState.OPEN: (N_("open"), "saffron", "clock"),
    MatterState.PROPOSED: (N_("waits for the chair"), "saffron", "clock"),
    MatterState.IN_FORCE: (N_("decided"), "turquoise", "tick"),
}
_SOURCES: Final[Mapping[MatterSource, str]] = {
    MatterSource.INCIDENT: N_("An incident in the room"),
    MatterSource.APPEAL: N_("An appeal"),
    MatterSource.STAFF: N_("Put by a member of staff"),
}
_CONSEQUENCES: Final[Mapping[Consequence, str]] = {
    Consequence.KEPT: N_("stays valid"),
    Consequence.REPLACED: N_("is replaced"),
    Consequence.REVOKED: N_("is revoked"),
    Consequence.TO_BE_ISSUED: N_("is issued"),
    Consequence.NONE: "–",
}


def matter_badge(state: MatterState) -> tuple[str, str, str]:
    """Return word, look and sign of a matter's state."""
    word, look, sign = _STATES[state]
    return str(gettext(word)), look, sign


def source_word(source: MatterSource) -> str:
    """Return how an item came before the commission."""
    return str(gettext(_SOURCES[source]))


def consequence_word(consequence: Consequence) -> str:
    """Return what happens to a certificate."""
    word = _CONSEQUENCES[consequence]
    return word if word == "–" else str(gettext(word))


def matter_words(matter: ItemMatter) -> str:
    """Return what is wrong with an item: as it was typed, or what an incident says of itself."""
    if matter.facts is None:
        return matter.text
    kind = gettext(INCIDENT_WORDS[IncidentKind(matter.facts["kind"])])
    sitting, text = matter.facts["sitting"], f"{kind}. {matter.text}" if matter.text else kind
    return str(gettext("Incident at the sitting %(code)s: %(text)s", code=sitting, text=text))
