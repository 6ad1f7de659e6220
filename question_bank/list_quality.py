"""What is wrong with a list as a whole: questions that stand twice, keys that are told without knowing.

Where keys stand and how long they are is compared with chance by chi-square (Pearson). A stranger's list is
named only where chance would do it once in a thousand lists: four signs are looked at in every list that
anybody brings, and at one in twenty each fifth blameless list would be called faulty, until nobody reads the
finding any more. The list that ships has to do better (`content.manifest`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from question_bank.answer_keys import AnswerKey, ChoiceKey, right_answers
from question_bank.findings import Finding
from question_bank.items import Item
from question_bank.key_spread import KeySpread, Sign, measure_keys
from question_bank.loose_folding import fold_label, fold_stem
from question_bank.markup import plain_text
from question_bank.sentences import say

_UNLIKELY = 0.001
_FEWEST = 20
# A stem this long asks for one thing; a shorter one ("Which is right?") asks by its options.
_TELLING_WORDS = 5


def check_together(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Yield what is found only by looking at all items."""
    yield from _check_enemies(items)
    yield from _check_stems(items)
    yield from _check_keys(items.values())


def _check_enemies(items: Mapping[str, Item]) -> Iterator[Finding]:
    for item in items.values():
        for enemy in item.meta.enemies:
            if enemy not in items or enemy == item.id:
                yield Finding(
                    "unknown_enemy", item.id, say("%(enemy)s is no other item of the list", enemy=enemy)
                )


def _check_stems(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Find questions that stand twice, in whatever script; other pictures make another question."""
    seen: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items.values():
        pictures = sorted(media.sha256 for media in item.media.values())
        stems = {(fold_stem(text.stem), *pictures) for text in item.texts.values()}
        earlier = (other for stem in sorted(stems) for other in seen[stem] if _asks_the_same(item, other))
        other = next(earlier, None)
        if other is not None:
            kind = "same_stem" if _words_of_key(item) & _words_of_key(other) else "same_stem_other_key"
            yield Finding(kind, item.id, say("asks the same as %(other)s", other=other.id))
        for stem in stems:
            seen[stem].append(item)


def _asks_the_same(item: Item, other: Item) -> bool:
    """Tell whether items with one stem are one question: by a telling stem, or by half of the options."""
    if any(len(plain_text(text.stem).split()) >= _TELLING_WORDS for text in item.texts.values()):
        return True
    options, others = _fold_options(item), _fold_options(other)
    return len(options & others) * 2 >= min(len(options), len(others))


def _fold_options(item: Item) -> set[str]:
    return {
        folded
        for text in item.texts.values()
        for label in text.choices.values()
        for folded in fold_label(label)
    }


def _words_of_key(item: Item) -> set[tuple[str, ...]]:
    """Return the right answers in the words of each language, so that other ids make no other key."""
    return {
        tuple(_words(text.choices, answer))
        for text in item.texts.values()
        for answer in _list_answers(item.answer_key)
    }


def _list_answers(key: AnswerKey) -> list[list[str]]:
    if isinstance(key, ChoiceKey):
        return [sorted(key.choices)]
    return [
        [str(answer)] if isinstance(answer, str) else list(_flat(answer)) for answer in right_answers(key)
    ]


def _flat(answer: object) -> Iterator[str]:
    match answer:
        case dict():
            for pair in answer.items():
                yield from _flat(list(pair))
        case list():
            for part in answer:
                yield from _flat(part)
        case _:
            yield str(answer)


def _words(choices: Mapping[str, str], answer: Iterable[str]) -> Iterator[str]:
    words = [fold_label(choices[part])[0] if part in choices else part.casefold() for part in answer]
    yield from sorted(words)


def _check_keys(items: Iterable[Item]) -> Iterator[Finding]:
    found = [spread for spread in measure_keys(items, fewest=_FEWEST) if spread.likelihood < _UNLIKELY]
    # Longest options that are always right are shortest ones that never are: one fault is told once.
    lengths = [spread for spread in found if spread.sign in {Sign.LONGEST, Sign.SHORTEST}]
    weaker = sorted(lengths, key=lambda spread: spread.distance)[:-1]
    yield from (tell_spread(spread) for spread in found if spread not in weaker)


def tell_spread(spread: KeySpread, language: str = "") -> Finding:
    """Return the finding that a sign tells too much of the keys; in a language where one is named."""
    if spread.sign is Sign.PLACE:
        return Finding(
            "key_position",
            "",
            say(
                "the key stands at place %(place)s in %(often)s of %(count)s items; chi-square %(distance)s "
                "with %(freedom)s degrees of freedom",
                place=spread.place or 0,
                often=round(spread.often),
                count=spread.count,
                distance=f"{spread.distance:.1f}",
                freedom=spread.freedom,
            ),
        )
    text = say(
        _LENGTHS[spread.sign],
        often=f"{spread.often:.0f}",
        count=spread.count,
        expected=f"{spread.expected:.0f}",
        distance=f"{spread.distance:.1f}",
    )
    return Finding(
        "key_length", "", say("%(language)s: %(text)s", language=language, text=text) if language else text
    )


_LENGTHS = {
    Sign.LONGEST: "picking the longest option is right in %(often)s of %(count)s items, by chance in "
    "%(expected)s; chi-square %(distance)s",
    Sign.SHORTEST: "picking the shortest option is right in %(often)s of %(count)s items, by chance in "
    "%(expected)s; chi-square %(distance)s",
    Sign.LONG_ONES: "in %(count)s items with several answers the right options differ in length from the "
    "others; chi-square %(distance)s",
}
