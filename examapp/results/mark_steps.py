"""How one candidate's mark came about, step by step, recomputed and compared with what the sheet says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.delivery.models import Attempt
from examapp.delivery.states import AttemptState
from examapp.grading.models import Score
from examapp.results.applying import apply_changes
from examapp.results.content import CandidateChange, CandidateLine, ItemDecisionLine, SheetContent
from examapp.results.corrections import credit
from examapp.results.drawing_up import find_sheet_of
from examapp.results.outcomes import BY_POINTS, Outcome, Points, judge
from examapp.results.queries import read_content


@dataclass(frozen=True)
class MarkSteps:
    """The steps in their order: decisions on items, the score under them, corrections, an annulment.

    `line` is what the newest revision says, `recomputed` what the steps come to. `score` is None where
    nothing was marked.
    """

    content: SheetContent
    decisions: tuple[ItemDecisionLine, ...]
    score: Points | None
    corrections: tuple[CandidateChange, ...]
    annulled: CandidateChange | None
    line: CandidateLine
    recomputed: CandidateLine

    @property
    def faults(self) -> tuple[str, ...]:
        """What the sheet says otherwise than the steps, in English; empty where they agree."""
        said, found = self.line, self.recomputed
        place = f"sheet {self.content.number}, revision {self.content.revision}"
        if said.sealed is not None and self.score is None:
            return (f"{place}: there is no score under its key version",)
        if (said.outcome, said.scored, dict(said.topics)) == (
            found.outcome,
            found.scored,
            dict(found.topics),
        ):
            return ()
        return (f"{place} says {_say(said)}, recomputed {_say(found)}",)


def read_steps(db: Session, attempt: Attempt) -> MarkSteps | None:
    """Return the steps of an attempt's mark on the newest revision of its sheet, None before there is one.

    Raises SheetBroken.
    """
    sheet = find_sheet_of(db, attempt.sitting_id)
    if sheet is None:
        return None
    content = read_content(sheet)
    line = next((one for one in content.lines if one.attempt == attempt.code), None)
    if line is None:
        return None
    score = find_score(db, line, attempt.id)
    standing = [
        credit(one, score) if one.credited is not None and score is not None else one
        for one in content.standing
        if one.candidate_code == line.candidate_code and one.names is None  # a name is no step of a mark
    ]
    return MarkSteps(
        content=content,
        decisions=content.item_decisions,
        score=Points(Decimal(score.points), Decimal(score.maximum)) if score else None,
        corrections=tuple(one for one in standing if one.outcome is not Outcome.VOID),
        annulled=next((one for one in standing if one.outcome is Outcome.VOID), None),
        line=line,
        recomputed=_recompute(content, line, score, standing),
    )


def find_score(db: Session, line: CandidateLine, attempt_id: int) -> Score | None:
    """Return the score that a line's points start from, named by its key, its rules and its sealed head."""
    return db.scalars(
        select(Score).where(
            Score.attempt_id == attempt_id,
            Score.key_version == line.key_version,
            Score.rule_version == line.rule_version,
            Score.head_digest == line.sealed,
        )
    ).first()


def _recompute(
    content: SheetContent, line: CandidateLine, score: Score | None, standing: list[CandidateChange]
) -> CandidateLine:
    if score is None or not (line.outcome in BY_POINTS or standing):
        return line
    scored = Points(Decimal(score.points), Decimal(score.maximum))
    # Who was ended is judged by the reason that the proctor gave, which stands in the line.
    by_reason = line.reason is not None and line.outcome in BY_POINTS
    outcome = judge(AttemptState.SUBMITTED, scored, None, content.pass_percent, line.pass_mark)
    start = replace(
        line,
        scored=scored,
        topics=_topics(score),
        outcome=line.outcome if by_reason else outcome,
        reason=line.reason if by_reason else None,
    )
    (found,) = apply_changes(replace(content, lines=(start,)), standing).lines
    return found


def _topics(score: Score) -> Mapping[str, Points]:
    return {topic: Points(Decimal(points), Decimal(most)) for topic, (points, most) in score.topics.items()}


def _say(line: CandidateLine) -> str:
    scored = f"{line.scored.points} of {line.scored.maximum}, " if line.scored else ""
    return f"{scored}{line.outcome.value}"
