"""What is wrong with a list as a whole: questions that stand twice, keys that are told without knowing.

Where keys stand and how long they are is compared with chance by chi-square (Pearson); one blameless list in
a thousand would be named.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from question_bank.answer_keys import AnswerKey, ChoiceKey, right_answers
from question_bank.findings import Finding
from question_bank.interactions import ChoiceInteraction, list_offers
from question_bank.items import Item
from question_bank.loose_folding import fold_label, fold_stem
from question_bank.markup import plain_text

_UNLIKELY = 0.001
_FEWEST = 20
# A stem this long asks for one thing; a shorter one ("Which is right?") asks by its options.
_TELLING_WORDS = 5


def check_together(items: Mapping[str, Item]) -> Iterator[Finding]:
    """Yield what is found only by looking at all items."""
    yield from _check_enemies(items)
    yield from _check_stems(items)
    single = list(_list_single_choices(items.values()))
    if len(single) >= _FEWEST:
        yield from _check_key_places(single)
        yield from _check_key_lengths(single)


def _check_enemies(items: Mapping[str, Item]) -> Iterator[Finding]:
    for item in items.values():
        for enemy in item.meta.enemies:
            if enemy not in items or enemy == item.id:
                yield Finding("unknown_enemy", item.id, f"{enemy} is no other item of the list")


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
            yield Finding(kind, item.id, f"asks the same as {other.id}")
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


def _list_single_choices(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    for item in items:
        if (
            isinstance(item.interaction, ChoiceInteraction)
            and isinstance(item.answer_key, ChoiceKey)
            and item.interaction.max_choices == 1
        ):
            yield item, item.answer_key.choices[0]


def _check_key_places(single: Sequence[tuple[Item, str]]) -> Iterator[Finding]:
    """Compare the places of the keys with an even spread, lists of options of one length at a time."""
    by_size: dict[int, Counter[int]] = defaultdict(Counter)
    for item, key in single:
        (offered,) = list_offers(item.interaction).values()
        by_size[len(offered)][offered.index(key)] += 1
    distance, freedom = 0.0, 0
    for size, places in by_size.items():
        expected = places.total() / size
        distance += sum((places[place] - expected) ** 2 / expected for place in range(size))
        freedom += size - 1
    if chance_beyond(distance, freedom) >= _UNLIKELY:
        return
    place, often = sum(by_size.values(), Counter()).most_common(1)[0]
    text = f"the key stands at place {place + 1} in {often} of {len(single)} items"
    yield Finding("key_position", "", f"{text}; chi-square {distance:.1f} with {freedom} degrees of freedom")


def chance_beyond(distance: float, freedom: int) -> float:
    """Return how often chance alone goes beyond a chi-square distance.

    The upper incomplete gamma function, by its recurrence from one or two degrees of freedom. SciPy has it,
    but importing SciPy takes longer than judging a list.
    """
    half = distance / 2
    if half <= 0 or freedom < 1:
        return 1.0
    shape = 1.0 if freedom % 2 == 0 else 0.5
    chance = math.exp(-half) if freedom % 2 == 0 else math.erfc(math.sqrt(half))
    while shape * 2 < freedom:
        chance += math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
        shape += 1
    return chance


def _check_key_lengths(single: Sequence[tuple[Item, str]]) -> Iterator[Finding]:
    """Compare how often the key is the longest option with chance; options of one length tell nothing."""
    often = expected = variance = 0.0
    count = 0
    for item, key in single:
        lengths = _lengths(item)
        longest = max(lengths.values())
        if list(lengths.values()).count(longest) > 1:
            continue
        count += 1
        often += lengths[key] == longest
        expected += 1 / len(lengths)
        variance += (1 / len(lengths)) * (1 - 1 / len(lengths))
    if count < _FEWEST:
        return
    distance = (often - expected) ** 2 / variance
    if chance_beyond(distance, 1) < _UNLIKELY:
        how = "right" if often > expected else "wrong nearly always, right only"
        text = f"the longest option is {how} in {often:.0f} of {count} items, by chance in {expected:.0f}"
        yield Finding("key_length", "", f"{text}; chi-square {distance:.1f}")


def _lengths(item: Item) -> dict[str, int]:
    """Return the lengths of the options in the first language of the item."""
    text = next(iter(item.texts.values()))
    return {choice: len(plain_text(label)) for choice, label in text.choices.items()}
