"""Moodle's questions with places to fill: words into text, lists in text, words and markers on a picture."""

import re
from collections.abc import Sequence
from typing import Any

from question_bank.formats.draft_items import Draft
from question_bank.formats.moodle_question import Drag, MoodleQuestion, Zone
from question_bank.formats.moodle_texts import QuestionTexts
from question_bank.formats.plain_choices import choice_ids
from question_bank.formats.refusal import Refusal
from question_bank.formats.source_tags import ids_of_tag
from question_bank.sentences import say

_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
# The size of a word on a picture, which Moodle makes as large as its longest words.
_WORD_WIDTH, _WORD_HEIGHT = 120, 30
_SHAPES = {"rect": 4, "circle": 3}


def draft_words(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    """Make choices for gaps of words that are dragged into the text."""
    numbers = _places(question, texts)
    ids = _label_drags(question, texts)
    if len({drag.group for drag in question.drags}) > 1:
        texts.notes.append(
            ("groups_merged", "each gap had its own group of words; here all words are offered")
        )
    gaps = _set_markers(texts, numbers)
    key = [[ids[number - 1], gap] for gap, number in zip(gaps, numbers, strict=True)]
    interaction: dict[str, Any] = {"type": "gap_match", "choices": ids, "gaps": gaps}
    if any(drag.infinite for drag in question.drags) or len(set(numbers)) < len(numbers):
        interaction["reuse"] = True
    return texts.draft(interaction, key, scoring=_rule(texts))


def draft_select(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    """Make lists in the text our own lists, each gap with the words of its group."""
    numbers = _places(question, texts)
    gaps = _set_markers(texts, numbers)
    offers: dict[str, list[str]] = {}
    key: dict[str, str] = {}
    usual: list[str] = []
    members = [_group(question.drags, number) for number in numbers]
    for gap, group in zip(gaps, members, strict=True):
        usual += [f"{gap}{choice}" for choice in choice_ids(len(group))]
    ids = iter(ids_of_tag(texts.tags, "ids", usual))
    for gap, number, group in zip(gaps, numbers, members, strict=True):
        offers[gap] = []
        for place in group:
            choice = next(ids)
            offers[gap].append(choice)
            texts.label(choice, question.drags[place - 1].text)
            if place == number:
                key[gap] = choice
    return texts.draft({"type": "inline_choice", "gaps": offers}, key, scoring=_rule(texts))


def draft_background_drags(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    """Make choices for areas of words that are dragged onto a picture; Moodle knows only the corners."""
    texts.notes.append(
        (
            "area_size_assumed",
            say(
                "the places have no size in the source; %(word_width)s by %(word_height)s pixels were taken",
                word_width=_WORD_WIDTH,
                word_height=_WORD_HEIGHT,
            ),
        )
    )
    return _draft_on_picture(question, texts)


def draft_markers(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    """Make choices for areas of markers with different words, and points to put of one kind of marker."""
    if len(question.drags) != 1:
        return _draft_on_picture(question, texts)
    if not question.zones:
        raise Refusal("no_key", "no place for the marker is given")
    media = texts.add_background()
    areas = [_area(zone, texts.media[media]) for zone in question.zones]
    if len(areas) > 1 and texts.tags.get("rule") != "match_correct":
        texts.notes.append(("scoring_changed", "each place paid a part; here all must be found"))
    interaction = {"type": "select_point", "media": media, "max_choices": len(areas)}
    return texts.draft(interaction, areas, scoring={"rule": "match_correct"})


def _draft_on_picture(question: MoodleQuestion, texts: QuestionTexts) -> Draft:
    media = texts.add_background()
    ids = _label_drags(question, texts)
    gaps = ids_of_tag(texts.tags, "gaps", [f"g{place}" for place in range(1, len(question.zones) + 1)])
    areas = [
        {"id": gap, **_area(zone, texts.media[media])} for gap, zone in zip(gaps, question.zones, strict=True)
    ]
    numbers = [zone.drag for zone in question.zones]
    if not areas or any(not 1 <= number <= len(ids) for number in numbers):
        raise Refusal("no_key", "a place on the picture names no word that belongs there")
    interaction: dict[str, Any] = {"type": "gap_match", "choices": ids, "media": media, "areas": areas}
    if any(drag.infinite for drag in question.drags) or len(set(numbers)) < len(numbers):
        interaction["reuse"] = True
    key = [[ids[number - 1], gap] for gap, number in zip(gaps, numbers, strict=True)]
    return texts.draft(interaction, key, scoring=_rule(texts))


def _area(zone: Zone, media: dict[str, Any]) -> dict[str, Any]:
    coords = list(zone.coords)
    if zone.shape == "corner":
        left, top = coords
        right, bottom = min(left + _WORD_WIDTH, media["width"]), min(top + _WORD_HEIGHT, media["height"])
        return {"shape": "rect", "coords": [left, top, right, bottom]}
    return {"shape": zone.shape, "coords": coords}


def _places(question: MoodleQuestion, texts: QuestionTexts) -> list[int]:
    """Return the numbers of the gaps in their order, the same in each language."""
    orders = [[int(number) for number in _PLACE.findall(text["stem"])] for text in texts.texts.values()]
    if not orders[0]:
        raise Refusal("no_gap", "the text holds no place such as [[1]]")
    if any(sorted(order) != sorted(orders[0]) for order in orders):
        raise Refusal("languages_differ", "the languages do not hold the same places")
    if len(orders) > 1 and len(set(orders[0])) < len(orders[0]):
        raise Refusal(
            "languages_differ", "a word stands in two places, and languages may order them otherwise"
        )
    beyond = [number for number in orders[0] if not 1 <= number <= len(question.drags)]
    if beyond:
        raise Refusal("no_key", say("the place [[%(beyond)s]] names no word", beyond=beyond[0]))
    return orders[0]


def _set_markers(texts: QuestionTexts, numbers: Sequence[int]) -> list[str]:
    """Write our own markers into the stems and return the ids of the gaps in the order of the first stem."""
    gaps = ids_of_tag(texts.tags, "gaps", [f"g{place}" for place in range(1, len(numbers) + 1)])
    if len(set(numbers)) < len(numbers):
        waiting = iter(gaps)
        texts.change_stems(lambda stem: _PLACE.sub(lambda _found: f"[[{next(waiting)}]]", stem))
        return gaps
    named = dict(zip(numbers, gaps, strict=True))
    texts.change_stems(lambda stem: _PLACE.sub(lambda found: f"[[{named[int(found[1])]}]]", stem))
    return gaps


def _label_drags(question: MoodleQuestion, texts: QuestionTexts) -> list[str]:
    if len(question.drags) < 2:
        raise Refusal("too_few_options", "at least two words to drag are needed")
    ids = ids_of_tag(texts.tags, "ids", choice_ids(len(question.drags)))
    for choice, drag in zip(ids, question.drags, strict=True):
        if not drag.text.strip():
            raise Refusal("picture_in_choice", "a drag is a picture, which no kind of item here can show")
        texts.label(choice, drag.text)
    return ids


def _group(drags: Sequence[Drag], number: int) -> list[int]:
    group = drags[number - 1].group
    return [place for place, drag in enumerate(drags, start=1) if drag.group == group]


def _rule(texts: QuestionTexts) -> dict[str, str]:
    return {"rule": "match_correct" if texts.tags.get("rule") == "match_correct" else "per_pair"}
