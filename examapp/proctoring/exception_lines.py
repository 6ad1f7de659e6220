"""The lines of the minutes about doing without the locked browser: asked for, decided, taken back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_
from examapp.documents.sitting_minutes.context import Act
from examapp.lockdown.models import LockdownException
from examapp.proctoring.minutes_lines import People
from examapp.proctoring.words import show_seconds

_ASKED: Final = N_("Exception asked for")
_GRANTED: Final = N_("Exception granted")
_REFUSED: Final = N_("Exception refused")
_WITHDRAWN: Final = N_("Exception taken back")
Step = tuple[datetime, str, str, str]


def list_hands(exceptions: Sequence[LockdownException]) -> set[str]:
    """Return everybody who had a hand in these."""
    return {actor for one in exceptions for _at, _words, actor, _reason in _steps(one)}


def write_exceptions(
    exceptions: Sequence[LockdownException], people: People
) -> Iterator[tuple[datetime, Act]]:
    """Yield each step with its moment; an exception without an attempt is the whole room's."""
    for one in exceptions:
        for at, words, actor, reason in _steps(one):
            yield (
                at,
                Act(
                    when=show_seconds(at),
                    what=f"{gettext('Locked browser')}: {gettext(words)}, «{reason}»",
                    who=people.whom(one.attempt_id),
                    author=people.author(actor),
                ),
            )


def _steps(one: LockdownException) -> Iterator[Step]:
    yield one.asked_at, _ASKED, one.asked_by, one.ask_reason
    if one.decided_at and one.decided_by:
        words = _GRANTED if one.granted else _REFUSED
        yield one.decided_at, words, one.decided_by, one.decide_reason or ""
    if one.withdrawn_at and one.withdrawn_by:
        yield one.withdrawn_at, _WITHDRAWN, one.withdrawn_by, one.withdraw_reason or ""
