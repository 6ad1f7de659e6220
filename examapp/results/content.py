"""What a result sheet says, as values; its canonical JSON is what is stored, digested and confirmed.

Points are exact decimals. No answer and no key ever stands here, no birth date and no PINFL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from examapp.results.outcomes import Outcome, Points, is_weak, share_percent

# What `reason` says of an absence that was excused by the time the sheet was drawn up.
EXCUSED: Final = "excused"
# What it says where the commission's own decision stands instead of the marks or the proctor's reason.
DECIDED: Final = "decided"


@dataclass(frozen=True, slots=True)
class TopicColumn:
    """A topic and the most points that a form of this sitting gives for it."""

    topic: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate's line; without points where nothing was marked or nothing counts.

    `reason` is the proctor's typed reason where that decided, and not the points; EXCUSED in sheets of the
    first format; DECIDED where the commission annulled the result or an appeal changed it. `reason_text` adds
    to the proctor's. `position` is the line's number, `position_held` the candidate's post by language, as it
    was when the sheet was first drawn up; empty in sheets from before it was kept.
    `pass_mark` is the fewest points that pass on this form, where each form has its own.
    """

    position: int
    seat: int
    candidate_code: str
    name_latn: str
    name_cyrl: str
    organisation: Mapping[str, str]
    attempt: str | None
    outcome: Outcome
    reason: str | None = None
    reason_text: str = ""
    reason_at: datetime | None = None
    scored: Points | None = None
    topics: Mapping[str, Points] = field(default_factory=dict)
    form: str | None = None
    sealed: str | None = None
    receipt: str | None = None
    key_version: str | None = None
    rule_version: str | None = None
    pass_mark: Decimal | None = None
    position_held: Mapping[str, str] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded down."""
        return share_percent(self.scored.points, self.scored.maximum) if self.scored else None

    @property
    def weak_topics(self) -> frozenset[str]:
        """The topics with less than half of their points."""
        return frozenset(
            topic for topic, points in self.topics.items() if is_weak(points.points, points.maximum)
        )


@dataclass(frozen=True, slots=True)
class TimeChange:
    """Time given or stopped for one candidate or several at once; `milliseconds` is for each of them."""

    kind: str
    since: datetime
    until: datetime
    positions: tuple[int, ...]
    milliseconds: int
    cause: str
    author: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """What went wrong, as the proctor typed it; `position` is empty where it was the whole room."""

    at: datetime
    position: int | None
    kind: str
    text: str
    consequence: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ItemDecisionLine:
    """What the commission decided on an item (policy `item.decisions`), and why.

    `decision` is one of keep, rekey, accept_several, neutralise, full_credit. `effect` is empty: whom it
    touched stands among the sheet's changes, candidate by candidate.
    """

    item: str
    decision: str
    reason: str
    effect: str


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """What a revision changes in a candidate's line: `what` is outcome, points, reason or a name.

    It is told against the revision that is valid when it is drawn up, or, where none is, the one before.
    """

    position: int
    what: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True, slots=True)
class CandidateChange:
    """What a revision is to change in one candidate's line; what is None stays as it was.

    Points and topics fall away by themselves where the new outcome has none. `why` is printed. The changes of
    a cause that is the commission's own (annulled, appeal, name mended) outlive every later revision.

    `added` are the points that an appeal gave or took, by topic: a difference, so that it adds to whatever
    the score comes to under later decisions on items. `credited` names the item that counts as right for this
    candidate; its difference is then taken anew from each score. `scored` and `topics` are the plain figures
    of revisions before there were differences. `names` are a mended name, Latin and Cyrillic.
    """

    candidate_code: str
    why: str
    outcome: Outcome | None = None
    scored: Points | None = None
    topics: Mapping[str, Points] | None = None
    pass_mark: Decimal | None = None
    key_version: str | None = None
    added: Mapping[str, Decimal] | None = None
    credited: str | None = None
    names: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CutScoreSource:
    """The sealed record that the forms' own pass marks come from."""

    record: str
    method: str
    held_on: date


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One revision of a result sheet; it passes by `pass_percent`, or by the marks that `cut_score` gives.

    From the second revision on, `cause` and `reason` say why there is another, `previous` is the digest of
    the one before, and `changes` what differs from it. `standing` are the commission's own decisions on
    single candidates, which hold in every later revision. `item_decisions` is empty while no item was decided
    on.
    """

    number: str
    revision: int
    rehearsal: bool
    sitting: str
    programme: str
    programme_titles: Mapping[str, str]
    region_code: str
    centre_names: Mapping[str, str]
    room: str
    held_from: datetime
    held_until: datetime
    closed_at: datetime
    drawn_up_at: datetime
    proctors: tuple[str, ...]
    question_list: str
    list_digest: str
    pass_percent: int | None
    topics: tuple[TopicColumn, ...]
    lines: tuple[CandidateLine, ...]
    time_changes: tuple[TimeChange, ...] = ()
    incidents: tuple[IncidentLine, ...] = ()
    cut_score: CutScoreSource | None = None
    # The newest checkpoint of the audit log when it was drawn up: its number and its root.
    audit_checkpoint: str | None = None
    cause: str | None = None
    reason: str = ""
    previous: str | None = None
    changes: tuple[RevisedFigure, ...] = ()
    standing: tuple[CandidateChange, ...] = ()
    item_decisions: tuple[ItemDecisionLine, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many candidates came to an outcome."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def pass_marks(self) -> tuple[Decimal, ...]:
        """The forms' own marks, each once, the lowest first; empty where a percentage passes."""
        return tuple(sorted({line.pass_mark for line in self.lines if line.pass_mark is not None}))

    @property
    def weak_results(self) -> int:
        """How many topic results lie below half."""
        return sum(len(line.weak_topics) for line in self.lines)

    @property
    def maximum(self) -> Decimal:
        """The most points that a form of this sitting gives."""
        return sum((column.maximum for column in self.topics), Decimal(0))
