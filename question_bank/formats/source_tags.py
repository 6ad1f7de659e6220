"""What Moodle has no member for, kept in a question's tags (`level:apply`), which Moodle keeps and shows.

A tag of Moodle holds at most 50 characters; what is longer is not written, so it is named as lost.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from question_bank.decimals import write_decimal
from question_bank.items import LEVELS, Item

LONGEST_TAG = 50
_META = ("subtopic", "level", "source", "licence", "angoff")
_CREDITS = ("translator", "checked_by", "unit")
_OTHERS = (
    "version",
    "enemy",
    "language",
    "rule",
    "points",
    "length",
    "most",
    "ids",
    "offered",
    "gaps",
    "targets",
)
_KNOWN = {*_META, *_OTHERS}


def read_tags(tags: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return our own tags by name (several enemies joined by spaces) and those of others."""
    ours: dict[str, str] = {}
    others: list[str] = []
    for tag in tags:
        name, colon, value = tag.partition(":")
        known = name in _KNOWN or name.partition(".")[0] in _CREDITS
        if not colon or not known:
            others.append(tag)
        elif name == "enemy" and name in ours:
            ours[name] += f" {value}"
        else:
            ours[name] = value
    return ours, others


def write_tags(item: Item, more: Mapping[str, str]) -> tuple[str, ...]:
    """Write the tags of an item, and `more` of a format's own; those that are too long are left out."""
    tags = {name: getattr(item.meta, name) for name in _META if name != "angoff"}
    if item.meta.angoff is not None:
        tags["angoff"] = write_decimal(item.meta.angoff)
    if item.version != 1:
        tags["version"] = str(item.version)
    if len(item.texts) == 1:
        tags["language"] = next(iter(item.texts))
    for language, text in item.texts.items():
        credited = {name: getattr(text, name) for name in _CREDITS[:2]}
        tags |= {f"{name}.{language}": who for name, who in credited.items() if who is not None}
    written = [f"{name}:{value}" for name, value in (tags | dict(more)).items()]
    written += [f"enemy:{enemy}" for enemy in item.meta.enemies]
    return tuple(tag for tag in written if len(tag) <= LONGEST_TAG and tag == " ".join(tag.split()))


def meta_of_tags(tags: Mapping[str, str]) -> dict[str, Any]:
    """Return the native members of `meta` that the tags tell."""
    meta: dict[str, Any] = {name: tags[name] for name in _META if tags.get(name)}
    if meta.get("level") not in LEVELS:
        meta.pop("level", None)
    if "enemy" in tags:
        meta["enemies"] = tags["enemy"].split()
    return meta


def credits_of_tags(tags: Mapping[str, str], language: str) -> dict[str, str]:
    """Return who translated and checked the text of a language, and its unit where a tag tells it."""
    return {name: tags[f"{name}.{language}"] for name in _CREDITS if f"{name}.{language}" in tags}


def version_of_tags(tags: Mapping[str, str]) -> int:
    """Return the item's version, 1 where no tag tells it."""
    told = tags.get("version", "")
    return max(int(told), 1) if told.isascii() and told.isdecimal() and len(told) < 6 else 1


def ids_of_tag(tags: Mapping[str, str], name: str, usual: Sequence[str]) -> list[str]:
    """Return the ids that a tag lists, or the usual ones where it lists none or another number of them."""
    told = tags.get(name, "").split()
    return told if len(told) == len(usual) == len(set(told)) else list(usual)


def tag_of_ids(name: str, ids: Sequence[str], usual: Sequence[str]) -> dict[str, str]:
    """Return the tag that is needed for ids that are not the usual ones."""
    return {} if list(ids) == list(usual) else {name: " ".join(ids)}
