"""Answers of the demo's candidates: right or wrong on purpose, in the ids of their own form."""

from typing import Any

from question_bank.answer_keys import ChoiceKey, InlineChoiceKey, MatchKey, NumericKey, OrderKey, TextKey
from question_bank.exam_form import FormItem
from question_bank.items import Item


def right_answer(item: Item, place: FormItem) -> Any:
    """Return the answer that earns full points."""
    public = place.public_ids()
    match item.answer_key:
        case ChoiceKey(choices) | OrderKey(choices):
            return [public[choice] for choice in choices]
        case MatchKey(pairs):
            return [[public[source], public[target]] for source, target in pairs]
        case InlineChoiceKey(gaps):
            return {public[gap]: public[choice] for gap, choice in gaps.items()}
        case TextKey(variants):
            return variants[0]
        case NumericKey(value):
            return str(value)


def wrong_answer(item: Item, place: FormItem) -> Any:
    """Return an answer of the right shape that earns nothing."""
    public = place.public_ids()
    match item.answer_key:
        case ChoiceKey(choices):
            offered = next(iter(place.order.values()))
            return [public[choice] for choice in offered if choice not in choices][:1]
        case OrderKey(choices):
            return [public[choice] for choice in reversed(choices)]
        case MatchKey(pairs):
            targets = [target for _source, target in pairs]
            turned = [*targets[1:], targets[0]]
            return [[public[pair[0]], public[target]] for pair, target in zip(pairs, turned, strict=True)]
        case InlineChoiceKey(gaps):
            return {
                public[gap]: public[next(choice for choice in place.order[gap] if choice != right)]
                for gap, right in gaps.items()
            }
        case TextKey() | NumericKey():
            return "0"
