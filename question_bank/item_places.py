"""The places of an item where words stand, by names such as `uz-Latn stem`: listed, and written anew."""

from collections.abc import Iterator
from dataclasses import replace

from question_bank.items import Item


def list_places(item: Item) -> Iterator[tuple[str, str]]:
    """Yield every text of an item with the name of its place."""
    for language, text in item.texts.items():
        yield f"{language} stem", text.stem
        yield from ((f"{language} {choice}", label) for choice, label in text.choices.items())
        if text.rationale is not None:
            yield f"{language} rationale", text.rationale


def find_place(item: Item, sentence: str) -> str | None:
    """Return the place with whose name a sentence begins; the longest one, for ids may begin alike."""
    names = [name for name, _ in list_places(item) if sentence.startswith((f"{name} ", f"{name}:"))]
    return max(names, key=len, default=None)


def write_place(item: Item, place: str, words: str) -> Item:
    """Return the item with other words at a place; KeyError where it has no such place."""
    language, _, name = place.partition(" ")
    text = item.texts[language]
    if name in text.choices:
        changed = replace(text, choices={**text.choices, name: words})
    elif name == "stem":
        changed = replace(text, stem=words)
    elif name == "rationale":
        changed = replace(text, rationale=words)
    else:
        raise KeyError(place)
    return replace(item, texts={**item.texts, language: changed})
