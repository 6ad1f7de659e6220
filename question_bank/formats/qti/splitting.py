"""Items with several interactions: each becomes an item of its own, if its points stand by themselves."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from question_bank.formats.qti.bodies import Holes
from question_bank.formats.qti.case import Case
from question_bank.formats.qti.names import Element
from question_bank.formats.qti.values import Value
from question_bank.formats.refusal import Refusal
from question_bank.items import Item
from question_bank.sentences import say
from question_bank.truth_table import RowKind, truth_table

_MOST_PARTS = 6
_BLANK = "____"
_IN_TEXT = frozenset({"inline-choice-interaction", "text-entry-interaction"})


def stand_ins(interactions: Sequence[Element], asked: Element) -> Holes:
    """Return what stands for the other interactions while one is asked: blanks in the text, else nothing."""
    others = [element for element in interactions if element is not asked]
    return {id(element): _BLANK if element.name in _IN_TEXT else "" for element in others}


def check_apart(parts: Sequence[tuple[Item, Case]]) -> None:
    """Refuse where the whole pays another sum than its parts; each mix of right, wrong and empty is tried."""
    if len(parts) > _MOST_PARTS:
        raise Refusal(
            "composite",
            say("the item asks %(count)s questions at once; make an item of each", count=len(parts)),
        )
    (processing, *_) = (case.processing for _, case in parts)
    answers = [_typical_answers(item, case) for item, case in parts]
    for mix in product(*answers):
        given: dict[str, Value | None] = {}
        for answer, _ in mix:
            given |= answer
        if processing.score(given) != sum((points for _, points in mix), Decimal(0)):
            raise Refusal(
                "composite", "the item asks several questions, and their points depend on each other"
            )


def _typical_answers(item: Item, case: Case) -> list[tuple[dict[str, Value | None], Decimal]]:
    """Return nothing, the right and a wrong answer to one part, with what each earns alone."""
    first = {row.kind: row.response for row in reversed(truth_table(item))}
    typical = [first[kind] for kind in (RowKind.RIGHT, RowKind.WRONG) if kind in first]
    answers: list[dict[str, Value | None]] = [{}, *(case.draft.encode(answer) for answer in typical)]
    return [(answer, case.processing.score(answer)) for answer in answers]
