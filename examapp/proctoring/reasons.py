"""The typed reasons of the room, their words, and what follows from each.

A cause is written to the time ledger as its English msgid: whoever shows the ledger translates it, and the
audit log reads the same in every language.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from examapp.core.i18n import N_
from examapp.delivery.states import AttemptState
from examapp.proctoring.models import (
    AbortConsequence,
    AbortKind,
    DocumentKind,
    IncidentConsequence,
    IncidentKind,
    WithdrawalKind,
)


class Cause(StrEnum):
    """Why time is stopped or given, or a candidate moved."""

    MEDICAL = "medical"
    COMPUTER = "computer"
    POWER_CUT = "power_cut"
    SEAT_POWER = "seat_power"
    NETWORK = "network"
    DISTURBANCE = "disturbance"
    BREAK = "break"
    OTHER_TECHNICAL = "other_technical"


CAUSE_WORDS: Final[Mapping[Cause, str]] = {
    Cause.MEDICAL: N_("Medical help"),
    Cause.COMPUTER: N_("Computer or program fault"),
    Cause.POWER_CUT: N_("Power cut"),
    Cause.SEAT_POWER: N_("Power failure at this seat"),
    Cause.NETWORK: N_("Network fault"),
    Cause.DISTURBANCE: N_("Noise or disturbance in the room"),
    Cause.BREAK: N_("Break"),
    Cause.OTHER_TECHNICAL: N_("Another technical cause"),
}
# What can be the reason of a move: the seat, never the person.
MOVE_CAUSES: Final = (Cause.COMPUTER, Cause.NETWORK, Cause.SEAT_POWER, Cause.OTHER_TECHNICAL)
# One seat has no power cut, and a whole room no seat; stopping the room for a power cut is an act of its own,
# which also gives back what the seats have lost.
PERSON_CAUSES: Final = tuple(cause for cause in Cause if cause is not Cause.POWER_CUT)
ROOM_CAUSES: Final = tuple(cause for cause in Cause if cause is not Cause.SEAT_POWER)
ROOM_PAUSE_CAUSES: Final = tuple(cause for cause in ROOM_CAUSES if cause is not Cause.POWER_CUT)

# Sentences that a hurried proctor sends by one press, in the two languages that candidates choose most.
READY_MESSAGES: Final[Mapping[str, str]] = {
    "quiet": "Iltimos, tinch oʻtiring va faqat oʻz ekraningizga qarang. / "
    "Соблюдайте тишину и смотрите только на свой экран.",
    "coming": "Joyingizda qoling, hozir yoningizga boraman. / Оставайтесь на месте, я сейчас подойду.",
    "power": "Elektr oʻchdi. Javoblaringiz saqlangan, yoʻqotilgan vaqt qaytariladi. Joyingizda kuting. / "
    "Отключилось электричество. Ваши ответы сохранены, потерянное время вернут. Ждите на своих местах.",
    "link": "Aloqa uzildi. Ishlayvering: javoblaringiz kompyuterda saqlanmoqda. / "
    "Пропала связь. Продолжайте: ответы сохраняются на вашем компьютере.",
}
READY_WORDS: Final[Mapping[str, str]] = {
    "quiet": N_("Keep quiet"),
    "coming": N_("Stay seated, I am coming"),
    "power": N_("The power has failed: wait"),
    "link": N_("The link is away: go on working"),
}

DOCUMENT_WORDS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.ID_CARD: N_("ID card"),
    DocumentKind.PASSPORT: N_("Passport"),
    DocumentKind.DRIVING_LICENCE: N_("Driving licence"),
    DocumentKind.SERVICE_CARD: N_("Service card"),
}

WITHDRAWAL_WORDS: Final[Mapping[WithdrawalKind, str]] = {
    WithdrawalKind.WRONG_NAME: N_("The wrong name was pressed"),
    WithdrawalKind.FOREIGN_DOCUMENT: N_("The document belongs to another person"),
    WithdrawalKind.CHECK_AGAIN: N_("The document must be checked again"),
}
# What follows, as the proctor reads it before choosing.
WITHDRAWAL_HINTS: Final[Mapping[WithdrawalKind, str]] = {
    WithdrawalKind.WRONG_NAME: N_("Then admit the person whose document you have seen."),
    WithdrawalKind.FOREIGN_DOCUMENT: N_(
        "Then report the breach if somebody sits there under another’s name."
    ),
    WithdrawalKind.CHECK_AGAIN: N_("Then look at the document at the seat, and admit again."),
}
# The person sat there and was admitted in time: a second look is no late entry.
SECOND_LOOKS: Final = (WithdrawalKind.FOREIGN_DOCUMENT, WithdrawalKind.CHECK_AGAIN)

INCIDENT_WORDS: Final[Mapping[IncidentKind, str]] = {
    IncidentKind.TECHNICAL: N_("Computer or program fault"),
    IncidentKind.POWER_CUT: N_("Power cut"),
    IncidentKind.OTHER_TECHNICAL: N_("Network, light or another technical cause"),
    IncidentKind.ILLNESS: N_("Illness"),
    IncidentKind.LEFT_ROOM: N_("Left the room"),
    IncidentKind.FOREIGN_HELP: N_("Help from somebody else, or a forbidden aid"),
    IncidentKind.DEVICE: N_("Telephone or another device"),
    IncidentKind.NOTES: N_("Notes or other papers"),
    IncidentKind.IMPERSONATION: N_("Somebody else sits in the candidate’s place"),
    IncidentKind.ITEM_FAULT: N_("A question is wrong or cannot be read"),
    IncidentKind.COMPLAINT: N_("The candidate complains"),
}
# Where each kind leads: minutes given back, a report that the commission reads, or a file of its own.
TIME_KINDS: Final = (
    IncidentKind.TECHNICAL,
    IncidentKind.POWER_CUT,
    IncidentKind.OTHER_TECHNICAL,
    IncidentKind.ILLNESS,
    IncidentKind.LEFT_ROOM,
)
BREACH_KINDS: Final = (
    IncidentKind.FOREIGN_HELP,
    IncidentKind.DEVICE,
    IncidentKind.NOTES,
    IncidentKind.IMPERSONATION,
)

# What the candidate reads beside the time that was given for an incident.
INCIDENT_CAUSES: Final[Mapping[IncidentKind, Cause]] = {
    IncidentKind.TECHNICAL: Cause.COMPUTER,
    IncidentKind.POWER_CUT: Cause.POWER_CUT,
    IncidentKind.OTHER_TECHNICAL: Cause.OTHER_TECHNICAL,
    IncidentKind.ILLNESS: Cause.MEDICAL,
    IncidentKind.LEFT_ROOM: Cause.BREAK,
    IncidentKind.FOREIGN_HELP: Cause.DISTURBANCE,
    IncidentKind.ITEM_FAULT: Cause.OTHER_TECHNICAL,
    IncidentKind.COMPLAINT: Cause.DISTURBANCE,
}

CONSEQUENCE_WORDS: Final[Mapping[IncidentConsequence, str]] = {
    IncidentConsequence.NOTED: N_("Stands in the minutes for the commission"),
    IncidentConsequence.TIME_GIVEN: N_("Time given"),
    IncidentConsequence.ATTEMPT_ENDED: N_("Attempt ended"),
    IncidentConsequence.ITEM_PUT: N_("The question is put before the commission"),
    IncidentConsequence.APPEAL_OPENED: N_("An appeal file is opened"),
    IncidentConsequence.BREACH_REPORTED: N_("The report is put before the commission"),
}

ABORT_WORDS: Final[Mapping[AbortKind, str]] = {
    AbortKind.ABSENT: N_("Did not come, or was not admitted"),
    AbortKind.TECHNICAL: N_("Technical cause"),
    AbortKind.LEFT: N_("Left, or gave up"),
    AbortKind.REMOVED: N_("Removed for breaking the rules"),
    AbortKind.CONSENT_REFUSED: N_("Did not agree to the use of personal data"),
}
# What the rules make of each kind, as the proctor reads it before choosing.
ABORT_HINTS: Final[Mapping[AbortKind, str]] = {
    AbortKind.ABSENT: N_("Recorded as absent."),
    AbortKind.TECHNICAL: N_("The attempt does not count; the person may sit again."),
    AbortKind.LEFT: N_("Counts as not passed."),
    AbortKind.REMOVED: N_("Counts as not passed. Record the incident too."),
    AbortKind.CONSENT_REFUSED: N_("Recorded as absent; the person may sit again."),
}

_CONSEQUENCES: Final[Mapping[AbortKind, AbortConsequence]] = {
    AbortKind.ABSENT: AbortConsequence.ABSENT,
    AbortKind.TECHNICAL: AbortConsequence.VOID,
    AbortKind.LEFT: AbortConsequence.FAIL,
    AbortKind.REMOVED: AbortConsequence.FAIL,
    AbortKind.CONSENT_REFUSED: AbortConsequence.ABSENT,
}
_BEFORE_ADMISSION: Final = (AbortKind.ABSENT, AbortKind.TECHNICAL)
_AFTER_ADMISSION: Final = (AbortKind.TECHNICAL, AbortKind.LEFT, AbortKind.REMOVED)
_BEFORE_START: Final = frozenset({AttemptState.AWAITING, AttemptState.AUTHORISED})
_UNFINISHED: Final[Mapping[AttemptState, tuple[AbortKind, ...]]] = {
    AttemptState.AWAITING: _BEFORE_ADMISSION,
    AttemptState.AUTHORISED: _AFTER_ADMISSION,
    AttemptState.IN_PROGRESS: _AFTER_ADMISSION,
    AttemptState.PAUSED: _AFTER_ADMISSION,
}


def consequence_of(kind: AbortKind) -> AbortConsequence:
    """Return what the rules make of an unfinished attempt."""
    return _CONSEQUENCES[kind]


def kinds_for(state: AttemptState, *, consent: bool | None = None) -> tuple[AbortKind, ...]:
    """Return the reasons that an attempt in this state may be given; none where it needs no reason.

    Whoever refused the use of personal data could not start: that reason then stands first.
    """
    refused = (AbortKind.CONSENT_REFUSED,) if consent is False and state in _BEFORE_START else ()
    return refused + _UNFINISHED.get(state, ())
