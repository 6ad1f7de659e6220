"""What lists in plain text have in common: a stem, options in their order, marked keys."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from question_bank.answer_keys import ChoiceKey
from question_bank.formats.draft_items import Draft
from question_bank.formats.text_files import to_html
from question_bank.interactions import ChoiceInteraction
from question_bank.item_texts import Text
from question_bank.items import WRITTEN_LANGUAGES, Item
from question_bank.markup import plain_text
from question_bank.sentences import say

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters that people put before options, in the order of the options: Latin, Cyrillic, Cyrillic by sound.
_SERIES = ("ABCDEFGHIJ", "АБВГДЕЖЗ", "АВСДЕФ", "АБСД")
_LETTERED = re.compile(r"(?:^|(?<=[\s?.:;!,»\")]))([A-JА-З])\s?[).]\s?(?=\S)")
_GLUED = re.compile(r"[?:.!…]\s*[AА]\s?[).]\s?\S|\s[AА]\)\s?\S")


def choice_ids(count: int) -> list[str]:
    """Return the ids of so many options: a to z, then c27, c28 and so on."""
    return [LETTERS[place] if place < len(LETTERS) else f"c{place + 1}" for place in range(count)]


def draft_choice(stem: str, options: Sequence[str], right: Sequence[int], line: int | None) -> Draft:
    """Make the draft of a choice from plain text; `right` are the places of the right options."""
    ids = choice_ids(len(options))
    draft = Draft(
        interaction={"type": "choice", "max_choices": max(len(right), 1), "choices": ids},
        key=[ids[place] for place in right],
        texts={
            "": {
                "stem": to_html(stem, block=True),
                "choices": {name: to_html(option) for name, option in zip(ids, options, strict=True)},
            }
        },
        line=line,
    )
    if len(right) > 1:
        text = say(
            "%(count)s options are marked as right; read as a choice of several, all or none",
            count=len(right),
        )
        draft.notes.append(("two_keys", text))
    return draft


def split_lettered(text: str) -> list[str]:
    """Split a text before each lettered option (`A) … B) …`); one piece where there are not two in a row."""
    found = list(_LETTERED.finditer(text))
    for series in _SERIES:
        places = _follow(found, series)
        if len(places) >= 2:
            edges = [0, *places, len(text)]
            return [text[start:end].strip() for start, end in pairwise(edges)]
    return [text.strip()]


def strip_letter(option: str) -> str:
    """Return an option without the letter before it."""
    return _LETTERED.sub("", option, count=1) if _LETTERED.match(option) else option


def has_glued_option(stem: str) -> bool:
    """Tell whether a stem seems to hold its first option (`…?A) …`)."""
    return bool(_GLUED.search(stem))


def split_glued(stem: str) -> tuple[str, str]:
    """Split a stem before the option that is glued to it; both parts without blanks at their ends."""
    found = _GLUED.search(stem)
    if found is None:
        return stem.strip(), ""
    at = next(place for place in range(found.start(), found.end()) if stem[place] in "AА")
    return stem[:at].strip(), strip_letter(stem[at:].strip())


def plain_choice(item: Item) -> tuple[str, list[str], list[int]] | None:
    """Return stem, options and places of the right ones in the first language, or None for another kind."""
    if not isinstance(item.interaction, ChoiceInteraction) or not isinstance(item.answer_key, ChoiceKey):
        return None
    text = first_text(item)
    offered = item.interaction.choices
    options = [plain_text(text.choices[choice]) for choice in offered]
    return plain_text(text.stem), options, [offered.index(choice) for choice in item.answer_key.choices]


def first_text(item: Item) -> Text:
    """Return the words in the language that a list of one language is written in."""
    for language in WRITTEN_LANGUAGES:
        if language in item.texts:
            return item.texts[language]
    return next(iter(item.texts.values()))


def _follow(found: Sequence[re.Match[str]], series: str) -> list[int]:
    places: list[int] = []
    for match in found:
        if len(places) < len(series) and match[1] == series[len(places)]:
            places.append(match.start(1))
    return places


def short(text: Any, most: int = 60) -> str:
    """Return the beginning of a text, for a sentence about it."""
    line = " ".join(str(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
