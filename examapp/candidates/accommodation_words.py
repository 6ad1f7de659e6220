"""What accommodations are called on pages."""

from typing import Final

from flask_babel import gettext

from examapp.candidates.accommodation_models import Accommodation
from examapp.candidates.accommodation_rules import AccommodationKind, Needs
from examapp.core.i18n import N_

KIND_WORDS: Final = {
    AccommodationKind.EXTRA_TIME: N_("Extra time"),
    AccommodationKind.LARGE_PRINT: N_("Large print"),
    AccommodationKind.CONTRAST: N_("High contrast"),
    AccommodationKind.SCREEN_READER: N_("Form for a screen reader"),
    AccommodationKind.SEPARATE_ROOM: N_("Separate room"),
    AccommodationKind.ACCESSIBLE_SEAT: N_("Accessible workstation"),
}


def say_kind(kind: AccommodationKind, percent: int | None = None) -> str:
    """Return what a kind is called, with its percentage where it has one."""
    words = str(gettext(KIND_WORDS[kind]))
    return f"{words}, {percent}\N{NO-BREAK SPACE}%" if percent else words


def say_accommodation(accommodation: Accommodation) -> str:
    """Return what was asked for."""
    return say_kind(accommodation.kind, accommodation.percent)


def say_needs(needs: Needs) -> list[str]:
    """Return what somebody is granted, in a fixed order."""
    return [
        say_kind(kind, needs.extra_time_percent if kind is AccommodationKind.EXTRA_TIME else None)
        for kind in needs.in_order()
    ]
