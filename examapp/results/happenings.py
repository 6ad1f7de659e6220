"""What bears on a decision, as people read it: incidents and changes of time in one list, by the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext, ngettext

from examapp.core.i18n import N_, show_time
from examapp.delivery.timing import LedgerKind
from examapp.proctoring.models import IncidentConsequence, IncidentKind
from examapp.proctoring.reasons import CONSEQUENCE_WORDS, INCIDENT_WORDS
from examapp.results.content import CandidateLine, IncidentLine, SheetContent, TimeChange
from examapp.results.sheet_words import name_of, outcome_word, reason_words
from examapp.results.time_changes import PAUSE

_MS_A_MINUTE: Final = 60_000
_TIME_KINDS: Final[Mapping[str, str]] = {
    LedgerKind.EXTENSION.value: N_("Time was given"),
    LedgerKind.CREDIT.value: N_("Time was given back"),
    LedgerKind.OUTAGE.value: N_("The server was away"),
    PAUSE: N_("Pause of the clock"),
    LedgerKind.MOVED.value: N_("Way to another computer, the clock stood"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when, whom it concerned, what it was, the minutes that it gave each one, what followed."""

    since: datetime
    when: str
    who: str
    what: str
    minutes: int
    consequence: str


def list_happenings(content: SheetContent) -> list[Happening]:
    """Return incidents and changes of time, the earliest first, in the language of the request."""
    incidents = [_incident(content, incident) for incident in content.incidents]
    changes = [_change(content, change) for change in content.time_changes]
    endings = [
        _ending(content, line, line.reason_at)
        for line in content.lines
        if line.reason_at and reason_words(line)
    ]
    return sorted([*incidents, *changes, *endings], key=lambda happening: happening.since)


def _incident(content: SheetContent, incident: IncidentLine) -> Happening:
    kind = gettext(INCIDENT_WORDS[IncidentKind(incident.kind)])
    consequence = IncidentConsequence(incident.consequence)
    return Happening(
        since=incident.at,
        when=show_time(incident.at),
        who=_who(content, () if incident.position is None else (incident.position,)),
        what=f"{kind}. {incident.text}" if incident.text else kind,
        minutes=incident.minutes,
        # The minutes say it already.
        consequence=""
        if consequence is IncidentConsequence.TIME_GIVEN
        else gettext(CONSEQUENCE_WORDS[consequence]),
    )


def _ending(content: SheetContent, line: CandidateLine, at: datetime) -> Happening:
    words = reason_words(line)
    return Happening(
        since=at,
        when=show_time(at),
        who=_who(content, (line.position,)),
        what=f"{words}. {line.reason_text}" if line.reason_text else words,
        minutes=0,
        consequence=outcome_word(line.outcome),
    )


def _change(content: SheetContent, change: TimeChange) -> Happening:
    kind = gettext(_TIME_KINDS.get(change.kind, change.kind))
    # The cause is a msgid of the proctor's room, or what a person wrote.
    cause = gettext(change.cause) if change.cause else ""
    return Happening(
        since=change.since,
        when=_span(change.since, change.until),
        who=_who(content, change.positions),
        what=f"{kind}: {cause}" if cause and cause != kind else kind,
        minutes=round(change.milliseconds / _MS_A_MINUTE),
        consequence="",
    )


def _span(since: datetime, until: datetime) -> str:
    first, last = show_time(since), show_time(until)
    return first if first == last else f"{first}–{last}"


def _who(content: SheetContent, positions: tuple[int, ...]) -> str:
    if len(positions) == 1:
        line = content.lines[positions[0] - 1]
        return str(gettext("seat %(seat)s, %(name)s", seat=line.seat, name=name_of(line)))
    if not positions:
        return str(gettext("the whole room"))
    return str(ngettext("%(num)s candidate", "%(num)s candidates", len(positions)))
