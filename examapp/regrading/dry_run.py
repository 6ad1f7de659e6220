"""What a decision would do, person by person, computed beside the live marks; nothing is written.

Each sheet's next revision is drawn up exactly as it would be when the decision comes into force, and
compared with the newest one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from examapp.certificates.carrying_out import find_changes
from examapp.certificates.consequences import Change, Consequence, judge
from examapp.core.permissions import Actor, same_region
from examapp.delivery.papers import PaperDesk
from examapp.grading.marking import as_score, item_rows
from examapp.grading.models import ItemMatter, ItemScoreRow, Score
from examapp.grading.regrading import regrade
from examapp.programmes.policy import policy_from_snapshot
from examapp.regrading.errors import NothingProposed
from examapp.regrading.later import find_proposal
from examapp.regrading.queries import list_reached
from examapp.results.content import CandidateLine, SheetContent
from examapp.results.models import ResultSheet
from examapp.results.outcomes import Outcome
from examapp.results.passing_rule import read_rule
from examapp.results.plain_figures import as_differences
from examapp.results.queries import read_content
from examapp.results.revising import draw_again
from examapp.results.sheet_facts import DecidedItem, gather, list_decided_items, under_decisions
from question_bank.regrading import DecisionKind, key_version


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """One candidate whose points, maximum or result would differ, and what follows for the certificate."""

    before: CandidateLine
    after: CandidateLine
    certificate: str | None
    consequence: Consequence

    @property
    def passes(self) -> bool:
        """Whether a failure would become a pass."""
        return self.after.outcome is Outcome.PASSED and self.before.outcome is not Outcome.PASSED

    @property
    def fails(self) -> bool:
        """Whether a pass would become something else."""
        return self.before.outcome is Outcome.PASSED and self.after.outcome is not Outcome.PASSED

    @property
    def gain(self) -> int:
        """1 where points are gained, -1 where some are lost, 0 otherwise."""
        if self.before.scored is None or self.after.scored is None:
            return 0
        before, after = self.before.scored.points, self.after.scored.points
        return (after > before) - (after < before)


@dataclass(frozen=True, slots=True)
class SittingEffect:
    """One sheet, how many candidates are on it, and those for whom something would differ."""

    sheet: ResultSheet
    content: SheetContent
    candidates: int
    people: tuple[PersonEffect, ...]

    def count(self, what: str) -> int:
        """Count who gains, loses, passes or fails."""
        return {
            "gains": sum(one.gain > 0 for one in self.people),
            "loses": sum(one.gain < 0 for one in self.people),
            "passes": sum(one.passes for one in self.people),
            "fails": sum(one.fails for one in self.people),
        }[what]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a proposal would do to each sitting; `attempts` were marked again to know."""

    attempts: int
    sittings: tuple[SittingEffect, ...]

    def count(self, what: str) -> int:
        """Count who gains, loses, passes or fails at all sittings."""
        return sum(one.count(what) for one in self.sittings)

    @property
    def certificates(self) -> Counter[Consequence]:
        """How many certificates are replaced, revoked, or to be issued."""
        found = Counter(one.consequence for sitting in self.sittings for one in sitting.people)
        return Counter(
            {kind: found[kind] for kind in found if kind not in {Consequence.NONE, Consequence.KEPT}}
        )


def try_out(db: Session, desk: PaperDesk, matter: ItemMatter, *, at: datetime) -> DryRun:
    """Return what the proposal on a matter would do.

    Raises NothingProposed, ListBroken, FormBroken, RecordBroken.
    """
    proposal = find_proposal(db, matter)
    if proposal is None:
        raise NothingProposed
    others = [one for one in list_decided_items(db, matter.list_id) if one.decision.item_id != matter.item_id]
    decided = [*others, DecidedItem(proposal.as_decision(), proposal.reason or "")]
    reached = list_reached(db, matter)
    credited = _list_credited(reached)
    scores: dict[int, dict[int, Score]] = {}
    version = key_version(matter.question_list.digest, [one.decision for one in decided])
    attempts = 0
    for one in regrade(db, desk, matter.question_list, [one.decision for one in decided]):
        attempts += 1
        fresh = as_score(one.attempt_id, version, one.head, one.marked, at)
        if one.attempt_id in credited:
            fresh.items = [ItemScoreRow(**row) for row in item_rows(one.marked)]
        scores.setdefault(one.sitting_id, {})[one.attempt_id] = fresh
    effects = [_effect(db, sheet, decided, scores.get(sheet.sitting_id, {}), at) for sheet in reached]
    return DryRun(attempts, tuple(effects))


def _list_credited(sheets: Sequence[ResultSheet]) -> set[int]:
    """Return the attempts in which an appeal lets an item count as right: their points by item are needed."""
    credited: set[int] = set()
    for sheet in sheets:
        content = read_content(sheet)
        codes = {one.candidate_code for one in content.standing if one.credited is not None}
        attempts = {one.position: one.attempt_id for one in sheet.results}
        found = (attempts[line.position] for line in content.lines if line.candidate_code in codes)
        credited |= {attempt_id for attempt_id in found if attempt_id is not None}
    return credited


def _effect(
    db: Session,
    sheet: ResultSheet,
    decided: Sequence[DecidedItem],
    scores: Mapping[int, Score],
    at: datetime,
) -> SittingEffect:
    before, sitting = read_content(sheet), sheet.sitting
    left_out = {one.decision.item_id for one in decided if one.decision.kind is DecisionKind.NEUTRALISE}
    rule = read_rule(db, sitting, policy_from_snapshot(sitting.policy or {}), left_out)
    facts = under_decisions(gather(db, sitting), decided, scores)
    after = draw_again(facts, as_differences(db, sheet, before), rule, at)
    attempts = {one.position: one.attempt_id for one in sheet.results}
    pairs = [
        (old, new, attempts[old.position])
        for old, new in zip(before.lines, after.lines, strict=True)
        if (old.outcome, old.scored, old.pass_mark) != (new.outcome, new.scored, new.pass_mark)
    ]
    return SittingEffect(sheet, before, len(before.lines), _people(db, pairs))


def _people(
    db: Session, pairs: Sequence[tuple[CandidateLine, CandidateLine, int | None]]
) -> tuple[PersonEffect, ...]:
    known = [(old, new, attempt_id) for old, new, attempt_id in pairs if attempt_id is not None]
    outcomes = {attempt_id: (old.outcome, new.outcome) for old, new, attempt_id in known}
    printed = {attempt_id for old, new, attempt_id in known if prints_otherwise(old, new)}
    changes = {one.attempt_id: one for one in find_changes(db, outcomes, prints_otherwise=printed)}
    return tuple(
        PersonEffect(old, new, changes[attempt_id].number, _follows(changes[attempt_id]))
        for old, new, attempt_id in known
    )


def _follows(change: Change) -> Consequence:
    """Return what the decision does to a certificate; one that is due anyway does not follow from it."""
    consequence = judge(change)
    due_anyway = consequence is Consequence.TO_BE_ISSUED and change.old is change.new
    return Consequence.NONE if due_anyway else consequence


def prints_otherwise(old: CandidateLine, new: CandidateLine) -> bool:
    """Tell whether a certificate would say something else: a form's own mark stands on it, of its maximum."""
    if new.pass_mark is None or old.scored is None or new.scored is None:
        return False
    return (old.pass_mark, old.scored.maximum) != (new.pass_mark, new.scored.maximum)


def within_sight(db: Session, desk: PaperDesk, matter: ItemMatter, actor: Actor, *, at: datetime) -> DryRun:
    """Return what the proposal would do at the sittings that the actor may see; raises NothingProposed."""
    run = try_out(db, desk, matter, at=at)
    seen = tuple(one for one in run.sittings if same_region(actor, one.sheet.region_code))
    return DryRun(run.attempts, seen)
