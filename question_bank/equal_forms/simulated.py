"""A simulated bank: to see what assembly reaches on a list as large and as well measured as one may hope for.

Each item has true parameters of the model of two parameters and estimates as they would come from a number of
responses: true values plus errors with the covariance that maximum likelihood has there (the inverse of the
expected information over candidates spread as N(0, 1)). Forms are assembled from estimates; the true values
say how equal they are in truth, which is what a candidate gets. All of it follows from the seed.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, sqrt
from statistics import NormalDist

import numpy as np

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.parameters import ItemParameters
from question_bank.psychometrics.irt import chances
from question_bank.seeded import SeededStream

# The blueprint of the rules, eight tenths of it: 40 items, and each topic's levels in the list 5 : 3 : 2.
BLUEPRINT = Blueprint(
    {"law": 8, "edoc": 5, "devices": 8, "office": 9, "internet": 5, "networks": 3, "security": 2}
)
_LEVELS = ("know",) * 5 + ("apply",) * 3 + ("analyse",) * 2
# The borderline candidate of the simulation stands a little below the middle of the candidates.
CUT = Decimal("-0.25")
_NORMAL = NormalDist()
_FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class SimulatedBank:
    """The same items twice: as they are estimated, and as they are in truth."""

    estimated: tuple[ItemParameters, ...]
    true: tuple[ItemParameters, ...]
    blueprint: Blueprint
    cut: Decimal


def simulate_bank(seed: str, items: int = 2_000, responses: int = 500) -> SimulatedBank:
    """Make a bank: topics in proportion to the blueprint, log a ~ N(0, 0.3²), b ~ N(0, 1)."""
    stream = SeededStream(seed, "simulated bank")
    topics = [topic for topic, count in BLUEPRINT.cells.items() for _ in range(count)]
    true = []
    for number in range(items):
        topic = topics[number % len(topics)]
        true.append(
            ItemParameters(
                id=f"{topic.upper()}-{number:04}",
                topic=topic,
                level=_LEVELS[stream.below(len(_LEVELS))],
                discrimination=_decimal(exp(0.3 * _normal(stream))),
                difficulty=_decimal(_normal(stream)),
            )
        )
    true = _make_enemies(true, stream)
    estimated = tuple(_estimate(item, responses, stream) for item in true)
    return SimulatedBank(estimated, tuple(true), BLUEPRINT, CUT)


def _normal(stream: SeededStream) -> float:
    # 2⁵² places, the ends left out, where the inverse is not defined.
    return _NORMAL.inv_cdf((stream.below(2**52) + 0.5) / 2**52)


def _decimal(value: float) -> Decimal:
    return Decimal(value).quantize(_FOUR_PLACES)


def _make_enemies(items: list[ItemParameters], stream: SeededStream) -> list[ItemParameters]:
    """Let every tenth item be hostile to one or two others, of its own topic or of any."""
    made = list(items)
    for place in range(0, len(items), 10):
        others = [stream.below(len(items)) for _ in range(1 + stream.below(2))]
        if stream.below(2):
            others = [other for other in others if items[other].topic == items[place].topic]
        enemies = tuple(sorted({items[other].id for other in others} - {items[place].id}))
        made[place] = replace(items[place], enemies=enemies)
    return made


def _estimate(item: ItemParameters, responses: int, stream: SeededStream) -> ItemParameters:
    """Add errors of estimation: two normal draws through the Cholesky factor of the covariance."""
    assert item.difficulty is not None
    a, b = float(item.discrimination), float(item.difficulty)
    (var_a, covariance), (_, var_b) = np.linalg.inv(responses * _expected_information(a, b))
    first, second = _normal(stream), _normal(stream)
    error_a = sqrt(var_a) * first
    error_b = covariance / sqrt(var_a) * first + sqrt(var_b - covariance**2 / var_a) * second
    return replace(
        item,
        # No estimate falls to nothing: such an item would have been taken out of the list.
        discrimination=max(_decimal(a + error_a), Decimal("0.05")),
        difficulty=_decimal(b + error_b),
    )


_ABILITIES = np.linspace(-5, 5, 81)
_SHARES = np.exp(-(_ABILITIES**2) / 2) / np.exp(-(_ABILITIES**2) / 2).sum()


def _expected_information(a: float, b: float) -> np.typing.NDArray[np.float64]:
    """Return the 2 × 2 information of one response on (a, b), abilities known, over N(0, 1)."""
    right = chances(_ABILITIES, [a], [b])[:, 0]
    weight = _SHARES * right * (1 - right)
    by_a, by_b = _ABILITIES - b, np.full_like(_ABILITIES, -a)
    mixed = float((weight * by_a * by_b).sum())
    return np.array([[(weight * by_a**2).sum(), mixed], [mixed, (weight * by_b**2).sum()]])
