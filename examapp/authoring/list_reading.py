"""A stranger's file, read in a process of its own: the door for every list that comes from outside.

The readers are imported by that process alone, so that who asks starts at once.
"""

from pathlib import Path
from typing import Final

from examapp.authoring.reading_apart import TookTooMuch, call_apart
from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.names import AUTO
from question_bank.formats.report import Judged


def read_apart(file: Path, format_name: str = AUTO, defaults: Defaults | None = None) -> Judged:
    """Read and judge a list in a process of its own, or raise NotReadable; no file can take this one with it.

    The judging belongs there: over tens of thousands of tiny items it takes as long as the reading.
    """
    try:
        judged: Judged = call_apart(_JUDGE, file, format_name, defaults)
    except TookTooMuch as error:
        raise NotReadable(*LIMIT_REFUSALS[error.limit]) from error
    except NotReadable:
        raise
    except ValueError as error:  # a fault of a reader is no reason to fail before the person who waits
        raise NotReadable(*LIMIT_REFUSALS["unknown"]) from error
    return judged


_JUDGE: Final = "question_bank.formats.judging:judge"
LIMIT_REFUSALS: Final = {
    "unknown": ("damaged", "the file cannot be read to its end; export it again"),
    "memory": ("takes_memory", "the file unfolds to more than may be read (memory); divide the list"),
    "time": (
        "takes_time",
        "the file takes longer to read than is allowed (time); divide the list or try again later",
    ),
}
