"""A list as a stranger's file is taken: read, and its quality report made, in one call.

Both belong together wherever time and memory are bounded: over thousands of tiny items the report takes as
long as the reading. Nothing of the web is imported here, so that a process of its own starts at once.
"""

from pathlib import Path

from question_bank.formats.contract import Defaults, refuse_too_many
from question_bank.formats.names import AUTO
from question_bank.formats.registry import read
from question_bank.formats.report import Judged, list_report


def judge(path: Path, format_name: str = AUTO, defaults: Defaults | None = None) -> Judged:
    """Read a list and report on it, or raise NotReadable."""
    read_list = read(path, format_name, defaults)
    refuse_too_many(read_list.blocks)
    return Judged(read_list, list_report(read_list))
