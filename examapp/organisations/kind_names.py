"""What the kinds of organisations are called."""

from examapp.core.i18n import N_
from examapp.organisations.models import OrganisationKind

_NAMES = {
    OrganisationKind.STATE: N_("State management body"),
    OrganisationKind.ECONOMIC: N_("Economic management body"),
    OrganisationKind.LOCAL: N_("Local authority"),
    OrganisationKind.SUBORDINATE: N_("Subordinate organisation"),
}


def kind_name(kind: OrganisationKind) -> str:
    """Return the msgid of a kind's name."""
    return _NAMES[kind]
