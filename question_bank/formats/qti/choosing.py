"""Choices, hot words and orders: what is chosen from a list of words."""

from collections import Counter
from html import escape
from typing import Any

from question_bank.formats.qti.bodies import write_label, write_words
from question_bank.formats.qti.drafts import IDS, Draft, Part, Values, encode_ids, identifiers, parts_of
from question_bank.formats.qti.names import Element
from question_bank.formats.refusal import Refusal
from question_bank.markup import plain_text


def build_choice(part: Part) -> Draft:
    """Make a choice; no limit, or one above the number of choices, means: all may be chosen."""
    return _draft_choice(part, _labels(part, "simple-choice"), part.stem(part.prompt()))


def build_hottext(part: Part) -> Draft:
    """Make a choice of the words marked in the text; the stem shows the text with these words strong."""
    hot = list(part.element.walk("hottext"))
    words = {
        name: write_words(part.source, element.content)
        for name, element in zip(identifiers(hot), hot, strict=True)
    }
    seen = Counter(plain_text(label) for label in words.values())
    several = any(count > 1 for count in seen.values())
    marks = {name: f"<sup>{place}</sup>" if several else "" for place, name in enumerate(words, start=1)}
    labels = {
        name: f"{label} ({place})" if several else label
        for place, (name, label) in enumerate(words.items(), start=1)
    }
    holes = {
        id(element): f"<strong>{label}</strong>{marks[name]}"
        for element, (name, label) in zip(hot, words.items(), strict=True)
    }
    part.source.note("hottext_as_choice", "words to be clicked in the text became a list of choices")
    return _draft_choice(part, labels, part.stem(part.words(holes)))


def build_order(part: Part) -> Draft:
    """Make an order of all choices; an order of some of them is refused."""
    return draft_order(part, _labels(part, "simple-choice"), part.stem(part.prompt()))


def draft_order(part: Part, labels: dict[str, str], stem: str) -> Draft:
    """Make an order of labelled choices."""
    declaration = part.response(("ordered",), IDS)

    def decode(values: Values) -> list[str]:
        order = list(parts_of(values, declaration))
        if sorted(order) != sorted(labels):
            raise Refusal("order_of_some", "only some of the choices are to be put in order")
        return order

    return Draft(
        interaction={"id": declaration.identifier, "type": "order", "choices": list(labels)},
        stem=stem,
        choices=labels,
        encode=encode_ids(declaration),
        decode=decode,
    )


def read_limit(element: Element, offered: int) -> int:
    """Return how many may be chosen: one where nothing is said, all where there is no limit."""
    text = element.get("max-choices", "1")
    most = int(text) if text.isdecimal() and len(text) < 6 else 1
    return offered if most == 0 else min(most, offered)


def draft_of_ids(part: Part, interaction: dict[str, Any], labels: dict[str, str], stem: str) -> Draft:
    """Make a draft whose answer is a list of the labelled ids."""
    declaration = part.response(("single", "multiple"), IDS)
    if declaration.cardinality == "single":
        interaction["max_choices"] = 1

    def decode(values: Values) -> list[str]:
        chosen = parts_of(values, declaration)
        return [name for name in labels if name in chosen] + [name for name in chosen if name not in labels]

    return Draft(
        interaction={"id": declaration.identifier, **interaction},
        stem=stem,
        choices=labels,
        encode=encode_ids(declaration),
        decode=decode,
    )


def _draft_choice(part: Part, labels: dict[str, str], stem: str) -> Draft:
    most = read_limit(part.element, len(labels))
    interaction = {"type": "choice", "max_choices": most, "choices": list(labels)}
    return draft_of_ids(part, interaction, labels, stem)


def _labels(part: Part, name: str) -> dict[str, str]:
    choices = part.element.children(name)
    return {
        identifier: write_label(part.source, choice) or escape(identifier)
        for identifier, choice in zip(identifiers(choices), choices, strict=True)
    }
