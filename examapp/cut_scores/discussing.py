"""The figures over which a panel talks: where its judges differ, how lenient each is, what was measured.

Judges stand here by their numbers, because a name of rank would draw the others after it; each knows the own
number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from examapp.cut_scores.models import CutScoreStudy, StudyState
from examapp.cut_scores.panel_ballots import read_ballots, read_booklet, read_marks, read_points
from examapp.cut_scores.queries import list_panel
from examapp.cut_scores.steps import refusal_of
from question_bank.angoff import judge_cut_scores, list_disputed, panel_cut_score, summarise_items
from question_bank.bookmark import bookmark_cuts, panel_cut
from question_bank.cut_score import CutScore, Method

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Measured:
    """What candidates have made of an item: the mean share of its points, over how many answers."""

    share: Decimal
    answers: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item's estimates of 100: mean, standard deviation, ends with the judges' places, and one's own."""

    item: str
    mean: Decimal
    spread: Decimal
    lowest: int
    lowest_places: tuple[int, ...]
    highest: int
    highest_places: tuple[int, ...]
    own: int | None
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """One judge's own cut score; `leniency` is how far it lies below the panel's, in the same units.

    Points of the whole list for Angoff's method; for the bookmark the place on the scale, and the page.
    """

    place: int
    is_own: bool
    cut: Decimal
    leniency: Decimal
    item: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Discussion:
    """The first round's figures; items with the greatest disagreement first. `cut` is None for a bookmark."""

    judges: tuple[JudgeFigures, ...]
    items: tuple[ItemFigures, ...]
    cut: CutScore | None
    place: Decimal | None


def discuss(
    db: Session, study: CutScoreStudy, own_account: int, measured: Mapping[str, Measured]
) -> Discussion:
    """Return the first round's figures, as one person of the panel sees them.

    Raises WrongStep while the first round is open: nobody sees another's number before that.
    """
    if study.state in {StudyState.ROUND_ONE, StudyState.ABANDONED}:
        raise refusal_of(study)
    if study.method is Method.BOOKMARK:
        return _discuss_marks(db, study, own_account)
    return _discuss_estimates(db, study, own_account, measured)


def _discuss_estimates(
    db: Session, study: CutScoreStudy, own_account: int, measured: Mapping[str, Measured]
) -> Discussion:
    ballots, points = read_ballots(db, study), read_points(db, study.list_id)
    places, own = _places(db, study, own_account)
    mine = ballots.of_judge(1, own) if own else {}
    whole = panel_cut_score(ballots, 1, points)
    cuts = judge_cut_scores(ballots, 1, points)
    ordered = [one.item for one in list_disputed(ballots, 1, len(ballots.items))]
    figures = {one.item: one for one in summarise_items(ballots, 1)}
    ordered += [item for item in figures if item not in set(ordered)]
    items = tuple(
        ItemFigures(
            item=item,
            mean=figures[item].mean * _HUNDRED,
            spread=(figures[item].spread or Decimal(0)) * _HUNDRED,
            lowest=int(figures[item].lowest * _HUNDRED),
            lowest_places=tuple(places[judge] for judge in figures[item].lowest_judges),
            highest=int(figures[item].highest * _HUNDRED),
            highest_places=tuple(places[judge] for judge in figures[item].highest_judges),
            own=int(mine[item] * _HUNDRED) if item in mine else None,
            measured=measured.get(item),
        )
        for item in ordered
    )
    judges = tuple(
        JudgeFigures(places[judge], judge == own, cut, whole.points - cut) for judge, cut in cuts.items()
    )
    return Discussion(judges, items, whole, None)


def _discuss_marks(db: Session, study: CutScoreStudy, own_account: int) -> Discussion:
    booklet, marks = read_booklet(study), read_marks(db, study, 1)
    places, own = _places(db, study, own_account)
    cuts = bookmark_cuts(booklet, marks)
    whole = panel_cut(cuts)
    pages = {page.item: number for number, page in enumerate(booklet, start=1)}
    judges = tuple(
        JudgeFigures(places[judge], judge == own, cut, whole - cut, marks[judge], pages[marks[judge]])
        for judge, cut in cuts.items()
    )
    return Discussion(judges, (), None, whole)


def _places(db: Session, study: CutScoreStudy, own_account: int) -> tuple[dict[str, int], str | None]:
    panel = list_panel(db, study)
    own = next((seat.name for seat in panel if seat.account_id == own_account), None)
    return {seat.name: seat.place for seat in panel}, own
