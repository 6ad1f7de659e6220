"""The lines of the minutes, in words: a person's time, a change of it, an incident, an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext, ngettext

from examapp.core.i18n import N_, show_time
from examapp.delivery.queries import AttemptRow
from examapp.delivery.states import RUNNING, AttemptState
from examapp.delivery.timing import LedgerKind
from examapp.documents.sitting_minutes.context import Act, Matter, PersonTime, SilentTime, TimeRow
from examapp.proctoring.act_words import say_act
from examapp.proctoring.models import AbortReason, Incident, Intervention
from examapp.proctoring.names import with_initials
from examapp.proctoring.reasons import ABORT_WORDS, CONSEQUENCE_WORDS, INCIDENT_WORDS
from examapp.proctoring.seat_view import SeatView
from examapp.proctoring.silences import Loss
from examapp.proctoring.time_rows import STOPS, TimeChange
from examapp.proctoring.words import say_state, show_seconds

_MINUTE_MS: Final = 60_000
# More seats than these are a number of people.
_NAMED_AT_MOST: Final = 8
_KIND_WORDS: Final[Mapping[LedgerKind, str]] = {
    LedgerKind.EXTENSION: N_("Time was given"),
    LedgerKind.CREDIT: N_("Time was given back"),
    LedgerKind.OUTAGE: N_("The server was away"),
    LedgerKind.PAUSED: N_("Pause of the clock"),
    LedgerKind.MOVED: N_("Way to another computer, the clock stood"),
}


@dataclass(frozen=True, slots=True)
class People:
    """Who stands in the lines: seats by attempt, names by actor, the reasons of unfinished attempts."""

    seats: Mapping[int, SeatView]
    names: Mapping[str, str]
    reasons: Mapping[int, AbortReason]

    def who(self, attempt_ids: Sequence[int]) -> str:
        """Return the one person's seat and name, the seats of a few, or how many."""
        seats = [self.seats[one] for one in attempt_ids]
        if len(seats) == 1:
            return f"{seats[0].seat} · {seats[0].short_name}"
        if len(seats) <= _NAMED_AT_MOST:
            return str(gettext("seats %(seats)s", seats=", ".join(str(one.seat) for one in seats)))
        return str(ngettext("%(num)s candidate", "%(num)s candidates", len(seats)))

    def whom(self, attempt_id: int | None) -> str:
        """Return the person, or that it was for all."""
        return str(gettext("the whole room")) if attempt_id is None else self.who([attempt_id])

    def author(self, actor: str) -> str:
        """Return the name of whoever acted; the server itself has one, too."""
        if actor == "system":
            return str(gettext("the system"))
        return with_initials(self.names.get(actor, actor))


def write_person(row: AttemptRow, seat: SeatView, people: People) -> PersonTime:
    """Return one candidate's line; lengths are minutes with one decimal."""
    reading = row.reading if row.started_at else None
    stopped = reading.paused_ms + reading.outage_ms if reading else 0
    return PersonTime(
        seat=seat.seat,
        name=seat.name,
        began=show_seconds(row.started_at) if row.started_at else "–",
        ended=_say_end(row, seat),
        allowed=_say_allowed(row) if reading else "–",
        used=show_minutes(reading.used_ms / _MINUTE_MS) if reading else "–",
        stopped=show_minutes(stopped / _MINUTE_MS) if stopped else "–",
        ending=_say_ending(row, people),
        explained=seat.explained,
    )


def show_minutes(minutes: float) -> str:
    """Return minutes with one decimal after a comma, none for whole ones."""
    return f"{minutes:.1f}".removesuffix(".0").replace(".", ",")


def _say_end(row: AttemptRow, seat: SeatView) -> str:
    if row.ended_at:
        return show_seconds(row.ended_at)
    return str(gettext("till %(time)s", time=show_time(seat.ends_at))) if seat.ends_at else "–"


def _say_allowed(row: AttemptRow) -> str:
    """Return the sum and its parts: 80 = 60 + 15 + 5."""
    parts = [part for part in (row.accommodation_ms, row.added_ms) if part]
    whole = show_minutes((row.duration_ms + row.accommodation_ms + row.added_ms) / _MINUTE_MS)
    if not parts:
        return whole
    return f"{whole} = " + " + ".join(show_minutes(part / _MINUTE_MS) for part in (row.duration_ms, *parts))


def _say_ending(row: AttemptRow, people: People) -> str:
    reason = people.reasons.get(row.attempt_id or 0)
    if reason is not None:
        return str(gettext(ABORT_WORDS[reason.kind]))
    return say_state(row.state) if row.state in RUNNING or row.ended_at else _not_ended(row)


def _not_ended(row: AttemptRow) -> str:
    return "–" if row.state is AttemptState.AWAITING else say_state(row.state)


def write_change(change: TimeChange, people: People) -> TimeRow:
    """Return what changed somebody's time."""
    kind, cause = gettext(_KIND_WORDS[change.kind]), gettext(change.cause) if change.cause else ""
    stops = change.kind in STOPS
    when = _span(change.since, change.until) if stops else show_seconds(change.since)
    lasting = stops and change.until is None
    minutes = gettext("lasts") if lasting else show_minutes(change.minutes)
    return TimeRow(
        when=when,
        who=people.who(change.attempts),
        what=f"{kind}: {cause}" if cause and change.author != "system" else str(kind),
        minutes=minutes if stops else f"+{minutes}",
        author=people.author(change.author),
    )


def _span(since: datetime, until: datetime | None) -> str:
    return f"{show_seconds(since)}–{show_seconds(until) if until else ''}"


def write_loss(loss: Loss, who: str) -> SilentTime:
    """Return a silence of somebody's computer, with what ran off the clock and what was given for it."""
    return SilentTime(
        when=_span(loss.since, loss.until)
        if loss.until
        else str(gettext("since %(time)s", time=show_seconds(loss.since))),
        who=who,
        lost=show_minutes(loss.lost_ms / _MINUTE_MS),
        given=show_minutes(loss.given_ms / _MINUTE_MS),
    )


def write_matter(incident: Incident, file_code: str | None, people: People) -> Matter:
    """Return an incident with what followed; an appeal file by its number."""
    kind = gettext(INCIDENT_WORDS[incident.kind])
    consequence = str(gettext(CONSEQUENCE_WORDS[incident.consequence]))
    if incident.minutes:
        consequence = f"{consequence}: {gettext('%(minutes)s min', minutes=incident.minutes)}"
    return Matter(
        when=show_seconds(incident.recorded_at),
        who=people.whom(incident.attempt_id),
        what=f"{kind}. {incident.text}" if incident.text else str(kind),
        consequence=f"{consequence}: {file_code}" if file_code else consequence,
        author=people.author(incident.recorded_by),
    )


def write_act(act: Intervention, people: People) -> Act:
    """Return an act of a proctor."""
    return Act(
        when=show_seconds(act.at),
        what=say_act(act.act, act.facts),
        who=people.whom(act.attempt_id),
        author=people.author(act.actor),
    )
