"""The Bookmark method: calibrated items in order of difficulty, each judge marks where the borderline ends.

An item's place is the ability at which two of three candidates answer it rightly (response probability 2/3).
A judge's mark stands on the first item that the borderline candidate would not master so; that item's place
is the judge's cut on the scale of θ, and the panel's is the median (Lewis, Mitzel and Green 1996).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from question_bank.cut_score import CutScoreError, CutScoreRecord, Method, round_share
from question_bank.equal_forms.parameters import ItemParameters
from question_bank.psychometrics.irt import difficulty_of, exact_chance

RESPONSE_PROBABILITY = Decimal(2) / Decimal(3)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the booklet: an item and its place on the scale of θ."""

    item: str
    place: Decimal


def make_booklet(items: Sequence[ItemParameters]) -> tuple[Page, ...]:
    """Return the items in order of their places; CutScoreError names one that is not calibrated."""
    pages = []
    for item in items:
        if item.difficulty is None or item.discrimination <= 0:
            raise CutScoreError(f"{item.id} is not calibrated")
        # Where P(θ) = 2/3: as far above b as an item of chance 1/3 lies below.
        place = difficulty_of(1 - RESPONSE_PROBABILITY, item.difficulty, item.discrimination)
        pages.append(Page(item.id, round_share(place)))
    return tuple(sorted(pages, key=lambda page: (page.place, page.item)))


def bookmark_cuts(booklet: Sequence[Page], marks: Mapping[str, str]) -> dict[str, Decimal]:
    """Return each judge's cut on the scale of θ; `marks` maps judges to the item that they marked."""
    places = {page.item: page.place for page in booklet}
    unknown = sorted(set(marks.values()) - places.keys())
    if unknown:
        raise CutScoreError(f"not in the booklet: {', '.join(unknown)}")
    return {judge: places[item] for judge, item in marks.items()}


def panel_cut(cuts: Mapping[str, Decimal]) -> Decimal:
    """Return the panel's cut on the scale of θ: the median of its judges'."""
    if not cuts:
        raise CutScoreError("nobody has set a mark")
    return median(cuts.values())


def close_bookmark(
    items: Sequence[ItemParameters],
    marks: Mapping[str, str],
    *,
    held_on: date,
    rounds: int,
    list_digest: str,
) -> CutScoreRecord:
    """Make the final record: each item's chance at the panel's cut, and at each judge's."""
    cuts = bookmark_cuts(make_booklet(items), marks)
    return CutScoreRecord(
        method=Method.BOOKMARK,
        judges=tuple(marks),
        held_on=held_on,
        rounds=rounds,
        list_digest=list_digest,
        shares=_chances(items, panel_cut(cuts)),
        judge_shares={judge: _chances(items, cut) for judge, cut in cuts.items()},
    )


def _chances(items: Sequence[ItemParameters], cut: Decimal) -> dict[str, Decimal]:
    return {
        item.id: round_share(exact_chance(cut, item.discrimination, item.difficulty))
        for item in items
        if item.difficulty is not None
    }
