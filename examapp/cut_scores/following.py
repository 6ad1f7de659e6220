"""Where a study stands: who has opened, filled in and handed in, and not one number of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from examapp.cut_scores.models import CutScoreJudge, CutScoreStudy, CutScoreTurn, StudyState
from examapp.cut_scores.queries import count_rated, list_judges, list_turns, list_versions
from examapp.cut_scores.steps import ROUND_OF


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """One judge in the round that is open, or was last; `rated` items of the ballot have a number."""

    judge: CutScoreJudge
    turn: CutScoreTurn | None
    rated: int


@dataclass(frozen=True, slots=True)
class Following:
    """A study as its page shows it; `own` is the reader's place on the panel, None for other people."""

    round: int | None
    items: int
    judges: Sequence[JudgeProgress]
    own: JudgeProgress | None

    @property
    def panel(self) -> Sequence[JudgeProgress]:
        """The judges who count."""
        return [one for one in self.judges if one.judge.released_at is None]

    @property
    def handed_in(self) -> int:
        """How many of the panel have handed in."""
        return sum(one.turn is not None and one.turn.submitted_at is not None for one in self.panel)


def follow_study(db: Session, study: CutScoreStudy, reader_id: int) -> Following:
    """Return where a study stands."""
    number = ROUND_OF.get(study.state)
    counted = number or (1 if study.state is StudyState.DISCUSSION else 2)
    turns = {turn.account_id: turn for turn in list_turns(db, study, counted)}
    rated = count_rated(db, study, counted)
    judges = [
        JudgeProgress(judge, turns.get(judge.account_id), rated.get(judge.account_id, 0))
        for judge in list_judges(db, study)
    ]
    own = next(
        (one for one in judges if one.judge.account_id == reader_id and one.judge.released_at is None), None
    )
    return Following(number, len(list_versions(db, study)), judges, own)
