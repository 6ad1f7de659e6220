"""Values of QTI's response processing: typed, single or in containers; NULL is None.

Numbers are exact decimals, so that tenths add up as an author expects; an empty container is NULL, as the
specification says.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from question_bank.formats.refusal import Refusal
from question_bank.sentences import say

NUMBERS = ("integer", "float", "duration")
_LARGEST_EXPONENT = 40
# Rules that put a container into itself double it with each step.
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is not NULL: its base type, its cardinality (single, multiple, ordered), its parts."""

    base: str
    cardinality: str
    parts: tuple[Any, ...]

    @property
    def one(self) -> Any:
        """The part of a single value."""
        if len(self.parts) != 1:
            raise Refusal("not_representable", "a single value is expected where several stand")
        return self.parts[0]


def single(base: str, part: Any) -> Value:
    """Make a single value."""
    return Value(base, "single", (part,))


def boolean(answer: object) -> Value:
    """Make a truth value."""
    return single("boolean", bool(answer))


def number(amount: Decimal, base: str = "float") -> Value:
    """Make a number of a base type."""
    return single(base, amount)


def container(base: str, cardinality: str, parts: tuple[Any, ...]) -> Value | None:
    """Make a value of any cardinality; NULL where it holds nothing. Refusal where it holds too much."""
    if len(parts) > _MOST_PARTS:
        raise Refusal("too_long", "a container of the processing grows beyond all measure")
    return Value(base, cardinality, parts) if parts else None


def read_part(base: str, text: str) -> Any:
    """Read one part of a base type from its text, or raise Refusal."""
    text = text.strip() if base != "string" else text
    try:
        return _READERS.get(base, str)(text)
    except (ValueError, InvalidOperation) as error:
        raise Refusal(
            "bad_value", say("%(text)r is no value of the type %(base)s", text=text[:40], base=base)
        ) from error


def same(one: Any, other: Any, base: str) -> bool:
    """Tell whether two parts of a base type are equal; a pair has no direction."""
    if base == "pair":
        return sorted(one) == sorted(other)
    return bool(one == other)


def same_values(one: Value, other: Value) -> bool:
    """Tell whether two values are equal: in any order for `multiple`, in the same for the others."""
    if len(one.parts) != len(other.parts):
        return False
    if "ordered" in {one.cardinality, other.cardinality} or one.cardinality == "single":
        return all(same(a, b, one.base) for a, b in zip(one.parts, other.parts, strict=True))
    left = list(other.parts)
    for part in one.parts:
        found = next((rest for rest in left if same(part, rest, one.base)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _read_number(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(text)
    return amount


def _read_integer(text: str) -> Decimal:
    return Decimal(int(text)) if len(text) <= _LARGEST_EXPONENT else _read_number("NaN")


def _read_boolean(text: str) -> bool:
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


def _read_pair(text: str) -> tuple[str, str]:
    first, second = text.split()
    return first, second


def _read_point(text: str) -> tuple[int, int]:
    x, y = text.replace(",", " ").split()
    return round(_read_number(x)), round(_read_number(y))


_READERS: dict[str, Any] = {
    "integer": _read_integer,
    "float": _read_number,
    "duration": _read_number,
    "boolean": _read_boolean,
    "pair": _read_pair,
    "directedPair": _read_pair,
    "point": _read_point,
}
