"""Issues a sheet's certificates in forked processes, each of which kills itself at a point of its own.

`python -m tests.examapp.certificates.killed SHEET_ID` in an installation that the environment names; it
prints one line for each death. It runs apart from pytest: only a process without threads may fork.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from examapp.certificates import drafting, file_store, issuing, making
from examapp.certificates.issuing import issue_sheet
from examapp.commands.installation import opened_installation
from examapp.core import clock
from examapp.core.db import database
from examapp.core.web import current_settings
from examapp.documents.rendering import render
from tests.examapp.documents.paper import certificate
from tests.factories.closed_sitting import DECIDED_AT

# Module, function, whether death comes before or after it, and at which call.
POINTS = (
    (drafting, "_new_number", "after", 2),
    (issuing, "_draft_some", "after", 1),
    (making, "keep_file", "before", 1),
    (file_store, "_sync_folder", "before", 1),
    (making, "keep_file", "after", 2),
    (issuing, "enter", "before", 1),
    (issuing, "enter", "after", 1),
    (issuing, "make_all", "after", 1),
)


def main(sheet_id: int) -> None:
    """Die at each point in turn, then finish the work."""
    with opened_installation(), clock.using(clock.ManualClock(DECIDED_AT)):
        # What every child would do again: read the fonts and the style.
        render("certificate", certificate(), fonts=current_settings().fonts, language="uz-Latn")
        for module, name, when, call in POINTS:
            child = os.fork()
            if not child:
                database().engine.dispose(close=False)
                _arm(module, name, when, call)
                issue_sheet(sheet_id)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            print(name, when, os.WTERMSIG(status) if os.WIFSIGNALED(status) else "lived", flush=True)
        issue_sheet(sheet_id)


def _arm(module: Any, name: str, when: str, call: int) -> None:
    real: Callable[..., Any] = getattr(module, name)
    calls = iter(range(1, 100))

    def armed(*arguments: Any, **named: Any) -> Any:
        dies = next(calls) == call
        if dies and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, name, armed)


if __name__ == "__main__":
    main(int(sys.argv[1]))
