"""Why somebody could not be placed or booked, and what would help, in words."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_
from examapp.sittings.making import Missed
from examapp.sittings.placing.records import Cause, Remedy
from examapp.sittings.proposal_models import ProposalState

CAUSES: Final[Mapping[Cause, str]] = {
    Cause.NO_PERIOD: N_("The approved schedule gives the organisation no days for this programme."),
    Cause.LANGUAGE: N_("The exam is not held in the candidate's language."),
    Cause.CANNOT_COME: N_(
        "On the days of the organisation's period the wait after a failure is not over, or the person has "
        "another test."
    ),
    Cause.NO_WORKING_DAY: N_("There is no working day in the organisation's period."),
    Cause.NO_ROOM_IN_REGION: N_("No centre of the region has a room with workstations in service."),
    Cause.CLOSED: N_("All centres of the region are closed in the organisation's period."),
    Cause.HOURS_TOO_SHORT: N_("No centre of the region is open long enough for the exam with extra time."),
    Cause.NO_ACCESSIBLE_SEAT: N_("No centre of the region has an accessible workstation."),
    Cause.BODY_SHARE: N_("As many of the organisation as may be are away on each day of its period."),
    Cause.ACCESSIBLE_SEATS_TAKEN: N_("The accessible workstations are taken throughout the period."),
    Cause.NO_ROOM_ALONE: N_("A room alone is needed, and none is free throughout the period."),
    Cause.NO_LONG_SLOT: N_("With extra time the exam fits nowhere into what the others leave."),
    Cause.FULL: N_("All seats of the region are taken throughout the period."),
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    Remedy.SCHEDULE_ROW: N_("Add the organisation to the schedule, with a reason."),
    Remedy.OTHER_LANGUAGE: N_(
        "Ask in which other language the candidate takes the exam, or add the language."
    ),
    Remedy.LONGER_PERIOD: N_("Lengthen the organisation's period in the schedule, with a reason."),
    Remedy.MORE_ROOMS: N_("Add a room or a centre in the region."),
    Remedy.LONGER_HOURS: N_("Open a centre longer, or on more days."),
    Remedy.ACCESSIBLE_SEAT: N_("Mark or set up an accessible workstation."),
    Remedy.MORE_SEATS: N_("Put more workstations into service."),
}
MISSED: Final[Mapping[Missed, str]] = {
    Missed.ROOM_TAKEN: N_("The room was taken by another sitting meanwhile."),
    Missed.BOOKED_MEANWHILE: N_("Booked elsewhere meanwhile."),
    Missed.SEAT_GONE: N_("The workstation went out of service meanwhile."),
    Missed.NEEDS_CHANGED: N_(
        "Other help is granted by now, or the seat is not accessible any more: plan anew."
    ),
}
STATES: Final[Mapping[ProposalState, str]] = {
    ProposalState.WAITING: N_("Being planned"),
    ProposalState.READY: N_("Ready to be looked at"),
    ProposalState.ACCEPTED: N_("Being made"),
    ProposalState.DONE: N_("Made"),
    ProposalState.DISCARDED: N_("Discarded"),
}


def say_cause(cause: Cause) -> str:
    """Return a cause in the language of the request."""
    return str(gettext(CAUSES[cause]))


def say_remedy(remedy: Remedy) -> str:
    """Return what would help, in the language of the request."""
    return str(gettext(REMEDIES[remedy]))


def say_missed(cause: str) -> str:
    """Return why somebody was not booked, in the language of the request."""
    return str(gettext(MISSED[Missed(cause)]))


def say_proposal_state(state: ProposalState) -> str:
    """Return a proposal's state in the language of the request."""
    return str(gettext(STATES[state]))
