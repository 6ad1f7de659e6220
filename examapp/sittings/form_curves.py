"""Curves of many forms as points of one drawing: each form, the band that they fill, their mean, the cut."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from question_bank.psychometrics.irt import Floats

# The field inside the drawing's box of 400 × 256 units, as the template draws it; the page scales it.
LEFT, RIGHT, TOP, BOTTOM = 36, 392, 10, 218
# More single curves than these would be one blot; the band says the same.
_MOST_CURVES = 60


@dataclass(frozen=True)
class CurveRow:
    """The figures of one ability: the lowest form, their mean, the highest."""

    ability: float
    lowest: float
    mean: float
    highest: float


@dataclass(frozen=True)
class CurveChart:
    """One chart: points as SVG writes them, ticks as (place, value), and the figures of its table."""

    curves: tuple[str, ...]
    band: str
    mean: str
    cut_x: float
    x_ticks: tuple[tuple[float, int], ...]
    y_ticks: tuple[tuple[float, int], ...]
    rows: tuple[CurveRow, ...]


def draw_chart(abilities: Floats, values: Floats, cut: float, maximum: float | None = None) -> CurveChart:
    """Draw values (forms × abilities) over ability; the axis of values goes from 0 to the maximum."""
    top = float(ceil(maximum if maximum is not None else float(values.max()) * 1.05)) or 1.0
    xs = LEFT + (RIGHT - LEFT) * (abilities - abilities[0]) / (abilities[-1] - abilities[0])
    lowest, mean, highest = values.min(axis=0), values.mean(axis=0), values.max(axis=0)
    shown = values if len(values) <= _MOST_CURVES else values[:0]
    band = np.concatenate([highest, lowest[::-1]])
    whole = [at for at, ability in enumerate(abilities) if abs(ability - cut - round(ability - cut)) < 1e-9]
    return CurveChart(
        curves=tuple(_points(xs, curve, top) for curve in shown),
        band=_points(np.concatenate([xs, xs[::-1]]), band, top),
        mean=_points(xs, mean, top),
        cut_x=round(float(np.interp(cut, abilities, xs)), 2),
        x_ticks=tuple((round(float(xs[at]), 2), round(float(abilities[at] - cut))) for at in whole),
        y_ticks=tuple((round(_height(value, top), 2), int(value)) for value in _ticks(int(top))),
        rows=tuple(
            CurveRow(float(abilities[at] - cut), float(lowest[at]), float(mean[at]), float(highest[at]))
            for at in whole
        ),
    )


def _ticks(top: int) -> list[int]:
    step = max(1, round(top / 5))
    return list(range(0, top + 1, step))


def _height(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _points(xs: Floats, values: Floats, top: float) -> str:
    return " ".join(
        f"{x:.1f},{_height(y, top):.2f}" for x, y in zip(xs.tolist(), values.tolist(), strict=True)
    )
