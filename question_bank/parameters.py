"""A programme's minimum-level parameters (annex 4), and the blueprint that follows from them.

What is examined is data: each parameter says in words what somebody must know or do, in which topic it lies
and how many items of a form measure it. Another programme is another file.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.blueprint import Blueprint
from question_bank.fields import FieldError, Fields
from question_bank.items import WRITTEN_LANGUAGES


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a programme demands, measured by `items` items of each form."""

    id: str
    topic: str
    items: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeDefinition:
    """A programme as data: its names, its level, what it demands."""

    code: str
    titles: Mapping[str, str]
    levels: Mapping[str, str]
    parameters: tuple[Parameter, ...]

    @property
    def blueprint(self) -> Blueprint:
        """The table of specifications: items per topic, summed over the parameters."""
        counts: Counter[str] = Counter()
        for parameter in self.parameters:
            counts[parameter.topic] += parameter.items
        return Blueprint(dict(counts))


def programme_from_json(data: Any) -> ProgrammeDefinition:
    """Read a definition, or raise FieldError naming the member at fault."""
    fields = Fields(data, "programme")
    definition = ProgrammeDefinition(
        code=fields.text("code"),
        titles=_read_words(fields, "titles"),
        levels=_read_words(fields, "levels"),
        parameters=tuple(_read_parameter(each) for each in fields.objects("parameters")),
    )
    fields.done()
    ids = [parameter.id for parameter in definition.parameters]
    if not ids or len(set(ids)) != len(ids):
        raise FieldError(fields.at("parameters"), "each parameter needs an id of its own")
    return definition


def _read_parameter(fields: Fields) -> Parameter:
    parameter = Parameter(
        fields.text("id"),
        fields.text("topic"),
        fields.integer("items", at_least=1),
        _read_words(fields, "texts"),
    )
    fields.done()
    return parameter


def _read_words(fields: Fields, name: str) -> dict[str, str]:
    words = fields.text_map(name)
    if set(words) != set(WRITTEN_LANGUAGES) or not all(words.values()):
        raise FieldError(fields.at(name), f"exactly {', '.join(WRITTEN_LANGUAGES)} are expected")
    return words
