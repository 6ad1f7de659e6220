"""Answers of the demo's candidates: right or wrong on purpose, in the ids of their own form."""

from collections.abc import Mapping
from typing import Any

from question_bank.answer_keys import right_answers
from question_bank.exam_form import FormItem
from question_bank.items import Item
from question_bank.truth_table import RowKind, truth_table


def right_answer(item: Item, place: FormItem) -> Any:
    """Return the answer that earns full points."""
    return _in_public_ids(right_answers(item.answer_key)[0], place.public_ids())


def wrong_answer(item: Item, place: FormItem) -> Any:
    """Return an answer of the right shape that earns nothing."""
    wrong = next(row.response for row in truth_table(item) if row.kind is RowKind.WRONG)
    return _in_public_ids(wrong, place.public_ids())


def _in_public_ids(response: Any, public: Mapping[str, str]) -> Any:
    """Put the form's ids into an answer; numbers of a point and what is typed stay as they are."""
    match response:
        case {}:
            return {public[gap]: public[choice] for gap, choice in response.items()}
        case [*_]:
            return [_in_public_ids(member, public) for member in response]
        case str() if response in public:
            return public[response]
    return response
