"""Our own minimal settings for Safe Exam Browser, and the refusal of what its readers understand differently.

Implementations of the Config Key disagree on dates, quotes and backslashes, on the old name of the wireless
setting, and on a name that is left out at the end of a list: none of these may stand in what we generate.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from examapp.lockdown.config_key import LEFT_OUT, order_names

WHOLE_EXAM: Final = 0  # sebConfigPurpose: the file starts an exam and configures nothing for good
BLOCK_WINDOWS: Final = 0  # newBrowserWindow…Policy: a link opens no second window
_REFUSED_NAMES: Final = frozenset({"allowWLAN"})
_REFUSED_SIGNS: Final = frozenset('"\\')


class SettingsRefused(ValueError):
    """The settings hold something that browsers hash differently; the text names it."""


def make_settings(start_url: str, quit_password: str, salt: bytes) -> dict[str, Any]:
    """Return the settings of a sitting; `salt` makes its keys differ from those of any other.

    What a candidate has typed lies in the browser's own storage until the server holds it: profile and local
    storage must survive a crash of the browser. Only the proctor, who has the quit password, leaves. Nothing
    that assistive technology needs (zoom, dictation, the ease-of-access keys) is switched off.
    """
    settings = {
        "allowPreferencesWindow": False,
        "allowQuit": True,
        "allowSpellCheck": False,
        "allowWlan": False,
        "allowDownUploads": False,
        "blockPopUpWindows": True,
        "browserWindowAllowReload": True,
        "enablePrintScreen": False,
        "enablePrivateClipboard": True,
        "enableZoomPage": True,
        "enableZoomText": True,
        "examKeySalt": salt,
        "hashedQuitPassword": hashlib.sha256(quit_password.encode()).hexdigest(),
        "ignoreExitKeys": True,
        "insideSebEnableEaseOfAccess": True,
        "newBrowserWindowByLinkPolicy": BLOCK_WINDOWS,
        "newBrowserWindowByScriptPolicy": BLOCK_WINDOWS,
        "quitURLConfirm": True,
        "removeBrowserProfile": False,
        "removeLocalStorage": False,
        "sebConfigPurpose": WHOLE_EXAM,
        "sendBrowserExamKey": True,
        "showInputLanguage": True,
        "showReloadButton": True,
        "showTaskBar": True,
        "startURL": start_url,
    }
    refuse_traps(settings)
    return settings


def refuse_traps(settings: Mapping[str, Any]) -> None:
    """Raise SettingsRefused unless every reader computes the same Config Key of these settings."""
    for trap in _find_traps(settings):
        raise SettingsRefused(trap)


def _find_traps(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        last = order_names(value)[-1] if value else ""
        if not value or value[last] == {} or last == LEFT_OUT:
            yield "an empty record, or a name left out at the end"
        for name, member in value.items():
            if name in _REFUSED_NAMES or _has_refused_sign(name):
                yield f"the name {name}"
            yield from _find_traps(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _find_traps(member)
    elif isinstance(value, str):
        if _has_refused_sign(value):
            yield "a quote, a backslash or a control sign"
    elif not isinstance(value, bool | int | bytes):
        yield f"a value of the kind {type(value).__name__}"


def _has_refused_sign(text: str) -> bool:
    return any(sign in _REFUSED_SIGNS or not sign.isprintable() for sign in text)
