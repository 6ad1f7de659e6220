"""The cut score: what the borderline candidate is expected to get, as a panel of judges set it.

A final record keeps, for each item, the share of its points that the borderline candidate is expected to get.
The cut score of any form of these items is the sum over its items: harder questions make a lower one.
A record never changes: its canonical JSON and the digest over it are what is signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from question_bank.decimals import write_decimal
from question_bank.fields import FieldError, Fields
from question_bank.sealing import digest

RECORD_FORMAT = 1
# Beyond this, digits of a mean say nothing any more.
SHARE_PLACES = Decimal("0.000001")
_HUNDREDTH = Decimal("0.01")
_MEDIAN_FACTOR = Decimal("1.253314")
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)


class CutScoreError(ValueError):
    """Ratings or a record do not hold together; the text says where."""


class Method(StrEnum):
    """How the panel worked."""

    ANGOFF = "angoff"
    BOOKMARK = "bookmark"


@dataclass(frozen=True, slots=True)
class CutScore:
    """A cut score in points, its standard error in points, and the most points there are.

    The error says how far another panel's cut score might lie away: the spread of the judges' own cut scores
    over the root of their number, and a quarter more where the median was taken (√(π/2)). None for a single
    judge.
    """

    points: Decimal
    standard_error: Decimal | None
    maximum: Decimal


@dataclass(frozen=True)
class CutScoreRecord:
    """What a panel decided, to be signed: nothing of it changes afterwards.

    `judges` are as they sign; `list_digest` names the question list; `shares` maps each item to the share of
    its points expected of the borderline candidate; `judge_shares` maps each judge to shares of their own.
    """

    method: Method
    judges: tuple[str, ...]
    held_on: date
    rounds: int
    list_digest: str
    shares: Mapping[str, Decimal]
    judge_shares: Mapping[str, Mapping[str, Decimal]]

    def __post_init__(self) -> None:
        if not self.judges or len(set(self.judges)) != len(self.judges):
            raise CutScoreError("a panel is of different judges, at least one")
        if set(self.judge_shares) != set(self.judges):
            raise CutScoreError("each judge has a ballot, and nobody else")
        for judge, shares in self.judge_shares.items():
            if set(shares) != set(self.shares):
                raise CutScoreError(f"{judge}: the ballot is not of the record's items")
        for share in (
            *self.shares.values(),
            *(s for own in self.judge_shares.values() for s in own.values()),
        ):
            require_share(share)
        frozen = {judge: _freeze(own) for judge, own in self.judge_shares.items()}
        object.__setattr__(self, "shares", _freeze(self.shares))
        object.__setattr__(self, "judge_shares", MappingProxyType(frozen))


def cut_score_of(record: CutScoreRecord, points: Mapping[str, Decimal]) -> CutScore:
    """Return the cut score of a form from the record; `points` maps the form's items to what they pay.

    Raises CutScoreError naming an item that the panel has not judged.
    """
    unjudged = sorted(points.keys() - record.shares.keys())
    if unjudged:
        raise CutScoreError(f"not judged: {', '.join(unjudged)}")
    own = [_sum(shares, points) for shares in record.judge_shares.values()]
    maximum = sum(points.values(), Decimal(0))
    error = standard_error(own)
    if error is not None and record.method is Method.BOOKMARK:
        error = round_share(error * _MEDIAN_FACTOR)
    return CutScore(_sum(record.shares, points), error, maximum)


def own_pass_mark(cut: Decimal) -> Decimal:
    """Return the fewest points that pass by a form's own cut score: rounded up to a hundredth, as printed.

    Not to a whole point, as a percentage is: forms that are equal to a hundredth would lie a point apart.
    """
    return cut.quantize(_HUNDREDTH, ROUND_CEILING)


def standard_error(values: Iterable[Decimal]) -> Decimal | None:
    """Return the standard error of a mean, rounded to six places; None for fewer than two values."""
    spread, count = spread_of(values := list(values)), len(values)
    return None if spread is None else round_share(_EXACT.divide(spread, _EXACT.sqrt(Decimal(count))))


def spread_of(values: Iterable[Decimal]) -> Decimal | None:
    """Return the standard deviation of a sample (n - 1), None for fewer than two values."""
    values = list(values)
    if len(values) < 2:
        return None
    mean = _EXACT.divide(sum(values, Decimal(0)), Decimal(len(values)))
    squares = sum((_EXACT.power(value - mean, 2) for value in values), Decimal(0))
    return _EXACT.sqrt(_EXACT.divide(squares, Decimal(len(values) - 1)))


def mean_of(values: Iterable[Decimal]) -> Decimal:
    """Return the mean of at least one value, rounded to six places."""
    values = list(values)
    return round_share(_EXACT.divide(sum(values, Decimal(0)), Decimal(len(values))))


def round_share(value: Decimal) -> Decimal:
    """Round to six places, without idle zeros."""
    rounded = value.quantize(SHARE_PLACES, ROUND_HALF_EVEN).normalize()
    # normalize() writes a hundred as 1E+2, which no reader here takes.
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def require_share(value: Decimal) -> None:
    """Refuse what is no share from 0 to 1."""
    if not value.is_finite() or not 0 <= value <= 1:
        raise CutScoreError(f"{value} is no share from 0 to 1")


def record_to_json(record: CutScoreRecord) -> dict[str, Any]:
    """Write a record as it is signed and stored."""
    return {
        "format": RECORD_FORMAT,
        "method": record.method.value,
        "held_on": record.held_on.isoformat(),
        "rounds": record.rounds,
        "list": record.list_digest,
        "judges": list(record.judges),
        "shares": _write_shares(record.shares),
        "ballots": {judge: _write_shares(record.judge_shares[judge]) for judge in record.judges},
    }


def record_from_json(data: Any) -> CutScoreRecord:
    """Read a stored record, or raise CutScoreError."""
    try:
        fields = Fields(data, "cut_score")
        if fields.integer("format", at_least=1) != RECORD_FORMAT:
            raise CutScoreError("the record is of a format not known here")
        ballots = fields.object("ballots")
        record = CutScoreRecord(
            method=Method(fields.text("method")),
            judges=fields.texts("judges"),
            held_on=date.fromisoformat(fields.text("held_on")),
            rounds=fields.integer("rounds", at_least=1),
            list_digest=fields.text("list"),
            shares=_read_shares(fields.object("shares")),
            judge_shares={judge: _read_shares(ballots.object(judge)) for judge in ballots.names()},
        )
        fields.done()
    except (FieldError, ValueError) as error:
        raise CutScoreError(str(error)) from error
    return record


def record_digest(record: CutScoreRecord) -> str:
    """Return the SHA-256 over the record's canonical JSON."""
    return digest(record_to_json(record))


def _freeze(shares: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """Keep shares in one way of writing, so that equal records have equal digests."""
    return MappingProxyType({item: round_share(share) for item, share in shares.items()})


def _sum(shares: Mapping[str, Decimal], points: Mapping[str, Decimal]) -> Decimal:
    return sum((shares[item] * paid for item, paid in points.items()), Decimal(0))


def _write_shares(shares: Mapping[str, Decimal]) -> dict[str, str]:
    return {item: write_decimal(share) for item, share in sorted(shares.items())}


def _read_shares(fields: Fields) -> dict[str, Decimal]:
    return {item: fields.decimal(item) for item in fields.names()}
