"""What the proctor must look at, the most blocking first: one card for one person. Pure.

A person may be in several of these states at once: paused, and calling, and without a connection. The list
shows the one that blocks most, so that no lesser state hides it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Generic, TypeVar

from examapp.delivery.answer_log import SILENT_AFTER
from examapp.delivery.states import RUNNING, AttemptState

T = TypeVar("T")
# Who was admitted and the room is open reads the rules for a while before pressing “Start”.
SLOW_AFTER: Final = timedelta(seconds=90)


class Need(StrEnum):
    """Why a person needs the proctor, in the order of the cards."""

    NO_CONNECTION = "no_connection"
    CALL = "call"
    WALKS = "walks"
    PAUSED = "paused"
    WAITS_FOR_IDENTITY = "waits_for_identity"
    ENTERED_AND_GONE = "entered_and_gone"
    NOT_ENTERED = "not_entered"
    NOT_STARTED = "not_started"
    SIGNAL = "signal"


ORDER: Final = tuple(Need)
# Nobody in these states is blocked by the proctor: many of them at once are one card, and nothing urgent.
FOLDED: Final = (Need.NOT_ENTERED, Need.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is known of one person's seat; a moment is None where the thing has not happened."""

    state: AttemptState
    seen_at: datetime | None = None
    started_at: datetime | None = None
    admitted_at: datetime | None = None
    entered_at: datetime | None = None
    room_opened_at: datetime | None = None
    paused_at: datetime | None = None
    walks_since: datetime | None = None
    called_at: datetime | None = None
    signalled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoldedCard(Generic[T]):
    """All who are in one state that blocks nobody, and since when the first of them is."""

    need: Need
    people: tuple[T, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Card(Generic[T]):
    """One person's place in the list, with the state that blocks most and since when."""

    who: T
    need: Need
    since: datetime


def list_needs(facts: SeatFacts, now: datetime) -> dict[Need, datetime]:
    """Return everything for which a person needs the proctor, with the moment since when."""
    needs: dict[Need, datetime] = {}
    if facts.walks_since is not None:  # of a seat that was left nobody expects a sign
        needs[Need.WALKS] = facts.walks_since
    elif facts.state in RUNNING and (silent_since := _find_silence(facts, now)):
        needs[Need.NO_CONNECTION] = silent_since
    if facts.called_at is not None:
        needs[Need.CALL] = facts.called_at
    if facts.state is AttemptState.PAUSED:
        needs[Need.PAUSED] = facts.paused_at or now
    if facts.state is AttemptState.AWAITING and facts.entered_at is not None:
        seen_at = max(facts.entered_at, facts.seen_at or facts.entered_at)
        if now - seen_at > SILENT_AFTER:
            needs[Need.ENTERED_AND_GONE] = seen_at
        else:
            needs[Need.WAITS_FOR_IDENTITY] = facts.entered_at
    if facts.state is AttemptState.AUTHORISED and facts.admitted_at and facts.room_opened_at:
        could_start = max(facts.admitted_at, facts.room_opened_at)
        if now - could_start > SLOW_AFTER:
            needs[Need.NOT_STARTED if facts.seen_at else Need.NOT_ENTERED] = could_start
    if facts.signalled_at is not None:
        needs[Need.SIGNAL] = facts.signalled_at
    return needs


def _find_silence(facts: SeatFacts, now: datetime) -> datetime | None:
    # Whoever waited for long before the start was last seen on the waiting page.
    last_sign = max((at for at in (facts.seen_at, facts.started_at) if at is not None), default=None)
    return last_sign if last_sign is not None and now - last_sign > SILENT_AFTER else None


def most_blocking(needs: Mapping[Need, datetime]) -> Need | None:
    """Return the need that blocks most, or None where there is none."""
    return min(needs, key=ORDER.index, default=None)


def list_cards(people: Iterable[tuple[T, Mapping[Need, datetime]]]) -> list[Card[T]]:
    """Return one card for each person in need: the most blocking first, then who has waited longest.

    Whoever is only in a folded state has no card here.
    """
    cards = [
        Card(who, need, needs[need])
        for who, needs in people
        if (need := most_blocking(needs)) is not None and need not in FOLDED
    ]
    return sorted(cards, key=lambda card: (ORDER.index(card.need), card.since))


def fold_cards(people: Iterable[tuple[T, Mapping[Need, datetime]]]) -> list[FoldedCard[T]]:
    """Return one card for each folded state that somebody is in, the people in the order given."""
    found: dict[Need, list[tuple[T, datetime]]] = {need: [] for need in FOLDED}
    for who, needs in people:
        need = most_blocking(needs)
        if need in FOLDED:
            found[need].append((who, needs[need]))
    return [
        FoldedCard(need, tuple(who for who, _since in those), min(since for _who, since in those))
        for need, those in found.items()
        if those
    ]
