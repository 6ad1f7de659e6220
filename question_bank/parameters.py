"""A programme's minimum-level parameters (annex 4) with their blueprint, and its curriculum (annex 3).

What is examined is data: each parameter says in words what somebody must know or do, in which topic it lies
and how many items of a form measure it. What is taught is data, too: lessons of the same topics, with hours
and what somebody can do afterwards. Another programme is another file.
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
class Lesson:
    """One theme of the curriculum: `hours` academic hours in all, `practice` of them at the computer."""

    id: str
    topic: str
    hours: int
    practice: int
    texts: Mapping[str, str]
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeDefinition:
    """A programme as data: its names, its level, what it demands and, where it ships, what is taught."""

    code: str
    titles: Mapping[str, str]
    levels: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    curriculum: tuple[Lesson, ...] = ()

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
        curriculum=tuple(_read_lesson(each) for each in fields.objects("curriculum"))
        if fields.has("curriculum")
        else (),
    )
    fields.done()
    _refuse_twins(fields, "parameters", [one.id for one in definition.parameters])
    _refuse_twins(fields, "curriculum", [one.id for one in definition.curriculum])
    if not definition.parameters:
        raise FieldError(fields.at("parameters"), "at least one is needed")
    return definition


def _refuse_twins(fields: Fields, name: str, ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise FieldError(fields.at(name), "each of them needs an id of its own")


def _read_parameter(fields: Fields) -> Parameter:
    parameter = Parameter(
        fields.text("id"),
        fields.text("topic"),
        fields.integer("items", at_least=1),
        _read_words(fields, "texts"),
    )
    fields.done()
    return parameter


def _read_lesson(fields: Fields) -> Lesson:
    lesson = Lesson(
        fields.text("id"),
        fields.text("topic"),
        fields.integer("hours", at_least=1),
        fields.integer("practice", at_least=0),
        _read_words(fields, "texts"),
        _read_words(fields, "outcomes"),
    )
    if lesson.practice > lesson.hours:
        raise FieldError(fields.at("practice"), "no more than the hours in all")
    fields.done()
    return lesson


def _read_words(fields: Fields, name: str) -> dict[str, str]:
    words = fields.text_map(name)
    if set(words) != set(WRITTEN_LANGUAGES) or not all(words.values()):
        raise FieldError(fields.at(name), f"exactly {', '.join(WRITTEN_LANGUAGES)} are expected")
    return words
