"""What may be proposed on an item, and the key that a person's ticks or words mean."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from examapp.authoring.desk_words import letter_of
from question_bank.answer_keys import ChoiceKey, NumericKey, TextKey
from question_bank.decimals import write_decimal
from question_bank.interactions import list_offers
from question_bank.items import Item, text_of
from question_bank.markup import plain_text
from question_bank.regrading import WITH_KEY, DecisionKind

# Another key is typed or ticked for these kinds; a wrong order or pairing is neutralised or given to all.
_KEYED: Final = (ChoiceKey, TextKey, NumericKey)


def list_kinds(item: Item, allowed: Collection[str]) -> list[DecisionKind]:
    """Return what the policy allows and this item can have, in the order of the rules."""
    pays_by_table = item.scoring.map_response is not None or item.scoring.map_point is not None
    return [
        kind
        for kind in DecisionKind
        if kind.value in allowed
        and (kind not in WITH_KEY or isinstance(item.answer_key, _KEYED))
        and not (kind is DecisionKind.REKEY and pays_by_table)
    ]


def list_choices(item: Item, language: str) -> list[tuple[str, str]]:
    """Return id and words of each choice that can be ticked as right; empty for typed answers."""
    if not isinstance(item.answer_key, ChoiceKey):
        return []
    words = text_of(item, language if language in ("uz-Cyrl", *item.texts) else next(iter(item.texts)))
    (offered,) = list_offers(item.interaction).values()
    return [
        (choice, f"{letter_of(place)}. {plain_text(words.choices[choice])}")
        for place, choice in enumerate(offered, start=1)
    ]


def typed_key(item: Item, ticked: Sequence[str], typed: str) -> Any:
    """Return the key that ticks or words mean, in the list's own format; whether it fits is asked later."""
    match item.answer_key:
        case ChoiceKey():
            return list(ticked)
        case TextKey():
            return [typed.strip()]
        case NumericKey(_, tolerance):
            return {"value": typed.strip().replace(",", "."), "tolerance": write_decimal(tolerance)}
        case _:
            return None
