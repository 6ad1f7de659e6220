"""Strict reading of JSON objects: every member has its type, and none is left over.

A misspelt member that is silently ignored would change what an item means; so each reader says which members
it takes, and `done` refuses the rest. Decimals are strings in the model, so a float never passes.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from question_bank.decimals import read_plain_decimal
from question_bank.sentences import say


class FieldError(ValueError):
    """A member is missing, unknown or of another type; `path` says which one."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(say("%(path)s: %(problem)s", path=path, problem=problem))
        self.path = path
        self.problem = problem


class Fields:
    """One JSON object being read; knows its path and which members were taken."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, Mapping):
            raise FieldError(path, "an object is expected")
        self.path = path
        self._data: Mapping[str, Any] = data
        self._taken: set[str] = set()

    def has(self, name: str) -> bool:
        """Tell whether the member is there, without taking it."""
        return name in self._data

    def at(self, name: str) -> str:
        """Return the path of a member, for messages."""
        return f"{self.path}.{name}"

    def raw(self, name: str) -> Any:
        """Take a member as it is."""
        if name not in self._data:
            raise FieldError(self.at(name), "is missing")
        self._taken.add(name)
        return self._data[name]

    def text(self, name: str) -> str:
        """Take a string."""
        return _text(self.raw(name), self.at(name))

    def optional_text(self, name: str) -> str | None:
        """Take a string that may be absent."""
        return self.text(name) if self.has(name) else None

    def integer(self, name: str, *, at_least: int) -> int:
        """Take a whole number not below a bound (true and false are not numbers)."""
        value = self.raw(name)
        if type(value) is not int or value < at_least:
            raise FieldError(
                self.at(name), say("a whole number of at least %(at_least)s is expected", at_least=at_least)
            )
        return value

    def flag(self, name: str) -> bool:
        """Take a truth value that may be absent, which means no."""
        value = self.raw(name) if self.has(name) else False
        if not isinstance(value, bool):
            raise FieldError(self.at(name), "true or false is expected")
        return value

    def decimal(self, name: str) -> Decimal:
        """Take a decimal, written as a string such as "0.5"."""
        text = self.text(name)
        value = read_plain_decimal(text)
        if value is None:
            raise FieldError(self.at(name), "a plain decimal in a string is expected")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of strings."""
        values = self._list(name)
        if all(type(value) is str for value in values):  # no path is written where nothing is wrong
            return tuple(values)
        return tuple(_text(value, path) for path, value in self._elements(name))

    def integers(self, name: str) -> tuple[int, ...]:
        """Take a list of whole numbers, none negative."""
        values = self._list(name)
        if any(type(value) is not int or value < 0 for value in values):
            raise FieldError(self.at(name), "a list of whole numbers is expected")
        return tuple(values)

    def text_map(self, name: str) -> dict[str, str]:
        """Take an object whose members are strings."""
        value = self.raw(name)
        if type(value) is dict and all(type(member) is str for member in value.values()):
            return dict(value)
        inner = self.object(name)
        return {key: inner.text(key) for key in inner.names()}

    def object(self, name: str) -> "Fields":
        """Take an object; read its members in turn."""
        return Fields(self.raw(name), self.at(name))

    def objects(self, name: str) -> tuple["Fields", ...]:
        """Take a list of objects."""
        return tuple(Fields(value, path) for path, value in self._elements(name))

    def names(self) -> tuple[str, ...]:
        """Return the names of all members, in their order."""
        return tuple(self._data)

    def done(self) -> None:
        """Refuse members that nobody took."""
        left = [name for name in self._data if name not in self._taken]
        if left:
            raise FieldError(self.at(left[0]), "is not a member known here")

    def _list(self, name: str) -> list[Any]:
        value = self.raw(name)
        if not isinstance(value, list):
            raise FieldError(self.at(name), "a list is expected")
        return value

    def _elements(self, name: str) -> Iterator[tuple[str, Any]]:
        return ((f"{self.at(name)}[{index}]", value) for index, value in enumerate(self._list(name)))


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise FieldError(path, "a string is expected")
    return value
