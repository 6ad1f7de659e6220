"""What a result sheet says: facts, points by topic, the sum of outcomes, incidents, decision, members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from examapp.documents.drawing import Drawing
from examapp.documents.fonts import PAPER_FILES
from examapp.documents.ornament import tile_mark
from examapp.documents.qr import qr_drawing
from examapp.documents.text_fit import font_metrics

_HEAD_POINTS = 7.0
_TOPIC_MM = (9.0, 16.0)
_ALL_TOPICS_MM = 78.5


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the head: a label and its value, both in the document's language."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A column: the topic's short title and the most points that it gives."""

    title: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate; `points` follow the topics, None (or no total) where nothing counts.

    `position` is the candidate's post, empty where it is not known.
    `mark` is what the form asks for to pass, in words; empty where the sitting has one pass mark.
    """

    name: str
    points: tuple[Decimal | None, ...]
    total: Decimal | None
    percent: Decimal | None
    outcome: str
    passed: bool
    mark: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The code that one candidate was shown at the end, beside the number of the candidate's row."""

    row: int
    code: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many had one outcome; the label is already in the plural that the number needs."""

    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, to whom, and how many minutes were given for it."""

    time: str
    who: str
    what: str
    minutes_given: int
    consequence: str = ""


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What the commission decided on an item, why, and whom it touched."""

    item: str
    decision: str
    reason: str
    effect: str


@dataclass(frozen=True, slots=True)
class Change:
    """What this revision changed in one candidate's line, and why."""

    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the commission: who has signed in the system, and how, or signs by hand on the line."""

    name: str
    office: str
    present: bool
    signed_at: datetime | None = None
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheetDocument:
    """One revision of a sitting's result sheet.

    `replaces` says in words which revision this one follows, `reason` why; `changes` is what differs.
    `digest` is the hexadecimal SHA-256 of the recorded sheet, `verify_url` goes into the QR code; each is
    left out when empty.
    """

    created_at: datetime
    rehearsal: bool
    number: str
    revision: int
    replaces: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...]
    topics: tuple[Topic, ...]
    maximum: Decimal
    rows: tuple[CandidateRow, ...]
    candidates: Total
    totals: tuple[Total, ...]
    incidents: tuple[Incident, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    item_decisions: tuple[ItemDecision, ...] = ()
    commission: str = ""
    decision: str = ""
    members: tuple[Member, ...] = ()
    digest: str = ""
    verify_url: str = ""

    def __post_init__(self) -> None:
        if sum(total.count for total in self.totals) != self.candidates.count:
            raise ValueError("the outcomes of a result sheet do not add up to its candidates")
        if any(len(row.points) != len(self.topics) for row in self.rows):
            raise ValueError("a row of a result sheet has not one figure per topic")

    def drawings(self) -> Mapping[str, Drawing]:
        """Return the mark and the QR code."""
        drawings = {"mark": tile_mark()}
        if self.verify_url:
            drawings["qr"] = qr_drawing(self.verify_url)
        return drawings

    def layout(self, fonts: Path) -> Mapping[str, object]:
        """Return the topic columns' widths in mm: as their longest word asks, within what the page has."""
        sans = font_metrics(fonts / PAPER_FILES["sans", 400])
        least, most = _TOPIC_MM
        wanted = [
            max(sans.width_mm(word, _HEAD_POINTS) for word in topic.title.split() or [""]) + 0.9
            for topic in self.topics
        ]
        widths = [min(max(width, least), most) for width in wanted]
        scale = min(1.0, _ALL_TOPICS_MM / sum(widths)) if widths else 1.0
        return {"topic_widths": [round(width * scale, 2) for width in widths]}
