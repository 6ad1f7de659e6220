"""Operators on numbers: exact for sums and products, of 28 digits for the rest."""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal, DecimalException
from functools import reduce

from question_bank.formats.qti.machine import Machine, Operator
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import Value, boolean, number
from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

_WHOLE = Decimal(1)
_LARGEST_POWER = 64
_MOST_DIGITS = 20
_CONSTANTS = {"pi": math.pi, "e": math.e}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "log": math.log10,
    "ln": math.log,
    "exp": math.exp,
    "abs": abs,
    "signum": lambda x: math.copysign(1, x) if x else 0,
    "floor": math.floor,
    "ceil": math.ceil,
    "toDegrees": math.degrees,
    "toRadians": math.radians,
}


def _numbers(machine: Machine, element: Element, count: int | None = None) -> list[Decimal] | None:
    """Return all numbers of the operands, containers opened; None where one is NULL or there is none."""
    values = machine.operands(element)
    if count is not None and len(values) != count:
        raise Refusal(
            "bad_expression",
            say(
                "%(name)s needs %(count)s operands and has %(count2)s",
                name=element.name,
                count=count,
                count2=len(values),
            ),
        )
    parts = [part for value in values if value is not None for part in value.parts]
    if None in values or not parts:
        return None
    if not all(isinstance(part, Decimal) for part in parts) or (count is not None and len(parts) != count):
        raise Refusal("bad_expression", say("%(name)s needs numbers", name=element.name))
    return parts


def _over_all(work: Callable[[list[Decimal]], Decimal | None]) -> Operator:
    """Make an operator over any number of numbers."""

    def operate(machine: Machine, element: Element) -> Value | None:
        return _result(element, _numbers(machine, element), work)

    return operate


def _over(count: int, work: Callable[..., Decimal | None]) -> Operator:
    """Make an operator over a fixed number of numbers."""

    def operate(machine: Machine, element: Element) -> Value | None:
        return _result(element, _numbers(machine, element, count), lambda parts: work(*parts))

    return operate


def _result(
    element: Element, parts: list[Decimal] | None, work: Callable[[list[Decimal]], Decimal | None]
) -> Value | None:
    if parts is None:
        return None
    try:
        result = work(parts)
    except (DecimalException, OverflowError, ValueError) as error:
        raise Refusal(
            "bad_expression", say("%(name)s leaves the range of numbers", name=element.name)
        ) from error
    return None if result is None else number(result)


def _compare(holds: Callable[[Decimal, Decimal], bool]) -> Operator:
    def operate(machine: Machine, element: Element) -> Value | None:
        parts = _numbers(machine, element, 2)
        return None if parts is None else boolean(holds(*parts))

    return operate


def _divide(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other if other else None


def _power(one: Decimal, other: Decimal) -> Decimal | None:
    if abs(other) > _LARGEST_POWER or abs(one.adjusted()) > _MOST_DIGITS or (one < 0 and other % 1):
        raise ValueError("out of range")
    return one**other if one or other > 0 else None


def _integer_divide(one: Decimal, other: Decimal) -> Decimal | None:
    return (one / other).to_integral_value(ROUND_FLOOR) if other else None


def _modulus(one: Decimal, other: Decimal) -> Decimal | None:
    return one - other * (one / other).to_integral_value(ROUND_FLOOR) if other else None


def _product(parts: list[Decimal]) -> Decimal:
    return reduce(lambda one, other: one * other, parts)


def _round(part: Decimal) -> Decimal:
    # Halves go up, also below nought, as the specification shows by -6.5.
    return (part + Decimal("0.5")).to_integral_value(ROUND_FLOOR)


def _divisor(parts: list[Decimal]) -> Decimal:
    return Decimal(math.gcd(*map(int, parts)))


def _multiple(parts: list[Decimal]) -> Decimal:
    return Decimal(math.lcm(*map(int, parts)))


def _equal(machine: Machine, element: Element) -> Value | None:
    parts = _numbers(machine, element, 2)
    if parts is None:
        return None
    given, wanted = parts
    if not _asks_response(machine, element.children()[0]):
        # The specification spans the range around what stands first. Where that is the answer itself, authors
        # mean the range around the key, which stands second.
        given, wanted = wanted, given
    mode = element.get("tolerance-mode", "exact")
    if mode == "exact":
        return boolean(given == wanted)
    tolerances = [machine.amount(text) for text in element.get("tolerance").split()] or [Decimal(0)]
    below, above = tolerances[0], tolerances[-1]
    if mode == "relative":
        below, above = (abs(wanted) * part / 100 for part in (below, above))
    return boolean(_is_between(element, given, wanted - below, wanted + above))


def _asks_response(machine: Machine, operand: Element) -> bool:
    return operand.name == "variable" and operand.get("identifier") in machine.responses


def _is_between(element: Element, given: Decimal, lower: Decimal, upper: Decimal) -> bool:
    from_lower = given >= lower if element.get("include-lower-bound", "true") != "false" else given > lower
    to_upper = given <= upper if element.get("include-upper-bound", "true") != "false" else given < upper
    return from_lower and to_upper


def _equal_rounded(machine: Machine, element: Element) -> Value | None:
    parts = _numbers(machine, element, 2)
    if parts is None:
        return None
    one, other = (_rounded(machine, element, part) for part in parts)
    return boolean(one == other)


def _round_to(machine: Machine, element: Element) -> Value | None:
    parts = _numbers(machine, element, 1)
    return None if parts is None else number(_rounded(machine, element, parts[0]))


def _rounded(machine: Machine, element: Element, part: Decimal) -> Decimal:
    figures = int(machine.amount(element.get("figures", "0")))
    if not 0 <= figures <= _MOST_DIGITS:
        raise Refusal("bad_expression", say("%(figures)s figures cannot be kept", figures=figures))
    if element.get("rounding-mode", "significantFigures") != "decimalPlaces":
        figures -= part.adjusted() + 1 if part else 0
    return part.quantize(_WHOLE.scaleb(-figures), ROUND_HALF_UP)


def _math_operator(machine: Machine, element: Element) -> Value | None:
    function = _FUNCTIONS.get(element.get("name"))
    if function is None:
        raise Refusal(
            "operator_unknown", say("the function %(name)r is not read here", name=element.get("name")[:40])
        )
    count = 2 if element.get("name") == "atan2" else 1

    def work(parts: list[Decimal]) -> Decimal:
        return Decimal(repr(float(function(*map(float, parts)))))

    return _result(element, _numbers(machine, element, count), work)


def _math_constant(_machine: Machine, element: Element) -> Value | None:
    constant = _CONSTANTS.get(element.get("name"))
    if constant is None:
        raise Refusal(
            "operator_unknown", say("the constant %(name)r is not read here", name=element.get("name")[:40])
        )
    return number(Decimal(repr(constant)))


def _stats(machine: Machine, element: Element) -> Value | None:
    parts = _numbers(machine, element)
    name = element.get("name")
    if parts is None:
        return None
    mean = sum(parts, Decimal(0)) / len(parts)
    if name == "mean":
        return number(mean)
    degrees = len(parts) - (0 if name.startswith("pop") else 1)
    if name not in {"popVariance", "popSD", "sampleVariance", "sampleSD"}:
        raise Refusal("operator_unknown", say("the statistic %(name)r is not read here", name=name[:40]))
    if degrees == 0:
        return None
    variance = sum(((part - mean) ** 2 for part in parts), Decimal(0)) / degrees
    return number(variance.sqrt() if name.endswith("SD") else variance)


ARITHMETIC: Mapping[str, Operator] = {
    "sum": _over_all(lambda parts: sum(parts, Decimal(0))),
    "product": _over_all(_product),
    "max": _over_all(max),
    "min": _over_all(min),
    "gcd": _over_all(_divisor),
    "lcm": _over_all(_multiple),
    "subtract": _over(2, lambda one, other: one - other),
    "divide": _over(2, _divide),
    "power": _over(2, _power),
    "integer-divide": _over(2, _integer_divide),
    "integer-modulus": _over(2, _modulus),
    "truncate": _over(1, lambda part: part.to_integral_value(ROUND_DOWN)),
    "round": _over(1, _round),
    "integer-to-float": _over(1, lambda part: part),
    "round-to": _round_to,
    "lt": _compare(lambda one, other: one < other),
    "gt": _compare(lambda one, other: one > other),
    "lte": _compare(lambda one, other: one <= other),
    "gte": _compare(lambda one, other: one >= other),
    "duration-lt": _compare(lambda one, other: one < other),
    "duration-gte": _compare(lambda one, other: one >= other),
    "equal": _equal,
    "equal-rounded": _equal_rounded,
    "math-operator": _math_operator,
    "math-constant": _math_constant,
    "stats-operator": _stats,
}
