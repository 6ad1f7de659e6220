"""A question as Moodle knows it, whether it came as XML or as GIFT: the middle between them and our items."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in HTML (typed answers in plain text) with its share of the grade in per cent."""

    text: str
    fraction: Decimal
    tolerance: Decimal = Decimal(0)
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Drag:
    """What is dragged or chosen: its words in HTML, its group, whether it may be used again."""

    text: str
    group: int = 1
    infinite: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the background picture, and the number (from 1) of the drag that belongs on it."""

    shape: str
    coords: tuple[int, ...]
    drag: int


@dataclass(frozen=True, slots=True)
class Background:
    """The picture on which something is put."""

    name: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class MoodleQuestion:
    """One question; `kind` is Moodle's name of its type, texts are HTML, `pairs` are source and target.

    `category` is the path below the course, `id_number` and `tags` are the question's own; `notes` are kind
    and text of what was changed while it was read.
    """

    kind: str
    text: str
    name: str = ""
    answers: tuple[Answer, ...] = ()
    single: bool = True
    pairs: tuple[tuple[str, str], ...] = ()
    drags: tuple[Drag, ...] = ()
    zones: tuple[Zone, ...] = ()
    background: Background | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    rationale: str = ""
    unit: str = ""
    grade: str = "1"
    case_sensitive: bool = False
    partial: bool = True
    by_neighbours: bool = False
    category: tuple[str, ...] = ()
    id_number: str = ""
    tags: tuple[str, ...] = ()
    notes: list[tuple[str, str]] = field(default_factory=list)
    line: int | None = None
