"""The kinds of policy values: what a value may be, and how it is read from what a person typed.

`check` takes a JSON value and returns it in its canonical form; `read` takes the fields of a web form, by
name. Both raise PolicyValueWrong, which says what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from examapp.core.i18n import N_
from examapp.programmes.errors import PolicyValueWrong

Answers = Mapping[str, Any]


class ValueKind(Protocol):
    """What every kind of value can do."""

    def check(self, value: Any) -> Any:
        """Return the value in canonical form, or raise PolicyValueWrong."""
        ...

    def read(self, answers: Answers) -> Any:
        """Return the value that the fields of a web form say, or raise PolicyValueWrong."""
        ...


def read_whole(text: object, member: str = "value") -> int:
    """Return a typed whole number; spaces inside are a way of writing thousands."""
    digits = "".join(str(text or "").split())
    if not (digits.isascii() and digits.isdecimal()):
        raise PolicyValueWrong(N_("Type a whole number in digits."), member=member)
    return int(digits)


def _within(value: object, low: int, high: int, member: str = "value") -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PolicyValueWrong(N_("Type a whole number in digits."), member=member)
    if not low <= value <= high:
        raise PolicyValueWrong(
            N_("Type a number from %(low)s to %(high)s."), member=member, low=low, high=high
        )
    return value


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds; `unit` is a msgid such as “min”."""

    low: int
    high: int
    unit: str = ""

    def check(self, value: Any) -> int:
        """Return the number if it is within bounds."""
        return _within(value, self.low, self.high)

    def read(self, answers: Answers) -> int:
        """Read the field `value`."""
        return self.check(read_whole(answers.get("value")))


@dataclass(frozen=True)
class Wholes:
    """A list of different whole numbers, such as the days before the sitting on which notice is given."""

    low: int
    high: int
    unit: str = ""

    def check(self, value: Any) -> list[int]:
        """Return the numbers if there is at least one and none twice."""
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            raise PolicyValueWrong(N_("Type at least one number; separate several by commas."))
        numbers = [_within(item, self.low, self.high) for item in value]
        if len(set(numbers)) != len(numbers):
            raise PolicyValueWrong(N_("A number stands twice. Leave one of them out."))
        return numbers

    def read(self, answers: Answers) -> list[int]:
        """Read the field `value`: numbers separated by commas, semicolons or spaces."""
        words = str(answers.get("value") or "").replace(",", " ").replace(";", " ").split()
        return self.check([read_whole(word) for word in words])


@dataclass(frozen=True)
class OnOff:
    """A statement that holds or does not; with `only`, the one answer that the program can obey."""

    only: bool | None = None

    def check(self, value: Any) -> bool:
        """Return the truth value."""
        if not isinstance(value, bool):
            raise PolicyValueWrong(N_("Choose yes or no."))
        if self.only is not None and value is not self.only:
            raise PolicyValueWrong(N_("Choose one of the options."))
        return value

    def answers(self) -> tuple[bool, ...]:
        """Return what can be answered, yes first."""
        return (True, False) if self.only is None else (self.only,)

    def read(self, answers: Answers) -> bool:
        """Read the field `value`: yes or no."""
        return self.check({"yes": True, "no": False}.get(str(answers.get("value"))))


@dataclass(frozen=True)
class OneOf:
    """One of several named ways; `options` maps the stored word to a msgid."""

    options: Mapping[str, str]

    def check(self, value: Any) -> str:
        """Return the option if it is one."""
        if not isinstance(value, str) or value not in self.options:
            raise PolicyValueWrong(N_("Choose one of the options."))
        return value

    def read(self, answers: Answers) -> str:
        """Read the field `value`."""
        return self.check(answers.get("value"))


@dataclass(frozen=True)
class SomeOf:
    """Some of several named things, at least one, kept in the order of `options`."""

    options: Mapping[str, str]

    def check(self, value: Any) -> list[str]:
        """Return the chosen options in their order."""
        if not isinstance(value, Sequence) or isinstance(value, str) or not set(value) <= set(self.options):
            raise PolicyValueWrong(N_("Choose from the options."))
        if not value:
            raise PolicyValueWrong(N_("Choose at least one."))
        return [option for option in self.options if option in value]

    def read(self, answers: Answers) -> list[str]:
        """Read the field `value`, a list."""
        return self.check(answers.get("value") or [])


@dataclass(frozen=True)
class Member:
    """One named number of a record; the label is a msgid or a {language: text} record, the unit a msgid."""

    label: str | Mapping[str, str]
    low: int
    high: int
    unit: str = ""


@dataclass(frozen=True)
class Numbers:
    """A record of named whole numbers; with `summed`, their sum is shown and counts."""

    members: Mapping[str, Member]
    summed: bool = False

    def check(self, value: Any) -> dict[str, int]:
        """Return the record if it has every member within its bounds and no other."""
        if not isinstance(value, Mapping) or set(value) != set(self.members):
            raise PolicyValueWrong(N_("Fill in every number."))
        return {
            name: _within(value[name], member.low, member.high, name) for name, member in self.members.items()
        }

    def read(self, answers: Answers) -> dict[str, int]:
        """Read one field per member."""
        return self.check({name: read_whole(answers.get(name), name) for name in self.members})
