"""The room's words: each fault with its next step, and signals in words that accuse nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext

from examapp.core.i18n import N_, in_tashkent
from examapp.lockdown.checking import Fault, Mode
from examapp.lockdown.models import SignalKind
from examapp.lockdown.signals import SignalTotal

MODE_WORDS: Final[Mapping[Mode, str]] = {
    Mode.OFF: N_("No locked browser is asked for: any current browser may be used."),
    Mode.KIOSK: N_("Asked for: a browser in full screen, started by the centre's script."),
    Mode.SAFE_EXAM_BROWSER: N_("Asked for: Safe Exam Browser with this sitting's configuration."),
}
FAULT_WORDS: Final[Mapping[Fault, str]] = {
    Fault.NO_CONFIGURATION: N_("No configuration has been made. Make it on the page of the sitting."),
    Fault.NOTHING_ARRIVED: N_(
        "The browser showed no key: it is another browser, or it was not started with the sitting's file."
    ),
    Fault.CONFIG_KEY: N_(
        "The Config Key does not fit: another file, an older revision, or another address of the server. "
        "Start the browser anew with the newest file."
    ),
    Fault.EXAM_KEY_MISSING: N_(
        "The browser showed no Browser Exam Key, but the centre keeps a list. Use the centre's version."
    ),
    Fault.EXAM_KEY: N_(
        "This version of the browser is not on the centre's list. Read its key with the sitting's file "
        "and have it added, or use another workstation."
    ),
    Fault.PAGE: N_("The page has not got its own address. Reload it."),
}
_SIGNAL_WORDS: Final[Mapping[SignalKind, str]] = {
    SignalKind.WINDOW_LEFT: N_("another window in front"),
    SignalKind.FULL_SCREEN_LEFT: N_("full screen left"),
    SignalKind.PASTED: N_("pasting"),
    SignalKind.PRINTED: N_("printing"),
}


def say_fault(fault: Fault) -> str:
    """Return what is wrong and what to do, for the technician."""
    return str(gettext(FAULT_WORDS[fault]))


def say_mode(mode: Mode) -> str:
    """Return what a sitting asks for."""
    return str(gettext(MODE_WORDS[mode]))


def say_length(length: timedelta) -> str:
    """Return a length as minutes and seconds: 1:20."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


def show_seconds(moment: datetime) -> str:
    """Return date and time of day in Tashkent with its seconds: 24.11.2026, 10:14:07."""
    return in_tashkent(moment).strftime("%d.%m.%Y, %H:%M:%S")


def say_kind(kind: SignalKind) -> str:
    """Return what was noticed."""
    return str(gettext(_SIGNAL_WORDS[kind]))


def say_total(total: SignalTotal) -> str:
    """Return one total: "another window in front – 3 ×, 0:42 in all"."""
    if not total.length:
        return str(gettext("%(what)s – %(count)s ×", what=say_kind(total.kind), count=total.count))
    return str(
        gettext(
            "%(what)s – %(count)s ×, %(length)s in all",
            what=say_kind(total.kind),
            count=total.count,
            length=say_length(total.length),
        )
    )


def say_totals(totals: Sequence[SignalTotal]) -> str:
    """Return all totals of a seat in one line; the empty text where there is none."""
    return "; ".join(say_total(total) for total in totals)
