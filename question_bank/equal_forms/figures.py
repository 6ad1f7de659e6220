"""How equal finished forms are: ranges at the cut, shared items, how often items come back, curves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from question_bank.equal_forms.parameters import MILLION, ParameterBank, Whole
from question_bank.psychometrics.irt import Floats, chances, information


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over all forms: its mean and its ends."""

    mean: float
    lowest: float
    highest: float

    @property
    def range(self) -> float:
        """How far the ends lie apart."""
        return self.highest - self.lowest


@dataclass(frozen=True, eq=False)
class FormFigures:
    """Figures of a set of forms, in their order.

    `expected` is each form's expected score of the borderline candidate, in points, `information` Fisher's
    information there; `shared` is the largest number of items that each form has in common with another one,
    `mean_shared` the mean over all pairs; `uses` counts for each item of the bank the forms that hold it.
    """

    expected: Floats
    information: Floats
    shared: Whole
    mean_shared: float
    uses: Whole

    @property
    def score_spread(self) -> Spread:
        """The expected score over the forms."""
        return _spread(self.expected)

    @property
    def information_spread(self) -> Spread:
        """The information over the forms."""
        return _spread(self.information)


@dataclass(frozen=True, eq=False)
class FormCurves:
    """Expected score and information of each form over ability, forms × abilities."""

    abilities: Floats
    score: Floats
    information: Floats


def measure_forms(bank: ParameterBank, rows: npt.ArrayLike) -> FormFigures:
    """Measure forms given as rows of places in the bank, all of one length."""
    places = np.asarray(rows, dtype=np.int64)
    held = np.zeros((len(places), len(bank)), dtype=np.float32)
    np.put_along_axis(held, places, 1.0, axis=1)
    # Counts up to some thousands are exact in this type, and its product is the fast one.
    both = (held @ held.T).astype(np.int64)
    np.fill_diagonal(both, 0)
    pairs = len(places) * (len(places) - 1)
    return FormFigures(
        expected=bank.expected[places].sum(axis=1) / MILLION,
        information=bank.information[places].sum(axis=1) / MILLION,
        shared=both.max(axis=1, initial=0),
        mean_shared=float(both.sum() / pairs) if pairs else 0.0,
        uses=held.sum(axis=0).astype(np.int64),
    )


def rows_of(bank: ParameterBank, forms: Sequence[Sequence[str]]) -> Whole:
    """Return forms given by ids as rows of places; KeyError names an id that the bank lacks."""
    at = {item.id: place for place, item in enumerate(bank.items)}
    return np.array([[at[item_id] for item_id in form] for form in forms], dtype=np.int64)


def draw_curves(bank: ParameterBank, rows: npt.ArrayLike, abilities: npt.ArrayLike) -> FormCurves:
    """Return the curves of forms at the abilities, on the scale of the bank."""
    places, at = np.asarray(rows, dtype=np.int64), np.asarray(abilities, dtype=np.float64)
    earned = chances(at, bank.discrimination, bank.difficulty) * bank.points
    sharpness = information(at, bank.discrimination, bank.difficulty)
    return FormCurves(at, earned[:, places].sum(axis=2).T, sharpness[:, places].sum(axis=2).T)


def _spread(values: Floats) -> Spread:
    if not len(values):
        return Spread(0.0, 0.0, 0.0)
    return Spread(float(values.mean()), float(values.min()), float(values.max()))
