"""One item of QTI, from its element to an item of ours or the reason why not."""

from dataclasses import dataclass, replace
from typing import Any

from question_bank.decimals import write_decimal
from question_bank.formats.contract import Defaults
from question_bank.formats.qti.bodies import Holes
from question_bank.formats.qti.case import Case, open_case
from question_bank.formats.qti.drafts import Draft, Part
from question_bank.formats.qti.instancing import make_instance
from question_bank.formats.qti.kinds import BUILDERS, LEFT_OUT, REFUSED
from question_bank.formats.qti.machine import Budget
from question_bank.formats.qti.marking_twins import Twins, mark_of
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.processing import Processing, read_processing
from question_bank.formats.qti.scoring import derive_marking
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.qti.splitting import check_apart, stand_ins
from question_bank.formats.qti.typing_in import build_inline_choices
from question_bank.formats.refusal import Refusal
from question_bank.items import Item, item_from_json
from question_bank.sentences import say

_FEEDBACK = ("feedback-block", "feedback-inline")
_PROVISIONAL = "X"


@dataclass(frozen=True, slots=True)
class Reading:
    """An item under a provisional id, and the case that any change of it must still agree with."""

    item: Item
    case: Case


@dataclass(frozen=True, slots=True)
class ItemReadings:
    """What one item of QTI became, and the interactions of it that could not be kept."""

    kept: list[Reading]
    refused: list[Refusal]


def read_item(source: ItemSource, defaults: Defaults, budget: Budget, twins: Twins) -> ItemReadings:
    """Return the item, or one for each interaction where they are scored apart; Refusal says why not."""
    budget.begin_item()
    source = make_instance(source, budget)
    root = source.root
    interactions = list_interactions(root)
    if root.get("adaptive") == "true":
        _take_first_attempt(source, interactions)
    _note_losses(source)
    processing = read_processing(root, budget)
    if all(element.name == "inline-choice-interaction" for element in interactions):
        parts = [Part(source, processing, element, {}) for element in interactions]
        names = tuple(element.get("response-identifier") for element in interactions)
        draft = build_inline_choices(parts)
        return ItemReadings([_finish(source, processing, draft, names, defaults, twins)], [])
    readings = _read_parts(source, processing, interactions, defaults, twins)
    if not readings.kept and len(interactions) > 1 and readings.refused[0].kind == "no_points":
        readings = _read_together(source, processing, interactions, defaults)
    elif len(readings.kept) > 1:
        check_apart([(reading.item, reading.case) for reading in readings.kept])
    if not readings.kept:
        raise readings.refused[0]
    if len(interactions) > 1:
        source.note(
            "split",
            say(
                "the item had %(count)s interactions; each is a question of its own", count=len(interactions)
            ),
        )
    return readings


def _read_parts(
    source: ItemSource,
    processing: Processing,
    interactions: list[Element],
    defaults: Defaults,
    twins: Twins,
    *,
    together: bool = False,
) -> ItemReadings:
    readings = ItemReadings([], [])
    for element in interactions:
        asked = element.get("response-identifier")
        alone = processing.beside_right_answers(asked) if together else processing
        try:
            others = stand_ins(interactions, element)
            readings.kept.append(_read_part(source, alone, element, defaults, twins, others))
        except Refusal as refusal:
            readings.refused.append(refusal)
    return readings


def _read_together(
    source: ItemSource, processing: Processing, interactions: list[Element], defaults: Defaults
) -> ItemReadings:
    """Make a question of each interaction where the source pays for all right answers only."""
    # What pays beside right answers is no twin of what pays alone.
    readings = _read_parts(source, processing, interactions, defaults, Twins(), together=True)
    if readings.refused:
        raise Refusal("composite", "the item asks several questions, and none of them is paid alone")
    source.note(
        "scoring_changed",
        say(
            "the source pays only when all %(count)s parts are right; here each is paid by itself",
            count=len(interactions),
        ),
    )
    return readings


def _take_first_attempt(source: ItemSource, interactions: list[Element]) -> None:
    """Keep of an adaptive item what is asked first; Refusal where more is asked with the feedback."""
    shown_later = (
        inner for part in source.root.walk(*_FEEDBACK) for inner in part.walk() if _is_interaction(inner)
    )
    if any(later is one for later in shown_later for one in interactions):
        raise Refusal("adaptive", "an adaptive item asks on after the first answer")
    source.note("adaptive_first", "of an adaptive item only the first attempt is kept and marked")


def list_interactions(root: Element) -> list[Element]:
    """Return the interactions of an item in their order; Refusal where there is none to be kept."""
    body = root.child("item-body")
    found = [] if body is None else [element for element in body.walk() if _is_interaction(element)]
    if not found:
        raise Refusal("no_interaction", "the item asks for no answer")
    kept = [element for element in found if element.name not in LEFT_OUT]
    names = [element.get("response-identifier") for element in kept]
    if len(set(names)) < len(names):
        raise Refusal("malformed", "two interactions give one and the same response")
    if not kept:
        raise Refusal("no_interaction", "the item has a button to end the attempt, and no question")
    return kept


def _is_interaction(element: Element) -> bool:
    return element.name.endswith("-interaction")


def _read_part(
    source: ItemSource,
    processing: Processing,
    element: Element,
    defaults: Defaults,
    twins: Twins,
    others: Holes,
) -> Reading:
    if element.name in REFUSED:
        raise Refusal(*REFUSED[element.name])
    if element.name not in BUILDERS:
        raise Refusal("interaction_unknown", say("%(name)s is not known here", name=element.name[:40]))
    draft = BUILDERS[element.name](Part(source, processing, element, others))
    return _finish(source, processing, draft, (element.get("response-identifier"),), defaults, twins)


def _finish(
    source: ItemSource,
    processing: Processing,
    draft: Draft,
    names: tuple[str, ...],
    defaults: Defaults,
    twins: Twins,
) -> Reading:
    def make_item(key: Any, scoring: dict[str, Any], most: str) -> Item:
        if draft.interaction["type"] == "text_entry":
            longest = max(len(variant) for variant in key) if key else 0
            draft.interaction["max_length"] = max(longest, draft.interaction["max_length"])
        return item_from_json(
            {
                "id": _PROVISIONAL,
                "version": 1,
                "interactions": [draft.interaction],
                "answer_key": {draft.interaction["id"]: key},
                "scoring": scoring,
                "max_points": most,
                "texts": {source.language: {"stem": draft.stem, "choices": draft.choices, **draft.text}},
                "media": source.media,
                "meta": defaults.meta(),
            }
        )

    case, mark = open_case(draft, processing, names), mark_of(source.root, draft)
    twin = twins.find(mark, source.note)
    if twin is None:
        before = len(source.notes)
        twin = derive_marking(case, make_item, source.note)
        twins.found[mark] = replace(twin, notes=tuple(source.notes[before:]))
    item = make_item(twin.key, twin.scoring, twin.most)
    _check_maximum(source, processing, item)
    return Reading(item, case)


def _check_maximum(source: ItemSource, processing: Processing, item: Item) -> None:
    stated = processing.outcomes[processing.outcome].maximum
    if stated is not None and stated != item.max_points:
        source.note(
            "maximum_differs",
            say(
                "%(stated)s points are stated as the most, %(max_points)s can be earned",
                stated=write_decimal(stated),
                max_points=write_decimal(item.max_points),
            ),
        )


def _note_losses(source: ItemSource) -> None:
    """Note what stands beside the body: feedback after the answer, styles, aids, a limit of time."""
    beside = {
        "modal-feedback": ("feedback_lost", "feedback after the answer"),
        "stylesheet": ("style_lost", "a stylesheet"),
        "catalog-info": ("catalog_lost", "a catalogue of aids"),
        "companion-materials-info": ("catalog_lost", "companion materials"),
        "context-declaration": ("context_lost", "declarations of the surroundings"),
    }
    for element in source.root.children(*beside):
        source.note(*beside[element.name])
    if source.root.get("time-dependent") == "true":
        source.note("time_lost", "the item was to be answered in a time of its own")
    if any(element.get("fixed") == "true" for element in source.root.walk()):
        source.note("order_lost", "choices with a fixed place are shuffled like the others")
