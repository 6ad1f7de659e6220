"""Operators on variables, containers, truth values and texts."""

import re
from collections.abc import Mapping
from decimal import Decimal

from question_bank.formats.qti.arithmetic import ARITHMETIC
from question_bank.formats.qti.declarations import ValueMapping, read_area_of
from question_bank.formats.qti.machine import Machine, Operator
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import (
    Value,
    boolean,
    container,
    number,
    read_part,
    same,
    same_values,
    single,
)
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

_LONGEST_PATTERN = 200
_MOST_REPEATS = 4
# A repeated group that repeats inside can take for ever; so can many repeats in a row.
_NESTED_REPEAT = re.compile(
    r"\((?:[^()\\]|\\.)*(?:[*+{|])(?:[^()\\]|\\.)*\)\s*[*+{?]|\)\s*\)\s*[*+{]|\{\d{4,}"
)


def _base_value(_machine: Machine, element: Element) -> Value | None:
    base = element.get("base-type", "string")
    text = element.text()
    return single(base, read_part(base, text if base == "string" else text.strip()))


def _variable(machine: Machine, element: Element) -> Value | None:
    return machine.variable(element.get("identifier"))


def _correct(machine: Machine, element: Element) -> Value | None:
    return machine.response(element.get("identifier")).correct


def _default(machine: Machine, element: Element) -> Value | None:
    name = element.get("identifier")
    declared = machine.declared.get(name)
    return declared.default if declared is not None else machine.response(name).default


def _null(_machine: Machine, _element: Element) -> Value | None:
    return None


def _map_response(machine: Machine, element: Element) -> Value | None:
    declaration = machine.response(element.get("identifier"))
    if declaration.mapping is None:
        raise Refusal(
            "no_mapping",
            say("%(identifier)s is mapped, but has no mapping", identifier=declaration.identifier),
        )
    given = machine.given.get(declaration.identifier)
    total, done = Decimal(0), list[object]()
    for part in () if given is None else given.parts:
        if not any(same(part, other, declaration.base) for other in done):
            total += _mapped(declaration.mapping, part, declaration.base)
        done.append(part)
    return number(_bounded(total, declaration.mapping.lower, declaration.mapping.upper))


def _mapped(mapping: ValueMapping, part: object, base: str) -> Decimal:
    for entry in mapping.entries:
        key = read_part(base, entry.key)
        if same(part, key, base):
            return entry.value
        if not entry.case_sensitive and str(part).casefold() == str(key).casefold():
            return entry.value
    return mapping.default


def _map_response_point(machine: Machine, element: Element) -> Value | None:
    declaration = machine.response(element.get("identifier"))
    mapping = declaration.area_mapping
    if mapping is None:
        raise Refusal(
            "no_mapping",
            say("%(identifier)s is mapped, but has no area mapping", identifier=declaration.identifier),
        )
    given = machine.given.get(declaration.identifier)
    total, hit = Decimal(0), set[int]()
    for point in () if given is None else given.parts:
        places = [place for place, (area, _) in enumerate(mapping.areas) if area.holds(*point)]
        total += Decimal(0) if places else mapping.default
        hit.update(places)
    total += sum((mapping.areas[place][1] for place in hit), Decimal(0))
    return number(_bounded(total, mapping.lower, mapping.upper))


def _bounded(total: Decimal, lower: Decimal | None, upper: Decimal | None) -> Decimal:
    total = total if upper is None else min(upper, total)
    return total if lower is None else max(lower, total)


def _multiple(machine: Machine, element: Element) -> Value | None:
    return _gather(machine, element, "multiple")


def _ordered(machine: Machine, element: Element) -> Value | None:
    return _gather(machine, element, "ordered")


def _gather(machine: Machine, element: Element, cardinality: str) -> Value | None:
    given = [value for value in machine.operands(element) if value is not None]
    parts = tuple(part for value in given for part in value.parts)
    return container(given[0].base, cardinality, parts) if given else None


def _container_size(machine: Machine, element: Element) -> Value | None:
    (value,) = _operands(machine, element, 1)
    return number(Decimal(0 if value is None else len(value.parts)), "integer")


def _is_null(machine: Machine, element: Element) -> Value | None:
    (value,) = _operands(machine, element, 1)
    return boolean(value is None or (value.base == "string" and value.parts == ("",)))


def _index(machine: Machine, element: Element) -> Value | None:
    (value,) = _operands(machine, element, 1)
    place = int(machine.amount(element.get("n", "1")))
    if value is None or not 1 <= place <= len(value.parts):
        return None
    return single(value.base, value.parts[place - 1])


def _member(machine: Machine, element: Element) -> Value | None:
    part, whole = _operands(machine, element, 2)
    if part is None or whole is None:
        return None
    return boolean(any(same(part.one, other, whole.base) for other in whole.parts))


def _delete(machine: Machine, element: Element) -> Value | None:
    part, whole = _operands(machine, element, 2)
    if part is None or whole is None:
        return None
    left = tuple(other for other in whole.parts if not same(part.one, other, whole.base))
    return container(whole.base, whole.cardinality, left)


def _contains(machine: Machine, element: Element) -> Value | None:
    whole, part = _operands(machine, element, 2)
    if part is None or whole is None:
        return None
    if whole.cardinality == "ordered":
        length = len(part.parts)
        runs = (whole.parts[start : start + length] for start in range(len(whole.parts) - length + 1))
        return boolean(any(run == part.parts for run in runs))
    left = list(whole.parts)
    for wanted in part.parts:
        found = next((other for other in left if same(wanted, other, whole.base)), None)
        if found is None:
            return boolean(False)
        left.remove(found)
    return boolean(True)


def _not(machine: Machine, element: Element) -> Value | None:
    (value,) = _operands(machine, element, 1)
    return None if value is None else boolean(not value.one)


def _and(machine: Machine, element: Element) -> Value | None:
    truths = [None if value is None else bool(value.one) for value in machine.operands(element)]
    if False in truths:
        return boolean(False)
    return None if None in truths else boolean(True)


def _or(machine: Machine, element: Element) -> Value | None:
    truths = [None if value is None else bool(value.one) for value in machine.operands(element)]
    if True in truths:
        return boolean(True)
    return None if None in truths else boolean(False)


def _any_n(machine: Machine, element: Element) -> Value | None:
    truths = [None if value is None else bool(value.one) for value in machine.operands(element)]
    least, most = machine.amount(element.get("min", "0")), machine.amount(element.get("max", "0"))
    sure, possible = truths.count(True), truths.count(True) + truths.count(None)
    if possible < least or sure > most:
        return boolean(False)
    return boolean(True) if sure >= least and possible <= most else None


def _match(machine: Machine, element: Element) -> Value | None:
    one, other = _operands(machine, element, 2)
    if one is None or other is None:
        return None
    if other.cardinality == "single" and len(other.parts) > 1:
        # Several values declared as right for one typed answer: each of them counts.
        return boolean(any(same(one.one, part, other.base) for part in other.parts))
    return boolean(same_values(one, other))


def _string_match(machine: Machine, element: Element) -> Value | None:
    one, other = _texts(machine, element)
    if one is None or other is None:
        return None
    inside = element.get("substring", "false") == "true"
    return boolean(other in one if inside else one == other)


def _substring(machine: Machine, element: Element) -> Value | None:
    part, whole = _texts(machine, element)
    return None if part is None or whole is None else boolean(part in whole)


def _texts(machine: Machine, element: Element) -> tuple[str | None, str | None]:
    values = _operands(machine, element, 2)
    fold = element.get("case-sensitive", "true") == "false"
    texts = [None if value is None else str(value.one) for value in values]
    one, other = (text.casefold() if fold and text is not None else text for text in texts)
    return one, other


def _pattern_match(machine: Machine, element: Element) -> Value | None:
    (value,) = _operands(machine, element, 1)
    pattern = element.get("pattern")
    repeats = len(re.findall(r"[*+{]", pattern))
    if len(pattern) > _LONGEST_PATTERN or repeats > _MOST_REPEATS or _NESTED_REPEAT.search(pattern):
        raise Refusal("pattern", "the pattern of a text is too involved to be tried safely")
    if value is None:
        return None
    try:
        return boolean(re.fullmatch(pattern, str(value.one)) is not None)
    except (re.error, OverflowError) as error:
        raise Refusal(
            "pattern", say("the pattern %(pattern)r cannot be read", pattern=pattern[:40])
        ) from error


def _inside(machine: Machine, element: Element) -> Value | None:
    area = read_area_of(element)
    (value,) = _operands(machine, element, 1)
    if value is None:
        return None
    return boolean(any(area.holds(*point) for point in value.parts))


def _chance(_machine: Machine, _element: Element) -> Value | None:
    raise Refusal("random", "the processing throws dice, so an answer has no fixed points")


def _operands(machine: Machine, element: Element, count: int) -> list[Value | None]:
    values = machine.operands(element)
    if len(values) != count:
        raise Refusal(
            "bad_expression",
            say(
                "%(name)s needs %(count)s operands and has %(count2)s",
                name=element.name,
                count=count,
                count2=len(values),
            ),
        )
    return values


OPERATORS: Mapping[str, Operator] = {
    "base-value": _base_value,
    "variable": _variable,
    "correct": _correct,
    "default": _default,
    "null": _null,
    "map-response": _map_response,
    "map-response-point": _map_response_point,
    "multiple": _multiple,
    "ordered": _ordered,
    "container-size": _container_size,
    "is-null": _is_null,
    "index": _index,
    "member": _member,
    "delete": _delete,
    "contains": _contains,
    "not": _not,
    "and": _and,
    "or": _or,
    "any-n": _any_n,
    "match": _match,
    "string-match": _string_match,
    "substring": _substring,
    "pattern-match": _pattern_match,
    "inside": _inside,
    "random": _chance,
    "random-integer": _chance,
    "random-float": _chance,
    **ARITHMETIC,
}
