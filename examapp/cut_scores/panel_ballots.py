"""A panel's ballots as the pure methods take them; read only after the round they belong to is closed."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.item_parameters import read_parameters
from examapp.cut_scores.models import CutScoreBallot, CutScoreMark, CutScoreStudy
from examapp.cut_scores.queries import list_panel, list_versions
from question_bank.angoff import Ballots, Rating
from question_bank.bookmark import Page, make_booklet
from question_bank.equal_forms.parameters import ItemParameters

_HUNDRED = Decimal(100)


def read_ballots(db: Session, study: CutScoreStudy) -> Ballots:
    """Return every estimate of the judges who count, as shares of an item's points."""
    names = {seat.account_id: seat.name for seat in list_panel(db, study)}
    rows = db.scalars(select(CutScoreBallot).where(CutScoreBallot.study_id == study.id))
    ratings = [
        Rating(names[row.account_id], row.item_id, row.round, Decimal(row.estimate) / _HUNDRED)
        for row in rows
        if row.account_id in names
    ]
    return Ballots(list(names.values()), list(list_versions(db, study)), ratings)


def read_marks(db: Session, study: CutScoreStudy, number: int) -> dict[str, str]:
    """Return the item on which each judge's bookmark of a round stands, by judge in the panel's order."""
    query = select(CutScoreMark).where(CutScoreMark.study_id == study.id, CutScoreMark.round == number)
    marks = {row.account_id: row.item_id for row in db.scalars(query)}
    return {seat.name: marks[seat.account_id] for seat in list_panel(db, study) if seat.account_id in marks}


def read_booklet(study: CutScoreStudy) -> tuple[Page, ...]:
    """Return the items of a bookmark study in order of difficulty."""
    return make_booklet(measured_items(study))


def measured_items(study: CutScoreStudy) -> tuple[ItemParameters, ...]:
    """Return the measured parameters of a bookmark study; empty for Angoff's method."""
    return tuple(
        ItemParameters(item_id, "", discrimination=Decimal(slope), difficulty=Decimal(place))
        for item_id, (slope, place) in sorted((study.parameters or {}).items())
    )


def read_points(db: Session, list_id: int) -> Mapping[str, Decimal]:
    """Return what each item of a list pays."""
    return {item.id: item.points for item in read_parameters(db, list_id)}
