"""Angoff's method, modified: judges say for each item what the borderline candidate will get, in two rounds.

After the first round the panel sees figures and talks about the items on which its judges differ most; the
second round counts (Angoff 1971).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from question_bank.cut_score import (
    CutScore,
    CutScoreError,
    CutScoreRecord,
    Method,
    mean_of,
    require_share,
    spread_of,
    standard_error,
)

ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Rating:
    """One judge's word on one item in one round (1 or 2): the share of its points, from 0 to 1."""

    judge: str
    item: str
    round: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class ItemRatings:
    """What a round says of one item: mean, standard deviation (None for one judge), ends and who set them."""

    item: str
    count: int
    mean: Decimal
    spread: Decimal | None
    lowest: Decimal
    highest: Decimal
    lowest_judges: tuple[str, ...]
    highest_judges: tuple[str, ...]

    @property
    def range(self) -> Decimal:
        """How far the judges lie apart."""
        return self.highest - self.lowest


class Ballots:
    """All ratings of a panel: judge × item × round.

    CutScoreError where a rating is no share, of no round, given twice, or of a judge or item that is not the
    panel's.
    """

    def __init__(self, judges: Sequence[str], items: Sequence[str], ratings: Iterable[Rating]) -> None:
        self.judges, self.items = tuple(judges), tuple(sorted(items))
        self._shares: dict[tuple[int, str, str], Decimal] = {}
        for rating in ratings:
            self._take(rating)

    def _take(self, rating: Rating) -> None:
        key = (rating.round, rating.judge, rating.item)
        if rating.judge not in self.judges or rating.item not in self.items:
            raise CutScoreError(f"{rating.judge}, {rating.item}: no such judge or item")
        if not 1 <= rating.round <= ROUNDS:
            raise CutScoreError(f"{rating.round} is no round")
        if key in self._shares:
            raise CutScoreError(f"{rating.judge} has rated {rating.item} twice in round {rating.round}")
        require_share(rating.share)
        self._shares[key] = rating.share

    def missing(self, number: int) -> tuple[tuple[str, str], ...]:
        """Return judge and item of each rating that a round still lacks."""
        return tuple(
            (judge, item)
            for judge in self.judges
            for item in self.items
            if (number, judge, item) not in self._shares
        )

    def of_item(self, number: int, item: str) -> dict[str, Decimal]:
        """Return a round's ratings of an item, by judge."""
        return {
            judge: self._shares[number, judge, item]
            for judge in self.judges
            if (number, judge, item) in self._shares
        }

    def of_judge(self, number: int, judge: str) -> dict[str, Decimal]:
        """Return a round's ratings by a judge, by item."""
        return {
            item: self._shares[number, judge, item]
            for item in self.items
            if (number, judge, item) in self._shares
        }


def summarise_items(ballots: Ballots, number: int) -> tuple[ItemRatings, ...]:
    """Return the figures of each item that somebody has rated in a round, by id."""
    found = []
    for item in ballots.items:
        shares = ballots.of_item(number, item)
        if shares:
            found.append(_summarise(item, shares))
    return tuple(found)


def list_disputed(ballots: Ballots, number: int, most: int = 10) -> tuple[ItemRatings, ...]:
    """Return the items whose judges differ most, first of all those to talk about; at most `most` of them."""
    differing = [figures for figures in summarise_items(ballots, number) if figures.range]
    differing.sort(key=lambda figures: (-(figures.spread or 0), -figures.range, figures.item))
    return tuple(differing[:most])


def panel_cut_score(ballots: Ballots, number: int, points: Mapping[str, Decimal]) -> CutScore:
    """Return the panel's cut score over all its items after a complete round, with its standard error.

    `points` maps each item to what it pays. CutScoreError naming a rating that is missing.
    """
    _require_complete(ballots, number)
    own = list(judge_cut_scores(ballots, number, points).values())
    means = {figures.item: figures.mean for figures in summarise_items(ballots, number)}
    return CutScore(
        points=sum((means[item] * points[item] for item in ballots.items), Decimal(0)),
        standard_error=standard_error(own),
        maximum=sum((points[item] for item in ballots.items), Decimal(0)),
    )


def judge_cut_scores(ballots: Ballots, number: int, points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return each judge's own cut score over the items that the judge has rated in a round."""
    return {
        judge: sum(
            (share * points[item] for item, share in ballots.of_judge(number, judge).items()), Decimal(0)
        )
        for judge in ballots.judges
    }


def close_angoff(ballots: Ballots, *, held_on: date, list_digest: str) -> CutScoreRecord:
    """Make the final record from a complete second round, or raise CutScoreError naming what is missing."""
    _require_complete(ballots, ROUNDS)
    return CutScoreRecord(
        method=Method.ANGOFF,
        judges=ballots.judges,
        held_on=held_on,
        rounds=ROUNDS,
        list_digest=list_digest,
        shares={figures.item: figures.mean for figures in summarise_items(ballots, ROUNDS)},
        judge_shares={judge: ballots.of_judge(ROUNDS, judge) for judge in ballots.judges},
    )


def _summarise(item: str, shares: Mapping[str, Decimal]) -> ItemRatings:
    lowest, highest = min(shares.values()), max(shares.values())
    return ItemRatings(
        item=item,
        count=len(shares),
        mean=mean_of(shares.values()),
        spread=spread_of(shares.values()),
        lowest=lowest,
        highest=highest,
        lowest_judges=tuple(judge for judge, share in shares.items() if share == lowest),
        highest_judges=tuple(judge for judge, share in shares.items() if share == highest),
    )


def _require_complete(ballots: Ballots, number: int) -> None:
    missing = ballots.missing(number)
    if missing:
        judge, item = missing[0]
        raise CutScoreError(f"round {number}: {len(missing)} ratings are missing, first {judge} on {item}")
