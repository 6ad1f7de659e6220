"""Faults of a question list that a machine can see, as an editor would name them.

What cannot even be made into an item (no key, a key that names nothing) is found by the readers; this module
looks at items that stand, one by one, and then at the list as a whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from question_bank.answer_keys import ChoiceKey, TextKey
from question_bank.findings import Finding
from question_bank.interactions import ChoiceInteraction, TextEntryInteraction, list_offers
from question_bank.items import WRITTEN_LANGUAGES, Item
from question_bank.markup import clean_html, plain_text, prose_of
from question_bank.scripts import fold_answer, list_mixed_words

# With four choices each place should hold a quarter of the keys; chance alone rarely passes these shares.
_LARGEST_SHARE = 0.45
_FEWEST_FOR_SHARES = 20

_ALL_OF_THE_ABOVE = re.compile(
    r"(all|none|both) of the above|все (выше)?перечисленн|все ответы|ни один из (выше)?перечисленн"
    r"|ничего из (выше)?перечисленн|yuqoridagi(lar)?ning (barchasi|hammasi|hech)|(barcha|hamma) javob"
    r"|(barchasi|hammasi) toʻgʻri",
    re.IGNORECASE,
)
_TYPEWRITER_APOSTROPHE = re.compile(r"[^\W\d_]['`´‘’][^\W\d_]|[gG]['`´‘’]")


def check_list(items: Mapping[str, Item]) -> tuple[Finding, ...]:
    """Return everything found wrong with the items and with the list as a whole."""
    found = [finding for item in items.values() for finding in check_item(item)]
    found += _check_enemies(items)
    found += _check_stems(items)
    found += _check_key_places(items)
    return tuple(found)


def check_item(item: Item) -> tuple[Finding, ...]:
    """Return everything found wrong with one item."""
    return tuple(Finding(kind, item.id, text) for check in _ITEM_CHECKS for kind, text in check(item))


Found = Iterator[tuple[str, str]]


def _check_languages(item: Item) -> Found:
    for language in WRITTEN_LANGUAGES:
        if language not in item.texts:
            yield "missing_translation", f"no text in {language}"
    for media_id, media in item.media.items():
        for language in WRITTEN_LANGUAGES:
            if not media.alt.get(language, "").strip():
                yield "missing_alt", f"{media_id} has no description in {language}"


def _check_blanks(item: Item) -> Found:
    for language, text in item.texts.items():
        if not plain_text(text.stem):
            yield "blank_text", f"the stem is blank in {language}"
        for choice, label in text.choices.items():
            if not plain_text(label):
                yield "blank_text", f"{choice} is blank in {language}"


def _check_markup(item: Item) -> Found:
    for where, text in _words(item):
        if clean_html(text) != text:
            yield "unclean_html", f"{where} holds what is not allowed, or is written in an unusual way"


def _check_scripts(item: Item) -> Found:
    for where, text in _words(item):
        for word in list_mixed_words(prose_of(text)):
            yield "mixed_scripts", f"{where}: {word}"
        if where.startswith("uz-Latn") and _TYPEWRITER_APOSTROPHE.search(prose_of(text)):
            yield "apostrophe", f"{where} has a typewriter apostrophe"


def _check_equal_options(item: Item) -> Found:
    for language, text in item.texts.items():
        for offer in list_offers(item.interaction).values():
            first: dict[str, str] = {}
            for choice in offer:
                # Signs such as ≤ and = tell options apart; case, script and apostrophes do not.
                folded = fold_answer(plain_text(text.choices[choice]))
                if folded in first:
                    yield "equal_options", f"{first[folded]} and {choice} read alike in {language}"
                first.setdefault(folded, choice)


def _check_all_of_the_above(item: Item) -> Found:
    for language, text in item.texts.items():
        for choice, label in text.choices.items():
            if _ALL_OF_THE_ABOVE.search(plain_text(label)):
                yield "all_of_the_above", f"{choice} in {language}"


def _check_variants(item: Item) -> Found:
    if isinstance(item.answer_key, TextKey) and isinstance(item.interaction, TextEntryInteraction):
        for variant in item.answer_key.variants:
            if len(variant) > item.interaction.max_length:
                yield "variant_too_long", f"{variant!r} cannot be typed in full"


_ITEM_CHECKS = (
    _check_languages,
    _check_blanks,
    _check_markup,
    _check_scripts,
    _check_equal_options,
    _check_all_of_the_above,
    _check_variants,
)


def _words(item: Item) -> Iterator[tuple[str, str]]:
    """Yield every text of an item with the place where it stands."""
    for language, text in item.texts.items():
        yield f"{language} stem", text.stem
        yield from ((f"{language} {choice}", label) for choice, label in text.choices.items())
        yield f"{language} rationale", text.rationale or ""


def _check_enemies(items: Mapping[str, Item]) -> Iterator[Finding]:
    for item in items.values():
        for enemy in item.meta.enemies:
            if enemy not in items or enemy == item.id:
                yield Finding("unknown_enemy", item.id, f"{enemy} is no other item of the list")


def _check_stems(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Find stems that stand twice; a picture or other options make another question of the same words."""
    seen: dict[tuple[str, ...], Item] = {}
    for item in items.values():
        for text in item.texts.values():
            options = sorted(fold_answer(plain_text(label)) for label in text.choices.values())
            pictures = sorted(media.sha256 for media in item.media.values())
            question = (fold_answer(plain_text(text.stem)), *options, *pictures)
            other = seen.setdefault(question, item)
            if other is not item:
                kind = "same_stem" if other.answer_key == item.answer_key else "same_stem_other_key"
                yield Finding(kind, item.id, f"asks the same as {other.id}")
                break


def _check_key_places(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Find a list in which the place or the length of an option tells that it is right."""
    single = [
        (item, item.answer_key.choices[0])
        for item in items.values()
        if isinstance(item.interaction, ChoiceInteraction)
        and isinstance(item.answer_key, ChoiceKey)
        and item.interaction.max_choices == 1
    ]
    if len(single) < _FEWEST_FOR_SHARES:
        return
    places = Counter(list_offers(item.interaction)["choices"].index(key) for item, key in single)
    place, often = places.most_common(1)[0]
    if often > _LARGEST_SHARE * len(single):
        yield Finding(
            "key_position", "", f"the key stands at place {place + 1} in {often} of {len(single)} items"
        )
    longest = sum(_is_longest(item, key) for item, key in single)
    if longest > _LARGEST_SHARE * len(single):
        yield Finding("key_length", "", f"the longest option is right in {longest} of {len(single)} items")


def _is_longest(item: Item, key: str) -> bool:
    """Tell whether the key is clearly the longest option in the first language of the item."""
    text = next(iter(item.texts.values()))
    lengths: Sequence[int] = [
        len(plain_text(label)) for choice, label in text.choices.items() if choice != key
    ]
    return len(plain_text(text.choices[key])) > max(lengths)
