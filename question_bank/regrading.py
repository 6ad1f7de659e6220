"""Marking under the commission's decisions on items: a pure function of answers, list and decisions.

What the commission has not decided on is marked as ever. A decision is about the list, so it reaches every
form that holds the item, and the order in which decisions were taken makes no difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from question_bank.answer_keys import AnswerKey, key_from_json, key_to_json
from question_bank.fields import FieldError, Fields
from question_bank.items import Item
from question_bank.responses import is_empty
from question_bank.scoring import FormScore, ItemScore, score_response, sum_scores
from question_bank.sealing import digest

FORMAT: Final = 1


class DecisionKind(StrEnum):
    """What the commission may decide on an item (policy `item.decisions`)."""

    KEEP = "keep"
    REKEY = "rekey"
    ACCEPT_SEVERAL = "accept_several"
    NEUTRALISE = "neutralise"
    FULL_CREDIT = "full_credit"


WITH_KEY: Final = frozenset({DecisionKind.REKEY, DecisionKind.ACCEPT_SEVERAL})


class DecisionError(ValueError):
    """Decisions that cannot be carried out: two on one item, a key that does not fit, a strange item."""


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """A decision on one item.

    `key` is in the list's own format: the new key with `rekey`, the further one with `accept_several`, and
    None with the others.
    """

    item_id: str
    kind: DecisionKind
    key: Any = None

    def to_json(self) -> dict[str, Any]:
        """Return what is digested and stored."""
        return {"item": self.item_id, "decision": self.kind.value, "key": self.key}


def decision_from_json(data: Mapping[str, Any]) -> ItemDecision:
    """Read a stored decision back."""
    return ItemDecision(data["item"], DecisionKind(data["decision"]), data["key"])


def list_decisive(decisions: Iterable[ItemDecision]) -> list[ItemDecision]:
    """Return the decisions that change something, by item; raises DecisionError for two on one item."""
    ordered = sorted(decisions, key=lambda one: one.item_id)
    for earlier, later in pairwise(ordered):
        if earlier.item_id == later.item_id:
            raise DecisionError(f"{later.item_id}: two decisions")
    return [one for one in ordered if one.kind is not DecisionKind.KEEP]


def key_version(list_digest: str, decisions: Iterable[ItemDecision]) -> str:
    """Return the digest that names a list's key under decisions: the list's own where none changes it."""
    decisive = [one.to_json() for one in list_decisive(decisions)]
    if not decisive:
        return list_digest
    return digest({"format": FORMAT, "list": list_digest, "decisions": decisive})


def decided_key(item: Item, decision: ItemDecision) -> AnswerKey:
    """Return the key that a decision brings; raises DecisionError where the item cannot have it."""
    if decision.kind is DecisionKind.REKEY and _has_points_of_its_own(item):
        raise DecisionError(f"{item.id}: pays by a table of points, which a new key does not replace")
    try:
        return key_from_json(Fields({item.interaction.id: decision.key}, "decision"), item.interaction)
    except (FieldError, TypeError) as error:
        raise DecisionError(f"{item.id}: {error}") from error


def score_decided(
    items: Mapping[str, Item], responses: Mapping[str, Any], decisions: Iterable[ItemDecision]
) -> FormScore:
    """Mark a form under decisions; those on items that the form does not hold say nothing to it.

    A neutralised item leaves points and maximum alike; full credit counts as right for everybody, answered
    or not. Raises DecisionError, and ValueError where an answer names an item that the form does not hold.
    """
    return DecidedKey(items, decisions).score(items, responses)


class DecidedKey:
    """A list's items under decisions, made ready once for many forms of this one list."""

    def __init__(self, items: Mapping[str, Item], decisions: Iterable[ItemDecision]) -> None:
        self._decisions = {one.item_id: one for one in list_decisive(decisions)}
        self._rekeyed = {
            name: replace(items[name], answer_key=decided_key(items[name], one))
            for name, one in self._decisions.items()
            if one.kind in WITH_KEY and name in items
        }
        # Thousands answer the same items in a few ways: each answer is marked once.
        self._marked: dict[tuple[str, str], ItemScore] = {}

    @property
    def left_out(self) -> frozenset[str]:
        """The items that count for nobody."""
        return frozenset(name for name, one in self._decisions.items() if one.kind is DecisionKind.NEUTRALISE)

    def score(self, items: Mapping[str, Item], responses: Mapping[str, Any]) -> FormScore:
        """Mark one form, its items in their order."""
        strangers = [name for name in responses if name not in items]
        if strangers:
            raise ValueError(f"not an item of this form: {strangers[0]}")
        left_out = self.left_out
        return sum_scores(
            self.score_item(item, responses.get(name)) for name, item in items.items() if name not in left_out
        )

    def score_item(self, item: Item, response: Any) -> ItemScore:
        """Mark one answer to an item that counts."""
        answer = item.id, repr(response)
        known = self._marked.get(answer)
        if known is None:
            known = self._marked[answer] = self._mark(item, response)
        return known

    def _mark(self, item: Item, response: Any) -> ItemScore:
        decision = self._decisions.get(item.id)
        if decision is None:
            return score_response(item, response)
        if decision.kind is DecisionKind.FULL_CREDIT:
            answered = not is_empty(response)
            return ItemScore(item.id, item.meta.topic, item.max_points, item.max_points, answered)
        fresh = score_response(self._rekeyed[item.id], response)
        if decision.kind is DecisionKind.REKEY:
            return fresh
        return max(score_response(item, response), fresh, key=lambda one: one.points)


def voids(form_items: Iterable[str], left_out: Iterable[str], void_over: Fraction) -> bool:
    """Tell whether so many items of a form were neutralised that its result says nothing any more.

    `void_over` is an exact share: of 60 items 20 are a third, and 21 are over it.
    """
    held = set(form_items)
    return len(held & set(left_out)) > void_over * len(held)


def _has_points_of_its_own(item: Item) -> bool:
    return item.scoring.map_response is not None or item.scoring.map_point is not None


def key_of(item: Item) -> Any:
    """Return an item's key in the list's own format, as a decision names keys."""
    return key_to_json(item.answer_key)
