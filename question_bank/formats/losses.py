"""What a format does not carry: each item is written alone, read back, and compared member by member.

So a loss is what the reader really finds missing, not what the writer believes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from question_bank.findings import Finding
from question_bank.formats.contract import Defaults, NotReadable, ReadList
from question_bank.items import LEVELS, Item, item_to_json
from question_bank.markup import plain_text
from question_bank.sentences import say

# What no source says of an item, so that a member that comes back as one of these was lost.
_ABSENT = Defaults(
    topic="(lost)", subtopic="(lost)", source="(lost)", licence="(lost)", id_stem="LOST", language=None
)


def list_losses(item: Item, read: Callable[[Defaults], ReadList]) -> tuple[Finding, ...]:
    """Read an item back and name each member that is lost or changed.

    `read` is handed defaults that differ from the item. A single finding of the kind `not_written` says that
    the item does not come back at all and must not be written.
    """
    level = next(level for level in LEVELS if level != item.meta.level)
    try:
        back = read(replace(_ABSENT, level=level))
    except NotReadable as error:
        return (not_written(item, str(error)),)
    if len(back.items) != 1:
        why = next(iter((*back.refusals, *back.questions)), None)
        return (not_written(item, why.text if why else "it does not come back as one item"),)
    (returned,) = back.items.values()
    return tuple(Finding(kind, item.id, text) for kind, text in _differences(item, returned))


def not_written(item: Item, why: str) -> Finding:
    """Return the finding that an item is left out of the written list."""
    return Finding("not_written", item.id, say("cannot be written in this format: %(why)s", why=why))


def is_left_out(losses: tuple[Finding, ...]) -> bool:
    """Tell whether the losses mean that the item must not be written."""
    return any(loss.kind == "not_written" for loss in losses)


def _differences(item: Item, returned: Item) -> Iterator[tuple[str, str]]:
    before, after = item_to_json(item), item_to_json(returned)
    for member, kind in _MEMBERS.items():
        if before[member] != after[member]:
            yield kind, f"{member} is lost"
    if before["interactions"] != after["interactions"]:
        yield from _interaction_losses(before["interactions"][0], after["interactions"][0])
    if before["answer_key"] != after["answer_key"] and before["interactions"] == after["interactions"]:
        yield "lost_key", "the key comes back another"
    lost = [name for name, value in before["meta"].items() if after["meta"].get(name) != value]
    if lost:
        yield "lost_meta", say("%(lost)s lost", lost=", ".join(lost))
    for language, text in before["texts"].items():
        if language not in after["texts"]:
            yield "lost_language", say("the text in %(language)s is lost", language=language)
        else:
            yield from _text_losses(language, text, after["texts"][language])
    yield from _media_losses(before["media"], after["media"])


_MEMBERS = {
    "id": "lost_id",
    "version": "lost_version",
    "scoring": "lost_scoring",
    "max_points": "lost_points",
}


def _interaction_losses(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if before["type"] != after["type"]:
        yield "lost_interaction", say("%(type)s becomes %(type2)s", type=before["type"], type2=after["type"])
        return
    names = [name for name, value in before.items() if after.get(name) != value]
    if names:
        yield (
            "lost_interaction",
            say("%(names)s of the interaction come back otherwise", names=", ".join(names)),
        )


def _text_losses(
    language: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    words = [("stem", before["stem"], after["stem"])]
    if before["choices"].keys() == after["choices"].keys():
        words += [(name, label, after["choices"][name]) for name, label in before["choices"].items()]
    elif sorted(before["choices"].values()) != sorted(after["choices"].values()):
        yield "lost_words", say("%(language)s: the options come back otherwise", language=language)
    else:
        yield "lost_ids", say("%(language)s: the options come back under other ids", language=language)
    changed = [(name, plain_text(old) == plain_text(new)) for name, old, new in words if old != new]
    for kind, same in (("lost_markup", True), ("lost_words", False)):
        names = [name for name, is_same in changed if is_same is same]
        if names:
            yield kind, f"{language}: {', '.join(names)}"
    for name in ("rationale", "unit", "translator", "checked_by"):
        if before.get(name) != after.get(name):
            yield f"lost_{name}", f"{language}: {name}"


def _media_losses(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, picture in before.items():
        if name not in after:
            yield "lost_media", say("the picture %(file)s is lost", file=picture["file"])
        elif after[name] != picture:
            members = [member for member, value in picture.items() if after[name].get(member) != value]
            yield (
                "lost_media",
                say("%(members)s of the picture %(file)s", members=", ".join(members), file=picture["file"]),
            )
