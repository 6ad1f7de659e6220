"""Faults of a question list that a machine can see, as an editor would name them.

What cannot even be made into an item (no key, a key that names nothing) is found by the readers; this module
looks at items that stand, one by one, and `list_quality` at the list as a whole.
"""

import re
from collections.abc import Iterator, Mapping

from question_bank.answer_keys import TextKey
from question_bank.findings import Finding
from question_bank.interactions import TextEntryInteraction, list_offers
from question_bank.item_places import list_places
from question_bank.items import WRITTEN_LANGUAGES, Item
from question_bank.list_quality import check_together
from question_bank.loose_folding import fold_label
from question_bank.markup import clean_html, plain_text, prose_of
from question_bank.scripts import list_mixed_words
from question_bank.sentences import say

_ALL_OF_THE_ABOVE = re.compile(
    r"(all|none|both|any) of the above|все (выше)?(перечисленн|указанн)|все (ответы|варианты)"
    r"|(ни один|ничего) из (выше)?(перечисленн|указанн)|нет (верного|правильного) ответа"
    r"|yuqorida(gi|gilar|gilarning|gilarni|ki)?\w* (barchasi|hammasi|hech)|(barcha|hamma) javob"
    r"|(barchasi|hammasi) toʻgʻri|toʻgʻri javob yoʻq"
    r"|юқорида\w* (барчаси|ҳаммаси|ҳеч)|(барча|ҳамма) жавоб|(барчаси|ҳаммаси) тўғри|тўғри жавоб йўқ",
    re.IGNORECASE,
)
_TYPEWRITER_APOSTROPHE = re.compile(r"[^\W\d_]['`´‘’][^\W\d_]|[gG]['`´‘’]")
_LETTERS = ("ABCDEFGH", "АБВГДЕЖЗ", "АВСД")
_LETTERED = re.compile(r"([A-HА-З])\s?[).]\s*\S")
_NUMBERED = re.compile(r"\d{1,4}\s?[.)]\s*[^\W\d_]")
_GLUED = re.compile(r"[?:.!…]\s*[AА]\s?[).]\s?\S")
_LOOSE_SPACE = re.compile(r"[ \t\n]{2,}|[^\s>][ \t\n]+[,;?!](?![\w.])")


def check_list(items: Mapping[str, Item]) -> tuple[Finding, ...]:
    """Return everything found wrong with the items and with the list as a whole."""
    found = [finding for item in items.values() for finding in check_item(item)]
    return (*found, *check_together(items))


def check_item(item: Item) -> tuple[Finding, ...]:
    """Return everything found wrong with one item."""
    return tuple(Finding(kind, item.id, text) for check in _ITEM_CHECKS for kind, text in check(item))


Found = Iterator[tuple[str, str]]


def _check_languages(item: Item) -> Found:
    for language in WRITTEN_LANGUAGES:
        if language not in item.texts:
            yield "missing_translation", say("no text in %(language)s", language=language)
    for media_id, media in item.media.items():
        for language in WRITTEN_LANGUAGES:
            if not media.alt.get(language, "").strip():
                yield (
                    "missing_alt",
                    say(
                        "%(media_id)s has no description in %(language)s",
                        media_id=media_id,
                        language=language,
                    ),
                )


def _check_blanks(item: Item) -> Found:
    for language, text in item.texts.items():
        if not plain_text(text.stem):
            yield "blank_text", say("the stem is blank in %(language)s", language=language)
        for choice, label in text.choices.items():
            if not plain_text(label):
                yield (
                    "blank_text",
                    say("%(choice)s is blank in %(language)s", choice=choice, language=language),
                )


def _check_markup(item: Item) -> Found:
    for where, text in list_places(item):
        if clean_html(text) != text:
            yield (
                "unclean_html",
                say("%(where)s holds what is not allowed, or is written in an unusual way", where=where),
            )


def _check_scripts(item: Item) -> Found:
    for where, text in list_places(item):
        for word in dict.fromkeys(list_mixed_words(prose_of(text))):
            yield "mixed_scripts", say("%(where)s: %(word)s", where=where, word=word)
        if where.startswith("uz-Latn") and _TYPEWRITER_APOSTROPHE.search(prose_of(text)):
            yield "apostrophe", say("%(where)s has a typewriter apostrophe", where=where)


def _check_spaces(item: Item) -> Found:
    for where, text in list_places(item):
        if _LOOSE_SPACE.search(re.sub(r"<(code|kbd)\b.*?</\1>", "x", text, flags=re.DOTALL)):
            yield "whitespace", say("%(where)s has blanks too many", where=where)


def _check_lettering(item: Item) -> Found:
    """Find letters and numbers that belong to the paper list: on the page the order is another."""
    for language, text in item.texts.items():
        labels = [plain_text(label) for label in text.choices.values()]
        found = [_LETTERED.match(label) for label in labels]
        letters = "".join(match[1] for match in found if match)
        if len(letters) > 1 and any(series.startswith(letters) for series in _LETTERS):
            yield (
                "lettered",
                say(
                    "%(language)s options begin with their letters: %(letters)s",
                    language=language,
                    letters=letters,
                ),
            )
        stem = plain_text(text.stem)
        if _NUMBERED.match(stem):
            yield (
                "numbered",
                say("%(language)s stem begins with a number: %(stem)s", language=language, stem=stem[:20]),
            )
        if _GLUED.search(stem):
            yield "glued_option", say("%(language)s stem seems to hold an option", language=language)


def _check_equal_options(item: Item) -> Found:
    for language, text in item.texts.items():
        for offer in list_offers(item.interaction).values():
            first: dict[str, str] = {}
            for choice in offer:
                # Signs such as ≤ and = tell options apart; case, script, look-alikes and apostrophes do not.
                folds = fold_label(text.choices[choice])
                twin = next((first[folded] for folded in folds if folded in first), None)
                if twin is not None:
                    yield (
                        "equal_options",
                        say(
                            "%(twin)s and %(choice)s read alike in %(language)s",
                            twin=twin,
                            choice=choice,
                            language=language,
                        ),
                    )
                for folded in folds:
                    first.setdefault(folded, choice)


def _check_all_of_the_above(item: Item) -> Found:
    for language, text in item.texts.items():
        for choice, label in text.choices.items():
            if _ALL_OF_THE_ABOVE.search(
                plain_text(label).replace("'", "ʻ").replace("‘", "ʻ").replace("’", "ʻ")
            ):
                yield "all_of_the_above", say("%(choice)s in %(language)s", choice=choice, language=language)


def _check_variants(item: Item) -> Found:
    if isinstance(item.answer_key, TextKey) and isinstance(item.interaction, TextEntryInteraction):
        for variant in item.answer_key.variants:
            if len(variant) > item.interaction.max_length:
                yield "variant_too_long", say("%(variant)r cannot be typed in full", variant=variant)


_ITEM_CHECKS = (
    _check_languages,
    _check_blanks,
    _check_markup,
    _check_scripts,
    _check_spaces,
    _check_lettering,
    _check_equal_options,
    _check_all_of_the_above,
    _check_variants,
)
