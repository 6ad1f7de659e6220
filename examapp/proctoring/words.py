"""The words of the console: one for each look of a tile, one sentence for each need."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext, ngettext, pgettext

from examapp.core.i18n import N_, in_tashkent, show_time
from examapp.delivery.answer_log import ANSWER_IN_PAUSE
from examapp.delivery.states import AttemptState
from examapp.proctoring.looks import Group, Look
from examapp.proctoring.names import with_initials
from examapp.proctoring.needs_me import FoldedCard, Need
from examapp.proctoring.seat_view import SIGNAL_KINDS, SeatView

LOOK_SIGNS: Final[Mapping[Look, str]] = {
    Look.SILENT: "no-link",
    Look.CALLED: "hand",
    Look.WALKS: "swap",
    Look.PAUSED: "pause",
    Look.CHECK: "id-card",
    Look.GONE: "no-link",
    Look.DONE: "tick",
    Look.ENDED: "square",
    Look.COMPLETING: "half-disc",
}
NEED_SIGNS: Final[Mapping[Need, str]] = {
    Need.NO_CONNECTION: "no-link",
    Need.CALL: "hand",
    Need.WALKS: "swap",
    Need.PAUSED: "pause",
    Need.WAITS_FOR_IDENTITY: "id-card",
    Need.ENTERED_AND_GONE: "no-link",
    Need.NOT_ENTERED: "clock",
    Need.NOT_STARTED: "clock",
    Need.SIGNAL: "info",
}
_SENTENCES: Final[Mapping[Need, str]] = {
    Need.PAUSED: N_("Paused."),
    Need.WAITS_FOR_IDENTITY: N_("At the seat: check the document"),
    Need.ENTERED_AND_GONE: N_("Had entered, the computer does not answer"),
    Need.SIGNAL: N_("Two different answers came under one number. Both are kept."),
}
# What a candidate's page or the server reports by itself, in the proctor's words; any other call is the
# person's own.
_CALL_WORDS: Final[Mapping[str, str]] = {
    "answer_lost": N_("An answer could not be kept on this computer. Go to the seat."),
    ANSWER_IN_PAUSE: N_("Answers came while the clock stood, past the page. Go to the seat."),
    "lockdown": N_("The check of the locked browser fails. Go to the seat."),
    "consent_refused": N_("Did not agree to the use of personal data: go to the seat"),
}


def say_looks() -> dict[Look, str]:
    """Return the word of each look of a tile."""
    return {
        Look.SILENT: pgettext("seat", "no link"),
        Look.CALLED: pgettext("seat", "calls"),
        Look.WALKS: pgettext("seat", "on the way"),
        Look.PAUSED: pgettext("seat", "pause"),
        Look.CHECK: pgettext("seat", "check"),
        Look.GONE: pgettext("seat", "no answer"),
        Look.ADMITTED: pgettext("seat", "admitted"),
        Look.WORKING: pgettext("seat", "works"),
        Look.COMPLETING: pgettext("seat", "completing"),
        Look.DONE: pgettext("seat", "handed in"),
        Look.ENDED: pgettext("seat", "stopped"),
        Look.AWAITED: pgettext("seat", "not here yet"),
        Look.ABSENT: pgettext("seat", "did not come"),
        Look.UNSTARTED: pgettext("seat", "did not start"),
    }


def say_groups() -> dict[Group, str]:
    """Return what stands beside the number of each group."""
    return {
        Group.WORKING: pgettext("count", "work"),
        Group.SILENT: pgettext("count", "without link"),
        Group.PAUSED: pgettext("count", "paused"),
        Group.WAITING: pgettext("count", "wait"),
        Group.DONE: pgettext("count", "done"),
        Group.AWAY: pgettext("count", "not here"),
    }


def say_state(state: AttemptState) -> str:
    """Return the word of an attempt's state, for a sentence."""
    words = {
        AttemptState.AWAITING: pgettext("attempt", "awaited"),
        AttemptState.AUTHORISED: pgettext("attempt", "admitted"),
        AttemptState.IN_PROGRESS: pgettext("attempt", "works"),
        AttemptState.PAUSED: pgettext("attempt", "paused"),
        AttemptState.CLOSING: pgettext("attempt", "completing"),
        AttemptState.SUBMITTED: pgettext("attempt", "handed in"),
        AttemptState.TIMED_OUT: pgettext("attempt", "time is up"),
        AttemptState.TERMINATED: pgettext("attempt", "stopped"),
    }
    return str(words[state])


def seconds_between(since: datetime, now: datetime) -> int:
    """Return the whole seconds since a moment, none before it."""
    return max(0, (now - since) // timedelta(seconds=1))


def show_age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, as minutes and seconds: 1:20; from an hour on 1:02:05."""
    minutes, rest = divmod(seconds_between(since, now), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def show_seconds(moment: datetime) -> str:
    """Return a time of day with its seconds, in Tashkent: 10:14:07."""
    return in_tashkent(moment).strftime("%H:%M:%S")


def minutes_until(moment: datetime, now: datetime) -> int:
    """Return the whole minutes until a moment, rounded up; none once it has passed."""
    return max(0, -((now - moment) // timedelta(minutes=1)))


def say_need(seat: SeatView, need: Need) -> str:
    """Return the one sentence of a card."""
    match need:
        case Need.NO_CONNECTION:
            return _say_silence(seat)
        case Need.CALL:
            return _say_call(seat)
        case Need.WALKS:
            since = show_time(seat.needs[Need.WALKS])
            return str(
                gettext("On the way to another computer since %(time)s; the clock stands.", time=since)
            )
        case Need.PAUSED if seat.cause:
            return str(gettext("Paused. Cause: %(cause)s", cause=gettext(seat.cause)))
        case _:
            return str(gettext(_SENTENCES[need]))


def say_fold(card: FoldedCard[SeatView]) -> str:
    """Return what all on a folded card have not done yet; their seats are named after it."""
    count = len(card.people)
    if card.need is Need.NOT_ENTERED:
        return str(
            ngettext("%(num)s person has not entered yet:", "%(num)s people have not entered yet:", count)
        )
    return str(ngettext("%(num)s person has not started yet:", "%(num)s people have not started yet:", count))


def _say_silence(seat: SeatView) -> str:
    if seat.last_saved_at is None:
        return str(gettext("The computer does not answer. No answer has been saved yet."))
    saved = show_seconds(seat.last_saved_at)
    return str(gettext("The computer does not answer. Last saved answer: %(time)s", time=saved))


def _say_call(seat: SeatView) -> str:
    calls = [alert for alert in seat.calls if alert.kind not in SIGNAL_KINDS]
    call = next((alert for alert in calls if alert.kind in _CALL_WORDS), calls[0])
    if call.kind in _CALL_WORDS:
        return str(gettext(_CALL_WORDS[call.kind]))
    return str(gettext("Calls you: %(text)s", text=call.text) if call.text else gettext("Calls you"))


def console_words() -> dict[str, Any]:
    """Return what the console's templates speak with, in the language of the request."""
    return {
        "groups": tuple(Group),
        "look_words": say_looks(),
        "look_signs": LOOK_SIGNS,
        "need_signs": NEED_SIGNS,
        "group_words": say_groups(),
        "say_need": say_need,
        "say_fold": say_fold,
        "with_initials": with_initials,
        "seconds_between": seconds_between,
        "show_age": show_age,
        "show_seconds": show_seconds,
        "minutes_until": minutes_until,
    }
