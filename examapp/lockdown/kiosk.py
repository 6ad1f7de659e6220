"""A kiosk of plain Chromium: the start script and the browser's policy of a centre, as text. Pure.

Not a private window: answers that the server does not hold yet lie in the browser's profile and must outlive
a kill, so the script gives the browser a profile of its own and starts it again whenever it ends.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FLAGS: Final = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",
    "--noerrdialogs",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-features=Translate",
)
_PLAIN_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.:_~/\[\]-]+")
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9-]+")


class System(StrEnum):
    """What is written for what."""

    WINDOWS = "windows"
    LINUX = "linux"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class KioskFile:
    """A file to be put on a centre's computers."""

    name: str
    kind: str
    text: str


def write_kiosk_file(system: System, base_url: str, centre_code: str) -> KioskFile | None:
    """Return the file of a system; None for an address that a script would read as a command."""
    if not _PLAIN_ADDRESS.fullmatch(base_url):
        return None
    name = _NOT_IN_A_NAME.sub("-", centre_code)
    url = f"{base_url}/exam/"
    if system is System.WINDOWS:
        return KioskFile(f"exam-{name}.cmd", "application/octet-stream", _write_windows(url, name))
    if system is System.LINUX:
        return KioskFile(f"exam-{name}.sh", "text/x-shellscript", _write_linux(url, name))
    return KioskFile(f"exam-{name}.json", "application/json", _write_policy(base_url))


def _write_windows(url: str, name: str) -> str:
    lines = (
        "@echo off",
        f"rem Exam in full screen, centre {name}. Put this file into the Startup folder of the exam account.",
        "rem To leave: close this black window first, then the browser (Alt+F4).",
        f'set "URL={url}"',
        f'set "PROFILE=%LOCALAPPDATA%\\exam-{name}"',
        'set "BROWSER=%ProgramFiles%\\Google\\Chrome\\Application\\chrome.exe"',
        r'if not exist "%BROWSER%" set "BROWSER=%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe"',
        r'if not exist "%BROWSER%" set "BROWSER=%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe"',
        ":again",
        f'start "" /wait "%BROWSER%" --kiosk "%URL%" --user-data-dir="%PROFILE%" {" ".join(FLAGS)}',
        "timeout /t 2 /nobreak >nul",
        "goto again",
    )
    return "\r\n".join(lines) + "\r\n"


def _write_linux(url: str, name: str) -> str:
    lines = (
        "#!/bin/sh",
        f"# Exam in full screen, centre {name}. Let the exam account's session start this file.",
        "# To leave: stop this script first (kill its process), then the browser (Alt+F4).",
        f"url='{url}'",
        f'profile="$HOME/.exam-{name}"',
        "browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||",
        "    { echo 'Install chromium first.' >&2; exit 1; }",
        "while :; do",
        f'    "$browser" --kiosk "$url" --user-data-dir="$profile" {" ".join(FLAGS)}',
        "    sleep 2",
        "done",
    )
    return "\n".join(lines) + "\n"


def _write_policy(base_url: str) -> str:
    host = base_url.partition("://")[2].partition("/")[0]
    policy = {
        "URLBlocklist": ["*"],
        "URLAllowlist": [host],
        "DeveloperToolsAvailability": 2,
        "IncognitoModeAvailability": 1,
        "PrintingEnabled": False,
        "PasswordManagerEnabled": False,
        "TranslateEnabled": False,
        "BrowserSignin": 0,
        "DefaultNotificationsSetting": 2,
        # What a candidate has typed lies in the profile until the server holds it.
        "ClearBrowsingDataOnExitList": [],
    }
    return json.dumps(policy, indent=2) + "\n"
