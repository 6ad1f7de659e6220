"""What the proctors did, in words for the minutes: each act with the facts that were recorded with it."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from examapp.core.i18n import N_
from examapp.proctoring.models import AbortKind, DocumentKind, IncidentKind, WithdrawalKind
from examapp.proctoring.reasons import (
    ABORT_WORDS,
    CAUSE_WORDS,
    DOCUMENT_WORDS,
    INCIDENT_WORDS,
    WITHDRAWAL_WORDS,
    Cause,
)

ACT_WORDS: Final[Mapping[str, str]] = {
    "opened": N_("Opened the room"),
    "closed": N_("Closed the sitting"),
    "admitted": N_("Checked the identity and admitted"),
    "admission_withdrawn": N_("Took the admission back before the start"),
    "readmitted": N_("Checked the identity after a break and let go on"),
    "paused": N_("Stopped the clock"),
    "paused_all": N_("Stopped all clocks"),
    "resumed": N_("Let the clock go on"),
    "resumed_all": N_("Let all clocks go on"),
    "extended": N_("Gave time"),
    "extended_all": N_("Gave time to all"),
    "power_cut": N_("Stopped all clocks for a power cut"),
    "moved": N_("Moved to another computer, identity checked"),
    "message_sent": N_("Sent a message"),
    "calls_answered": N_("Answered a call"),
    "ended": N_("Ended the attempt"),
    "incident": N_("Recorded an incident"),
    "item_put": N_("Put a question before the commission"),
    "appeal_file_opened": N_("Opened an appeal file"),
    "breach_reported": N_("Reported a breach of the rules"),
    "room_offered": N_("Offered the room to another proctor"),
    "room_taken": N_("Took the room over"),
}


def say_act(act: str, facts: Mapping[str, Any]) -> str:
    """Return an act with what it was about: cause, minutes, document, seat, reason, words."""
    parts = [gettext(ACT_WORDS.get(act, act))]
    minutes, number, seat, text = (facts.get(name) for name in ("minutes", "number", "seat", "text"))
    if minutes:
        parts.append(gettext("%(minutes)s min", minutes=minutes))
    if number:
        parts.append(f"№ {number}")
    if seat:
        parts.append(gettext("to seat %(seat)s", seat=seat))
    parts += [gettext(words) for words in _typed(act, facts)]
    if text:
        parts.append(f"«{text}»")
    return ": ".join([parts[0], ", ".join(parts[1:])]) if parts[1:] else str(parts[0])


def _typed(act: str, facts: Mapping[str, Any]) -> list[str]:
    words: list[str] = []
    if facts.get("cause") in set(Cause):
        words.append(CAUSE_WORDS[Cause(facts["cause"])])
    if facts.get("document") in set(DocumentKind):
        words.append(DOCUMENT_WORDS[DocumentKind(facts["document"])])
    kind = facts.get("kind")
    if act == "ended" and kind in set(AbortKind):
        words.append(ABORT_WORDS[AbortKind(kind)])
    elif kind in set(WithdrawalKind):
        words.append(WITHDRAWAL_WORDS[WithdrawalKind(kind)])
    elif kind in set(IncidentKind):
        words.append(INCIDENT_WORDS[IncidentKind(kind)])
    return words
