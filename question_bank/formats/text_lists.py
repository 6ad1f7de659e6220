"""What the lists in plain text share: how one begins to be read, and how items are written block by block."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, ReadList
from question_bank.formats.drafts import ListMaker
from question_bank.formats.losses import is_left_out, list_losses, not_written
from question_bank.formats.text_files import decode
from question_bank.items import Item
from question_bank.sentences import say

Block = TypeVar("Block")
# Nobody reads more options; who sends half a million wants to keep the reader busy.
MOST_OPTIONS = 200


def too_many_options(count: int) -> str:
    """Return what is said of a question of so many options."""
    return say("%(count)s options; at most %(most)s can be shown", count=count, most=MOST_OPTIONS)


def begin_list(format_name: str, content: bytes, defaults: Defaults) -> tuple[ListMaker, str]:
    """Return the maker of a list and its text; NotReadable where the bytes are no text."""
    decoded = decode(content)
    maker = ListMaker(format_name, defaults)
    if decoded.encoding == "windows-1251":
        maker.note("encoding", "read as windows-1251, which holds no Қ Ғ Ҳ: compare the words")
    return maker, decoded.text


def read_blocks(
    format_name: str,
    content: bytes,
    defaults: Defaults,
    split: Callable[[str], Iterable[Block]],
    take: Callable[[ListMaker, Block], None],
) -> ReadList:
    """Read a list whose text is split into blocks, each taken into the maker of the list by itself."""
    maker, text = begin_list(format_name, content, defaults)
    for block in split(text):
        take(maker, block)
    return maker.finish()


def write_blocks(
    items: Mapping[str, Item],
    write_block: Callable[[Item], str | None],
    read_back: Callable[[bytes, Defaults], ReadList],
    unknown: Callable[[Item], str],
) -> tuple[list[str], list[Finding]]:
    """Return the blocks of the items that come back when read, and what is lost.

    `write_block` returns None for an item that the format has no kind for, and `unknown` says why.
    """
    losses: list[Finding] = []
    blocks: list[str] = []
    for item in items.values():
        block = write_block(item)
        if block is None:
            losses.append(not_written(item, unknown(item)))
            continue
        lost = list_losses(item, partial(read_back, block.encode()))
        losses += lost
        if not is_left_out(lost):
            blocks.append(block)
    return blocks, losses


def write_text(path: Path, text: str) -> None:
    """Write a list as UTF-8; an empty one as an empty line."""
    path.write_text(text or "\n", encoding="utf-8")
