"""What stands written in the rules of an item: right answers, texts, numbers, tolerances.

Nothing here is believed: each fact is a guess at the key, and the rules themselves are run to try it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from question_bank.formats.qti.declarations import ResponseDeclaration
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.processing import Processing
from question_bank.formats.qti.values import NUMBERS, Value, container, read_part, single
from question_bank.formats.refusal import Refusal

Values = Mapping[str, Value | None]
T = TypeVar("T")
_MOST = 40
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """Texts and numbers that the rules compare with, tolerances, and whether texts are met by patterns."""

    texts: tuple[str, ...]
    numbers: tuple[Decimal, ...]
    tolerances: tuple[Decimal, ...]
    has_pattern: bool


def read_facts(processing: Processing, names: frozenset[str]) -> RuleFacts:
    """Gather what the rules and the mappings of these responses name."""
    literals = [*_literals(processing), *_mapped(processing, names)]
    elements = [element for rule in processing.rules for element in rule.walk()]
    tolerances = [_read_numbers(element.get("tolerance")) for element in elements if element.name == "equal"]
    return RuleFacts(
        texts=_distinct(
            str(part)
            for value in (*literals, *_declared(processing, names))
            if value.base == "string"
            for part in value.parts
        ),
        numbers=_distinct(value.one for value in literals if value.base in NUMBERS),
        tolerances=_distinct(tolerance for given in tolerances for tolerance in given),
        has_pattern=any(element.name == "pattern-match" for element in elements),
    )


def guess_right(processing: Processing, names: tuple[str, ...]) -> Iterator[Values]:
    """Yield what may be the right response: the declared one, what mappings pay for, what the rules name."""
    declared = {name: processing.responses[name] for name in names}
    yield from _whole([_correct(declaration) for declaration in declared.values()], names)
    yield from _whole([_best_mapped(declaration) for declaration in declared.values()], names)
    if len(names) != 1:
        return
    (declaration,) = declared.values()
    if declaration.mapping is not None:
        yield from ({names[0]: value} for value in _mapped(processing, frozenset(names)))
    for rule in processing.rules:
        for element in rule.walk("multiple", "ordered"):
            yield from _whole([_gathered(element, declaration)], names)
    for value in _literals(processing):
        if value.base == declaration.base or {value.base, declaration.base} <= set(NUMBERS):
            yield {names[0]: Value(declaration.base, declaration.cardinality, value.parts)}


def _whole(values: list[Value | None], names: tuple[str, ...]) -> Iterator[Values]:
    if all(value is not None for value in values):
        yield dict(zip(names, values, strict=True))


def _correct(declaration: ResponseDeclaration) -> Value | None:
    value = declaration.correct
    if value is not None and declaration.cardinality == "single" and len(value.parts) > 1:
        return single(value.base, value.parts[0])
    return value


def _best_mapped(declaration: ResponseDeclaration) -> Value | None:
    if declaration.mapping is None:
        return None
    paid = [entry for entry in declaration.mapping.entries if entry.value > 0]
    if declaration.cardinality == "single":
        paid = sorted(paid, key=lambda entry: -entry.value)[:1]
    parts = tuple(read_part(declaration.base, entry.key) for entry in paid)
    return container(declaration.base, declaration.cardinality, parts)


def _mapped(processing: Processing, names: frozenset[str]) -> Iterator[Value]:
    for name in sorted(names):
        declaration = processing.responses[name]
        for entry in () if declaration.mapping is None else declaration.mapping.entries:
            yield single(declaration.base, read_part(declaration.base, entry.key))


def _declared(processing: Processing, names: frozenset[str]) -> Iterator[Value]:
    for name in sorted(names):
        correct = processing.responses[name].correct
        if correct is not None and correct.cardinality == "single":
            yield correct


def _literals(processing: Processing) -> Iterator[Value]:
    for rule in processing.rules:
        for element in rule.walk("base-value"):
            base = element.get("base-type", "string")
            try:
                yield single(base, read_part(base, element.text()))
            except Refusal:
                continue


def _gathered(element: Element, declaration: ResponseDeclaration) -> Value | None:
    """Return a container that consists of plain values only."""
    inner = element.children()
    if any(part.name != "base-value" or part.get("base-type") != declaration.base for part in inner):
        return None
    parts = tuple(read_part(declaration.base, part.text()) for part in inner)
    return container(declaration.base, declaration.cardinality, parts)


def guess_ranges(value: Decimal, facts: RuleFacts) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield value and tolerance as the rules may mean them: exact, a tolerance named, between two numbers."""
    yield value, Decimal(0)
    for tolerance in facts.tolerances:
        yield value, tolerance
        yield value, abs(value) * tolerance / 100
    numbers = sorted(facts.numbers)[:_MOST]
    for place, lower in enumerate(numbers):
        for upper in numbers[place + 1 :]:
            if lower <= value <= upper:
                yield (lower + upper) * _HALF, (upper - lower) * _HALF


def _read_numbers(text: str) -> list[Decimal]:
    try:
        return [read_part("float", part) for part in text.split()]
    except Refusal:
        return []


def _distinct(values: Iterator[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))[:_MOST]
