"""A list as a stranger's file is taken: read, and its quality report made, in one call.

Both belong together wherever time and memory are bounded: over thousands of tiny items the report takes as
long as the reading. Nothing of the web is imported here, so that a process of its own starts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.formats.contract import Defaults, ReadList, refuse_too_many
from question_bank.formats.registry import AUTO, read
from question_bank.formats.report import ReportRow, list_report


@dataclass(frozen=True, slots=True)
class Judged:
    """A list as it was read, and what its quality report says of it."""

    read_list: ReadList
    rows: Sequence[ReportRow]


def judge(path: Path, format_name: str = AUTO, defaults: Defaults | None = None) -> Judged:
    """Read a list and report on it, or raise NotReadable."""
    read_list = read(path, format_name, defaults)
    refuse_too_many(read_list.blocks)
    return Judged(read_list, list_report(read_list))
