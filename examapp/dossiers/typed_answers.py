"""Typed answers in the forms that are compared: the folding itself would not fit into a stranger's script."""

from collections.abc import Mapping, Sequence
from typing import Any

from examapp.delivery.papers import Paper
from question_bank.answer_keys import NumericKey, TextKey
from question_bank.scoring import read_answered_number
from question_bank.scripts import fold_answer, fold_by_look


def fold_typed(
    paper: Paper, counted: Mapping[str, Any], decisions: Sequence[Mapping[str, Any]] = ()
) -> dict[str, dict[str, Any]]:
    """Return, by item, what was typed, its folded forms or its number, and the folded accepted variants.

    Variants are those of the list's key and of the commission's decisions.
    """
    typed: dict[str, dict[str, Any]] = {}
    decided = {str(one["item"]): one["key"] or () for one in decisions}
    for name, response in counted.items():
        item = paper.opened.items.get(name)
        if item is None or not isinstance(response, str):
            continue
        match item.answer_key:
            case TextKey(variants):
                typed[name] = {
                    "response": response,
                    "folded": [fold_answer(response), fold_by_look(response)],
                    "variants": {
                        variant: fold_answer(variant) for variant in (*variants, *decided.get(name, ()))
                    },
                }
            case NumericKey():
                number = read_answered_number(item, response)
                typed[name] = {"response": response, "number": None if number is None else f"{number:f}"}
    return typed
