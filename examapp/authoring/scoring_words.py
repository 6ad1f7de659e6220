"""The truth table of an item, as an approver reads it: answers as letters and numbers, with their points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examapp.authoring.desk_words import letter_of
from question_bank.interactions import (
    ChoiceInteraction,
    HotspotInteraction,
    InlineChoiceInteraction,
    MatchInteraction,
    list_gaps,
    list_offers,
)
from question_bank.items import Item
from question_bank.truth_table import Row, RowKind, truth_table

LONGEST_TABLE = 14


@dataclass(frozen=True, slots=True)
class TableRow:
    """One answer: its kind, its words, for choices a mark at each place, and its points.

    A mark is "right" or "wrong" where the place is ticked, empty where it is not. `odd` rows pay what they
    must not.
    """

    kind: str
    words: str
    marks: tuple[str, ...]
    points: str
    odd: bool


@dataclass(frozen=True, slots=True)
class ScoringTable:
    """The rows, and the heads of the places where answers are ticks."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]

    @property
    def everything_pays(self) -> bool | None:
        """Tell whether somebody who ticks everything gains; None where nothing can be ticked."""
        found = [row for row in self.rows if row.kind == "everything"]
        return any(row.odd for row in found) if found else None


def scoring_table(item: Item) -> ScoringTable:
    """Return the table of an item; a long list of wrong answers is cut, everything else stays."""
    offered = _ticked(item)
    is_hotspot = isinstance(item.interaction, HotspotInteraction)
    heads = tuple(str(place) if is_hotspot else letter_of(place) for place, _ in enumerate(offered, start=1))
    rows = truth_table(item)
    if len(rows) > LONGEST_TABLE:
        spare = [row for row in rows if row.kind is RowKind.WRONG][3:]
        rows = tuple(row for row in rows if row not in spare)
    return ScoringTable(heads, tuple(_table_row(item, row, offered) for row in rows))


def _ticked(item: Item) -> tuple[str, ...]:
    if isinstance(item.interaction, ChoiceInteraction | HotspotInteraction):
        (offered,) = list_offers(item.interaction).values()
        return offered
    return ()


def _table_row(item: Item, row: Row, offered: tuple[str, ...]) -> TableRow:
    key = set(getattr(item.answer_key, "choices", ()))
    ticked = set(row.response or []) if offered else set()
    marks = tuple(_mark(choice, ticked, key) for choice in offered)
    pays = row.points > 0 and row.kind in {RowKind.WRONG, RowKind.NOTHING, RowKind.EVERYTHING}
    lacks = row.kind is RowKind.RIGHT and row.points < item.max_points
    words = "" if offered else describe_response(item, row.response)
    return TableRow(row.kind.value, words, marks, f"{row.points.normalize():f}", pays or lacks)


def _mark(choice: str, ticked: set[str], key: set[str]) -> str:
    if choice not in ticked:
        return ""
    return "right" if choice in key else "wrong"


def describe_response(item: Item, response: Any) -> str:
    """Return an answer in letters and numbers: «B, C», «1 – C, 2 – A», «(520, 106)», or what was typed."""
    names = _names(item)
    match response:
        case None:
            return ""
        case str():
            return response
        case {}:
            return ", ".join(f"{names[gap]} – {names[choice]}" for gap, choice in response.items())
        case [[int(), int()], *_]:
            return ", ".join(f"({x}, {y})" for x, y in response)
        case [[*_], *_]:
            in_gaps = not isinstance(item.interaction, MatchInteraction)
            pairs = [(pair[1], pair[0]) if in_gaps else (pair[0], pair[1]) for pair in response]
            return ", ".join(f"{names[first]} – {names[second]}" for first, second in pairs)
    joint = " → " if item.interaction.type == "order" else ", "
    return joint.join(names.get(choice, str(choice)) for choice in response)


def _names(item: Item) -> Mapping[str, str]:
    """Return what each id is called: numbers for what is filled or stands left, letters for choices."""
    numbered = list_gaps(item.interaction)
    lettered = list(list_offers(item.interaction).values())
    if isinstance(item.interaction, MatchInteraction):
        numbered, lettered = item.interaction.sources, [item.interaction.targets]
    if isinstance(item.interaction, HotspotInteraction):
        numbered, lettered = tuple(area.id for area in item.interaction.areas), []
    if item.interaction.type == "order" and not isinstance(item.interaction, InlineChoiceInteraction):
        lettered = [tuple(getattr(item.answer_key, "choices", ()))]
    names = {name: str(place) for place, name in enumerate(numbered, start=1)}
    for offered in lettered:
        names |= {name: letter_of(place) for place, name in enumerate(offered, start=1)}
    return names
