"""The logistic models of one and two parameters: chance of a right answer, and information.

P(θ) = 1 / (1 + exp(-a(θ - b))) in the natural metric, without the factor 1.7 (Birnbaum 1968); a = 1 for every
item is the model of Rasch. θ and b share one scale; a is per unit of it. Arrays of floats are for curves and
estimates. What decides which items stand in a form must be the same on every machine, so the chance at one
point exists as an exact decimal too.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_EXACT = Context(prec=30, rounding=ROUND_HALF_EVEN)
# A difficulty is sought only for judgements within these; 0 and 1 would lie at infinity.
_LOWEST, _HIGHEST = Decimal("0.01"), Decimal("0.99")


def chances(theta: npt.ArrayLike, discrimination: npt.ArrayLike, difficulty: npt.ArrayLike) -> Floats:
    """Return the chance of a right answer, abilities × items."""
    points = np.atleast_1d(np.asarray(theta, dtype=np.float64))[:, None]
    a, b = np.asarray(discrimination, dtype=np.float64), np.asarray(difficulty, dtype=np.float64)
    # By the hyperbolic tangent, which overflows nowhere.
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * a * (points - b))), dtype=np.float64)


def information(theta: npt.ArrayLike, discrimination: npt.ArrayLike, difficulty: npt.ArrayLike) -> Floats:
    """Return Fisher's information a²P(1 - P), abilities × items."""
    right = chances(theta, discrimination, difficulty)
    a = np.asarray(discrimination, dtype=np.float64)
    return np.asarray(a * a * right * (1.0 - right), dtype=np.float64)


def exact_chance(theta: Decimal, discrimination: Decimal, difficulty: Decimal) -> Decimal:
    """Return the chance of a right answer to 25 digits and more, the same on every machine.

    Decimal's exponential is rounded correctly; that of C libraries differs in the last bit.
    """
    exponent = _EXACT.multiply(discrimination, _EXACT.subtract(difficulty, theta))
    return _EXACT.divide(Decimal(1), _EXACT.add(Decimal(1), _EXACT.exp(exponent)))


def exact_information(discrimination: Decimal, chance: Decimal) -> Decimal:
    """Return a²P(1 - P) for a chance P."""
    spread = _EXACT.multiply(chance, _EXACT.subtract(Decimal(1), chance))
    return _EXACT.multiply(_EXACT.multiply(discrimination, discrimination), spread)


def difficulty_of(chance: Decimal, theta: Decimal, discrimination: Decimal) -> Decimal:
    """Return the difficulty of an item that somebody of ability θ answers rightly with this chance.

    A judge's value becomes a difficulty so: the borderline candidate stands at θ. Chances outside
    0.01 … 0.99 count as these, because 0 and 1 lie at infinity; ZeroDivisionError for a discrimination of 0.
    """
    held = min(max(chance, _LOWEST), _HIGHEST)
    logit = _EXACT.ln(_EXACT.divide(held, _EXACT.subtract(Decimal(1), held)))
    if not discrimination:
        raise ZeroDivisionError("an item that does not discriminate has no difficulty")
    return _EXACT.subtract(theta, _EXACT.divide(logit, discrimination))
