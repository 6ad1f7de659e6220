"""GIFT, Moodle's text format: choices, typed answers, numbers, pairs, true and false, a missing word.

What it has no place for (ids, levels, sources) stands in the comment before a question, where Moodle itself
puts ids and tags: `// [id:OFF-001] [tag:level:apply]`.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, ReadList
from question_bank.formats.drafts import ListMaker
from question_bank.formats.gift_syntax import GiftBlock, list_gift_blocks, parse_gift
from question_bank.formats.gift_writing import write_gift_question
from question_bank.formats.item_to_moodle import describe_other_scoring, moodle_question
from question_bank.formats.losses import is_left_out, list_losses, not_written
from question_bank.formats.moodle_to_item import draft_question
from question_bank.formats.refusal import Refusal
from question_bank.formats.text_files import read_bytes
from question_bank.formats.text_lists import begin_list
from question_bank.items import Item


def read_gift(path: Path, defaults: Defaults) -> ReadList:
    """Read a GIFT list; NotReadable where the file is no text."""
    return read_gift_bytes(read_bytes(path), defaults)


def read_gift_bytes(content: bytes, defaults: Defaults) -> ReadList:
    """Read a GIFT list from its bytes."""
    maker, text = begin_list("gift", content, defaults)
    for block in list_gift_blocks(text):
        _take_block(maker, block)
    return maker.finish()


def _take_block(maker: ListMaker, block: GiftBlock) -> None:
    try:
        maker.add(draft_question(parse_gift(block), maker.keep_media))
    except Refusal as refusal:
        maker.refuse(refusal.kind, str(refusal), block.line)


def _unit_tags(item: Item) -> tuple[str, ...]:
    """Return the tags that keep the units, for which GIFT has no place."""
    return tuple(f"unit.{language}:{text.unit}" for language, text in item.texts.items() if text.unit)


def write_gift(items: Mapping[str, Item], media: Mapping[str, bytes], path: Path) -> tuple[Finding, ...]:
    """Write the items that GIFT has a kind for; return what is lost."""
    del media  # no place for pictures
    losses: list[Finding] = []
    written: list[str] = []
    category = ""
    for item in items.values():
        question = moodle_question(item, {})
        if question is not None:
            question.tags += _unit_tags(item)
        text = question and write_gift_question(question)
        if question is None or not text:
            losses.append(not_written(item, f"it knows no {item.interaction.type}"))
            continue
        heading = f"$CATEGORY: {'/'.join(part.replace('/', '//') for part in question.category)}\n\n"
        lost = list_losses(item, partial(read_gift_bytes, (heading + text).encode()))
        losses += lost
        if is_left_out(lost):
            continue
        other = describe_other_scoring(item, question)
        losses += [Finding("scored_otherwise", item.id, other)] if other else []
        written.append(text if heading == category else heading + text)
        category = heading
    path.write_text("\n".join(written) or "// no question\n", encoding="utf-8")
    return tuple(losses)
