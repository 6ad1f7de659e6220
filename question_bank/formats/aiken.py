"""Aiken: a stem, options by letter, and a line with the letter of the right one.

Which key copies?
A. Ctrl+C
B. Ctrl+V
ANSWER: A
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, ReadList
from question_bank.formats.drafts import ListMaker
from question_bank.formats.plain_choices import draft_choice, plain_choice, short
from question_bank.formats.text_files import read_bytes, to_html
from question_bank.formats.text_lists import read_blocks, write_blocks, write_text
from question_bank.items import Item
from question_bank.sentences import say

_ANSWER = re.compile(
    r"\s*(?:ANSWERS?|CORRECT(?: ANSWER)?"
    r"|(?:TO[ʻ'`’‘]?G[ʻ'`’‘]?RI )?JAVOB|(?:ПРАВИЛЬНЫЙ )?ОТВЕТ|(?:ТЎҒРИ )?ЖАВОБ)"
    r"\s*:(.*)",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\s*\(?([A-ZА-Я]|[a-zа-я](?=\)))\s?[.)]\s*(\S.*)?$")
_FEEDBACK = re.compile(r"\s*FEEDBACK\s*:(.*)", re.IGNORECASE)
# Letters of a Cyrillic keyboard that look like the Latin ones; then the Cyrillic series by its own order.
_TO_LATIN = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
_CYRILLIC_SERIES = "АБВГДЕЖЗИК"


@dataclass(slots=True)
class _Block:
    line: int
    stem: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: str | None = None
    feedback: str = ""
    source: list[str] = field(default_factory=list)
    restarts: int = 0


def read_aiken(path: Path, defaults: Defaults) -> ReadList:
    """Read an Aiken list; NotReadable where the file is no text."""
    return read_aiken_bytes(read_bytes(path), defaults)


def read_aiken_bytes(content: bytes, defaults: Defaults) -> ReadList:
    """Read an Aiken list from its bytes."""
    return read_blocks("aiken", content, defaults, _list_blocks, _take_block)


def write_aiken(items: Mapping[str, Item], media: Mapping[str, bytes], path: Path) -> tuple[Finding, ...]:
    """Write the choices of one among the items, in one language; return what is lost."""
    del media  # no place for pictures
    blocks, losses = write_blocks(
        items, _write_block, read_aiken_bytes, lambda _: "it knows only a choice of one out of at most 26"
    )
    write_text(path, "\n".join(blocks))
    return tuple(losses)


def _write_block(item: Item) -> str | None:
    parts = plain_choice(item)
    if parts is None:
        return None
    stem, options, right = parts
    if len(right) != 1 or len(options) > 26:
        return None
    lines = [f"{chr(65 + place)}. {option}" for place, option in enumerate(options)]
    return "\n".join([stem, *lines, f"ANSWER: {chr(65 + right[0])}", ""])


def _list_blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    block: _Block | None = None
    was_blank = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            was_blank = True
            continue
        feedback = _FEEDBACK.match(line)
        if feedback and block is None and blocks:
            blocks[-1].feedback = feedback[1].strip()
            continue
        # After a blank line, words that are no option begin a question of their own.
        if block is None or (was_blank and block.options and not _belongs(line)):
            block = _Block(number)
            blocks.append(block)
        was_blank = False
        block.source.append(line)
        if _take_line(block, line):
            block = None
    return blocks


def _belongs(line: str) -> bool:
    return bool(_ANSWER.match(line) or _OPTION.match(line))


def _take_line(block: _Block, line: str) -> bool:
    """Take one line into the block; tell whether it ends the block."""
    answer = _ANSWER.match(line)
    if answer and (block.options or block.stem):
        block.answer = answer[1].strip()
        return True
    option = _OPTION.match(line)
    if option and block.stem:
        block.restarts += option[1].upper() in block.letters
        block.letters.append(option[1].upper())
        block.options.append((option[2] or "").strip())
    elif block.options:
        block.options[-1] = f"{block.options[-1]}\n{line.strip()}".strip()
    else:
        block.stem.append(line.strip())
    return False


def _take_block(maker: ListMaker, block: _Block) -> None:
    stem = "\n".join(block.stem)
    if block.restarts:
        text = say(
            "the letters begin anew after %(stem)r: two questions, or a letter twice?", stem=short(stem)
        )
        maker.ask(Finding("run_together", "", text, block.line), "\n".join(block.source))
    elif len(block.options) < 2:
        text = say(
            "%(count)s options after %(stem)r; at least two are needed",
            count=len(block.options),
            stem=short(stem),
        )
        maker.refuse("too_few_options", text, block.line)
    elif not block.answer:
        maker.refuse("no_key", say("no line ANSWER: after %(stem)r", stem=short(stem)), block.line)
    else:
        _take_choice(maker, block, stem, block.answer)


def _take_choice(maker: ListMaker, block: _Block, stem: str, answer: str) -> None:
    named = [letter for letter in re.split(r"[\s,;.()]+", answer.upper()) if letter]
    right = [_find_letter(letter, block.letters) for letter in named]
    places = sorted({place for place in right if place is not None})
    if None in right or not places:
        maker.refuse(
            "no_key", say("the answer %(answer)r is no letter of an option", answer=short(answer)), block.line
        )
        return
    blank = [place for place, option in enumerate(block.options) if not option]
    draft = draft_choice(stem, block.options, places, block.line)
    if block.feedback:
        draft.texts[""]["rationale"] = to_html(block.feedback)
    if blank:
        draft.notes.append(
            ("blank_option", say("option %(letters)s has no words", letters=block.letters[blank[0]]))
        )
    if any("\n" in option for option in block.options):
        draft.notes.append(("long_option", "an option goes on over several lines; is it one option?"))
    maker.add(draft)


def _find_letter(letter: str, letters: list[str]) -> int | None:
    """Return the place of the option that a letter names, also where one of them is typed in Cyrillic."""
    if letter in letters:
        return letters.index(letter)
    looks = [known.translate(_TO_LATIN) for known in letters]
    if letter.translate(_TO_LATIN) in looks:
        return looks.index(letter.translate(_TO_LATIN))
    if letter in _CYRILLIC_SERIES and _CYRILLIC_SERIES.index(letter) < len(letters):
        return _CYRILLIC_SERIES.index(letter)
    return None
