"""How one item is shown in one form: order of what is offered, and ids that say nothing.

An imported or typed order often shows the key (it stands first in 97 % of one measured list), so every list
is shuffled, and an order that would show the answer is drawn again.
"""

from question_bank.answer_keys import MatchKey, OrderKey
from question_bank.form_snapshot import FormItem
from question_bank.interactions import (
    GapMatchInteraction,
    HotspotInteraction,
    list_gaps,
    list_labelled,
    list_offers,
)
from question_bank.items import Item
from question_bank.seeded import SeededStream

Order = dict[str, tuple[str, ...]]


def present_item(item: Item, digest: str, stream: SeededStream) -> FormItem:
    """Draw an item's presentation from a stream; areas of a picture keep their reading order."""
    order = _draw_order(item, stream)
    while _shows_key(item, order):
        order = _draw_order(item, stream)
    return FormItem(item.id, item.version, digest, order, _draw_ids(item, stream))


def _draw_order(item: Item, stream: SeededStream) -> Order:
    offers = list_offers(item.interaction)
    if isinstance(item.interaction, HotspotInteraction):
        return offers
    return {name: tuple(stream.shuffle(offered)) for name, offered in offers.items()}


def _shows_key(item: Item, order: Order) -> bool:
    """Tell whether the order itself is the answer: steps in sequence, each answer beside its question."""
    match item.answer_key:
        case OrderKey(choices):
            return order["choices"] == choices
        case MatchKey(pairs):
            if isinstance(item.interaction, GapMatchInteraction):
                filled = {gap: choice for choice, gap in pairs}
                beside = zip(order["choices"], item.interaction.gaps, strict=False)
                return not item.interaction.reuse and all(filled[gap] == choice for choice, gap in beside)
            right = dict(pairs)
            beside = zip(order["sources"], order["targets"], strict=False)
            return all(right[source] == target for source, target in beside)
    return False


def _draw_ids(item: Item, stream: SeededStream) -> dict[str, str]:
    named = (*list_gaps(item.interaction), *list_labelled(item.interaction))
    ids: dict[str, str] = {}
    # Drawn in a shuffled order, or the stored map would list the ids as the bank does.
    for internal in stream.shuffle(named):
        public = stream.new_id()
        while public in ids:
            public = stream.new_id()
        ids[public] = internal
    return ids
