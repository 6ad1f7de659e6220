"""The table of specifications: how many items of each topic stand in a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Sections of a form stand in this order; topics of other programmes follow by name.
TOPICS = ("law", "edoc", "devices", "office", "internet", "networks", "security")

TOPIC_TITLES: Mapping[str, Mapping[str, str]] = {
    "law": {
        "uz-Latn": "AKT sohasidagi qonun hujjatlari",
        "ru": "Законодательство в сфере ИКТ",
        "en": "Legal acts on ICT",
    },
    "edoc": {
        "uz-Latn": "Elektron hujjat va elektron imzo",
        "ru": "Электронный документ и электронная подпись",
        "en": "Electronic documents and signatures",
    },
    "devices": {
        "uz-Latn": "Kompyuter, qurilmalar, operatsion tizim va fayllar",
        "ru": "Компьютер, устройства, операционная система и файлы",
        "en": "Computer, devices, operating system and files",
    },
    "office": {
        "uz-Latn": "Ofis dasturlari",
        "ru": "Офисные программы",
        "en": "Office applications",
    },
    "internet": {
        "uz-Latn": "Internet va elektron pochta",
        "ru": "Интернет и электронная почта",
        "en": "Internet and e-mail",
    },
    "networks": {
        "uz-Latn": "Kompyuter tarmoqlari",
        "ru": "Компьютерные сети",
        "en": "Computer networks",
    },
    "security": {
        "uz-Latn": "Axborot xavfsizligi",
        "ru": "Информационная безопасность",
        "en": "Information security",
    },
}


class BlueprintError(ValueError):
    """The table cannot be one: no cells, or a count that is no positive whole number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """So many items of one topic and, unless it is empty, of one cognitive level."""

    topic: str
    level: str
    count: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Topic → number of items; equal tables are equal whatever the order they were written in.

    `levels` divides topics further: topic → cognitive level → number, which add up to the topic's. Topics
    that it does not name may have items of any level.
    """

    cells: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.cells:
            raise BlueprintError("a blueprint needs at least one cell")
        for topic, count in self.cells.items():
            _require_count(topic, count)
        for topic, levels in self.levels.items():
            for level, count in levels.items():
                _require_count(f"{topic}, {level}", count)
            if sum(levels.values()) != self.cells.get(topic):
                raise BlueprintError(f"{topic}: the levels do not add up to the topic's number")

    @property
    def total(self) -> int:
        """The number of items of a form."""
        return sum(self.cells.values())

    def topics(self) -> tuple[str, ...]:
        """Return the topics in the order of a form's sections."""
        known = [topic for topic in TOPICS if topic in self.cells]
        return (*known, *sorted(self.cells.keys() - set(known)))

    def finest_cells(self) -> tuple[Cell, ...]:
        """Return the cells that a form fills: topics, or the levels of those that are divided."""
        return tuple(
            Cell(topic, level, count)
            for topic in self.topics()
            for level, count in sorted(self.levels.get(topic, {"": self.cells[topic]}).items())
        )


def _require_count(name: str, count: object) -> None:
    if type(count) is not int or count < 1:
        raise BlueprintError(f"{name}: a positive whole number is expected, not {count!r}")


DEFAULT_BLUEPRINT = Blueprint(
    {"law": 10, "edoc": 6, "devices": 10, "office": 12, "internet": 6, "networks": 3, "security": 3}
)


def blueprint_from_json(data: Any) -> Blueprint:
    """Read an object of topics and counts; a topic's count may be an object of levels and counts."""
    if not isinstance(data, Mapping):
        raise BlueprintError("an object of topics and counts is expected")
    levels = {topic: dict(count) for topic, count in data.items() if isinstance(count, Mapping)}
    for topic, counts in levels.items():
        for level, count in counts.items():
            _require_count(f"{topic}, {level}", count)
    cells = {topic: sum(levels[topic].values()) if topic in levels else data[topic] for topic in data}
    return Blueprint(cells, levels)


def blueprint_to_json(blueprint: Blueprint) -> dict[str, Any]:
    """Write the table as an object of topics and counts, a divided topic as one of levels and counts."""
    return {
        topic: dict(sorted(blueprint.levels[topic].items()))
        if topic in blueprint.levels
        else blueprint.cells[topic]
        for topic in blueprint.topics()
    }
