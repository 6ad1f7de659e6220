"""Items with several interactions: each becomes an item of its own, if its points stand by themselves."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from question_bank.answer_keys import right_answers
from question_bank.formats.qti.bodies import Holes
from question_bank.formats.qti.case import Case
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.refusal import Refusal
from question_bank.formats.qti.values import Value
from question_bank.items import Item

_MOST_PARTS = 6
_BLANK = "____"
_IN_TEXT = frozenset({"inline-choice-interaction", "text-entry-interaction"})


def stand_ins(interactions: Sequence[Element], asked: Element) -> Holes:
    """Return what stands for the other interactions while one is asked: blanks in the text, else nothing."""
    others = [element for element in interactions if element is not asked]
    return {id(element): _BLANK if element.name in _IN_TEXT else "" for element in others}


def check_apart(parts: Sequence[tuple[Item, Case]]) -> None:
    """Refuse where the whole pays another sum than its parts; every mix of right and empty is tried."""
    if len(parts) > _MOST_PARTS:
        raise Refusal("composite", f"the item asks {len(parts)} questions at once; make an item of each")
    answers = [case.draft.encode(right_answers(item.answer_key)[0]) for item, case in parts]
    (processing, *_) = (case.processing for _, case in parts)
    alone = [processing.score(answer) for answer in answers]
    for mix in product((False, True), repeat=len(parts)):
        given: dict[str, Value | None] = {}
        for answer, is_given in zip(answers, mix, strict=True):
            given |= answer if is_given else {}
        whole = sum((points for points, is_given in zip(alone, mix, strict=True) if is_given), Decimal(0))
        if processing.score(given) != whole:
            raise Refusal(
                "composite", "the item asks several questions, and their points depend on each other"
            )
