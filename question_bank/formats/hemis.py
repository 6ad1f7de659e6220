"""The text of HEMIS: `====` between stem and options, `++++` between questions, `#` before a right option.

Real files have separators of four to eight signs, and questions that run together where one of them is
missing or stands inside a line. Such a block is never divided here: it becomes a question to the editor, with
the pieces that it might be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, ReadList
from question_bank.formats.draft_items import Draft
from question_bank.formats.drafts import ListMaker
from question_bank.formats.plain_choices import (
    draft_choice,
    has_glued_option,
    plain_choice,
    short,
    split_glued,
    split_lettered,
    strip_letter,
)
from question_bank.formats.text_files import read_bytes
from question_bank.formats.text_lists import (
    MOST_OPTIONS,
    read_blocks,
    too_many_options,
    write_blocks,
    write_text,
)
from question_bank.items import Item
from question_bank.sentences import say

# A separator of blocks ends or begins a line; between words of one line it is no sure one.
_BETWEEN_BLOCKS = re.compile(r"^[ \t]*\+{4,}[ \t]*|[ \t]*\+{4,}[ \t]*$", re.MULTILINE)
_INSIDE_LINE = re.compile(r"\+{4,}")
_BETWEEN_OPTIONS = re.compile(r"={4,}")
_KEY_IN_STEM = re.compile(r"[?:.!…]\s*#\s*\S|\n\s*#")
# Where another question may begin inside an option: on a new line, or at its number.
_NEXT_STEM = re.compile(r"\n\s*(?=\S)|[\s.;](?=\d{1,4}[.)]\s?[^\W\d])")


@dataclass(frozen=True, slots=True)
class _Block:
    """The text between two separators, and the line on which its first word stands."""

    text: str
    line: int


def read_hemis(path: Path, defaults: Defaults) -> ReadList:
    """Read a HEMIS list; NotReadable where the file is no text."""
    return read_hemis_bytes(read_bytes(path), defaults)


def read_hemis_bytes(content: bytes, defaults: Defaults) -> ReadList:
    """Read a HEMIS list from its bytes."""
    return read_blocks("hemis", content, defaults, _list_blocks, _take_block)


def write_hemis(items: Mapping[str, Item], media: Mapping[str, bytes], path: Path) -> tuple[Finding, ...]:
    """Write the choices among the items in one language; return what is lost."""
    del media  # no place for pictures
    blocks, losses = write_blocks(
        items, _write_block, read_hemis_bytes, lambda item: f"it knows no {item.interaction.type}"
    )
    write_text(path, "\n++++\n".join(blocks) + ("\n" if blocks else ""))
    return tuple(losses)


def _write_block(item: Item) -> str | None:
    parts = plain_choice(item)
    if parts is None:
        return None
    stem, options, right = parts
    marked = [f"#{option}" if place in right else option for place, option in enumerate(options)]
    return "\n====\n".join([stem, *marked])


def _list_blocks(text: str) -> list[_Block]:
    """Return the pieces between the separators that hold something, each with its line."""
    blocks: list[_Block] = []
    start, line = 0, 1
    edges = [(found.start(), found.end()) for found in _BETWEEN_BLOCKS.finditer(text)]
    for end, after in (*edges, (len(text), len(text))):
        piece = text[start:end]
        if piece.strip():
            before = piece[: len(piece) - len(piece.lstrip())]
            blocks.append(_Block(piece.strip(), line + before.count("\n")))
        line += text.count("\n", start, after)
        start = after
    return blocks


def _take_block(maker: ListMaker, block: _Block) -> None:
    separators = block.text.count("====")
    if separators > MOST_OPTIONS:
        maker.refuse("too_many_options", too_many_options(separators), block.line)
        return
    pieces = _pieces_of(block.text)
    if pieces:
        kind, parts = pieces
        drafts = [draft for part in parts if (draft := _draft_of(part, block.line)) is not None]
        text = say(_QUESTIONS[kind], parts=len(parts), begins=short(block.text))
        asked = Finding(kind, "", text, block.line)
        maker.ask(asked, block.text, parts, drafts if len(drafts) == len(parts) else ())
        return
    stem, options, right = _parts_of(block.text)
    if len(options) < 2:
        text = say(
            "%(count)s options after %(stem)r; at least two are needed", count=len(options), stem=short(stem)
        )
        maker.refuse("too_few_options", text, block.line)
    elif not right:
        maker.refuse("no_key", say("no option of %(stem)r begins with #", stem=short(stem)), block.line)
    elif not stem:
        maker.refuse(
            "no_stem", say("nothing is asked before %(options)r", options=short(options[0])), block.line
        )
    else:
        draft = draft_choice(stem, options, right, block.line)
        draft.notes += _notes_on(block.text)
        maker.add(draft)


_QUESTIONS = {
    "run_together": "%(parts)s questions seem to run together in the block %(begins)r; shall it be divided?",
    "glued_option": "an option seems to be glued to the stem in %(begins)r; shall it be divided?",
}


def _parts_of(text: str) -> tuple[str, list[str], list[int]]:
    """Return stem, options and the places of those marked with #; blank options are left out."""
    stem, *rest = (part.strip() for part in _BETWEEN_OPTIONS.split(text))
    # Several signs are one mark; an option that is a mark alone is blank.
    options = [part for part in rest if part.lstrip("#").strip()]
    right = [place for place, part in enumerate(options) if part.startswith("#")]
    return stem, [part.lstrip("#").strip() if part.startswith("#") else part for part in options], right


def _notes_on(text: str) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    blank = [part for part in _BETWEEN_OPTIONS.split(text)[1:] if not part.lstrip(" \t\n#")]
    if blank:
        notes.append(("blank_option", say("%(count)s empty options were left out", count=len(blank))))
    if any("=" in line.strip(" \t=") or line.strip(" \t=") for line in _separator_lines(text)):
        notes.append(("glued_separator", "a separator of options stands inside a line"))
    return notes


def _separator_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if _BETWEEN_OPTIONS.search(line)]


def _draft_of(text: str, line: int) -> Draft | None:
    stem, options, right = _parts_of(text)
    if len(options) < 2 or not right or not stem:
        return None
    return draft_choice(stem, options, right, line)


def _pieces_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return why a block may be several questions and its pieces; None for a sure one."""
    if _INSIDE_LINE.search(text):
        parts = tuple(part.strip() for part in _INSIDE_LINE.split(text) if part.strip())
        return "run_together", parts or (text,)
    stem, *options = _BETWEEN_OPTIONS.split(text)
    if has_glued_option(stem) and (options or len(split_lettered(stem)) > 2):
        return "glued_option", (_unglue(stem, options),)
    marked = any(option.strip().startswith("#") for option in options)
    if _KEY_IN_STEM.search(stem) and not marked and not stem.strip().startswith("#"):
        begins = stem.index("#")
        glued = [stem[begins:], *options]
        return "glued_option", ("\n====\n".join(part.strip() for part in (stem[:begins], *glued)),)
    at = _find_next_stem(options)
    if at is None:
        return None
    place, edge = at
    first = [stem, *options[:place], options[place][:edge]]
    second = [options[place][edge:], *options[place + 1 :]]
    return "run_together", tuple("\n====\n".join(part.strip() for part in parts) for parts in (first, second))


def _unglue(stem: str, options: list[str]) -> str:
    pieces = split_lettered(stem)
    if len(pieces) > 2:
        asked, glued = pieces[0], [strip_letter(piece) for piece in pieces[1:]]
    else:
        asked, first = split_glued(stem)
        glued = [first]
    return "\n====\n".join(part.strip() for part in (asked, *glued, *options))


def _find_next_stem(options: list[str]) -> tuple[int, int] | None:
    """Return option and place where a second question seems to begin; the place may be the option's end."""
    keys = [place for place, option in enumerate(options) if option.strip().startswith("#")]
    for place, option in enumerate(options[:-1]):
        # A second question needs two options of its own after its stem.
        if place == 0 or len(options) - place <= 2:
            continue
        body = option.strip()
        starts = len(option) - len(option.lstrip())
        edges = [starts + found.end() for found in _NEXT_STEM.finditer(body)]
        later_key = any(key > place for key in keys) and any(key <= place for key in keys)
        asks = body.rstrip(" \t\n_").endswith(("?", ":", "…", "...")) or "?" in body
        if edges and (later_key or asks):
            return place, edges[0]
        if asks and later_key:
            return place, len(option)
    return None
