"""The table of specifications: how many items of each topic stand in a form."""

from collections.abc import Mapping
from dataclasses import dataclass
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
class Blueprint:
    """Topic → number of items; equal tables are equal whatever the order they were written in."""

    cells: Mapping[str, int]

    def __post_init__(self) -> None:
        if not self.cells:
            raise BlueprintError("a blueprint needs at least one cell")
        for topic, count in self.cells.items():
            if type(count) is not int or count < 1:
                raise BlueprintError(f"{topic}: a positive whole number is expected, not {count!r}")

    @property
    def total(self) -> int:
        """The number of items of a form."""
        return sum(self.cells.values())

    def topics(self) -> tuple[str, ...]:
        """Return the topics in the order of a form's sections."""
        known = [topic for topic in TOPICS if topic in self.cells]
        return (*known, *sorted(self.cells.keys() - set(known)))


DEFAULT_BLUEPRINT = Blueprint(
    {"law": 10, "edoc": 6, "devices": 10, "office": 12, "internet": 6, "networks": 3, "security": 3}
)


def blueprint_from_json(data: Any) -> Blueprint:
    """Read an object of topics and counts."""
    if not isinstance(data, Mapping):
        raise BlueprintError("an object of topics and counts is expected")
    return Blueprint(dict(data))


def blueprint_to_json(blueprint: Blueprint) -> dict[str, int]:
    """Write the table as an object of topics and counts."""
    return {topic: blueprint.cells[topic] for topic in blueprint.topics()}
