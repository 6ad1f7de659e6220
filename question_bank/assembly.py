"""Exam forms made from a list by a blueprint, one for each candidate of a sitting.

Every form holds exactly what the blueprint asks for and no two enemies; the items of a topic are used evenly
over the forms. `assemble_equal` makes them equal for the borderline candidate as well; `assemble` draws at
random, as all forms were made before. Either follows from its seed: list, blueprint, count, limits and seed
give the same forms for ever, and a form keeps the name of its method.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from question_bank.blueprint import Blueprint, BlueprintError
from question_bank.equal_forms.balancing import METHOD, balance_forms
from question_bank.equal_forms.parameters import ParameterBank, bank_of_items
from question_bank.equal_forms.rules import Limits
from question_bank.form_snapshot import DRAWN, ExamForm, Section
from question_bank.infeasible import Infeasible, LackingCell
from question_bank.items import Item
from question_bank.presentation import present_item
from question_bank.sealing import digest_item
from question_bank.seeded import SeededStream

# How often a form is drawn anew where enemies of other topics stand in each other's way.
_ATTEMPTS = 200
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class _Pool:
    """The items that may be drawn, by topic, with their enemies both ways."""

    def __init__(self, items: Mapping[str, Item], blueprint: Blueprint) -> None:
        self.by_topic: dict[str, list[str]] = {topic: [] for topic in blueprint.topics()}
        self.enemies: dict[str, set[str]] = {item_id: set() for item_id in items}
        for item_id in sorted(items):
            self.by_topic.get(items[item_id].meta.topic, []).append(item_id)
            for enemy in items[item_id].meta.enemies:
                self.enemies[item_id].add(enemy)
                self.enemies.setdefault(enemy, set()).add(item_id)

    def count_enemies(self, item_id: str) -> int:
        return len(self.enemies[item_id])

    def pick_apart(self, ordered: Sequence[str], count: int, chosen: Sequence[str]) -> list[str]:
        """Take up to `count` items in the given order, none an enemy of another or of the chosen."""
        picked: list[str] = []
        barred = set().union(*(self.enemies[item_id] for item_id in chosen)) if chosen else set()
        for item_id in ordered:
            if len(picked) == count:
                break
            if item_id not in barred:
                picked.append(item_id)
                barred |= self.enemies[item_id]
        return picked


def assemble(items: Mapping[str, Item], blueprint: Blueprint, count: int, seed: str) -> list[ExamForm]:
    """Draw `count` forms from the list's items, or raise Infeasible naming the topics that lack items."""
    if blueprint.levels:
        raise BlueprintError("forms drawn at random know topics only")
    pool = _Pool(items, blueprint)
    _refuse_lacking(pool, blueprint)
    digests = {item_id: digest_item(item) for item_id, item in items.items()}
    used: Counter[str] = Counter()
    forms: list[ExamForm] = []
    for number in range(1, count + 1):
        form_seed = f"{seed}/{number}"
        drawn = _draw_items(pool, blueprint, used, SeededStream(form_seed, "items"))
        used.update(item_id for topic in drawn.values() for item_id in topic)
        forms.append(
            _present(items, digests, {topic: drawn[topic] for topic in blueprint.topics()}, form_seed, DRAWN)
        )
    return forms


def assemble_equal(
    items: Mapping[str, Item],
    blueprint: Blueprint,
    count: int,
    seed: str,
    limits: Limits | None = None,
    bank: ParameterBank | None = None,
) -> list[ExamForm]:
    """Make `count` forms that are equal at the cut score, or raise Infeasible saying why there are none.

    `bank` holds the items' parameters where they have been calibrated; without it, Angoff values count.
    """
    made = balance_forms(bank or bank_of_items(items), blueprint, count, seed, limits)
    digests = {item_id: digest_item(item) for item_id, item in items.items()}
    forms = []
    for number, chosen in enumerate(made.ids(), start=1):
        form_seed = f"{seed}/{number}"
        stream = SeededStream(form_seed, "items")
        by_topic = {
            topic: stream.shuffle(sorted(item_id for item_id in chosen if items[item_id].meta.topic == topic))
            for topic in blueprint.topics()
        }
        forms.append(_present(items, digests, by_topic, form_seed, METHOD))
    return forms


def _present(
    items: Mapping[str, Item],
    digests: Mapping[str, str],
    by_topic: Mapping[str, Sequence[str]],
    form_seed: str,
    method: str,
) -> ExamForm:
    """Show each topic's items in the order given, choices in an order drawn from the form's seed."""
    sections = tuple(
        Section(
            topic,
            tuple(
                present_item(items[item_id], digests[item_id], SeededStream(form_seed, f"item {item_id}"))
                for item_id in chosen
            ),
        )
        for topic, chosen in by_topic.items()
    )
    return ExamForm(_draw_code(form_seed), form_seed, sections, method)


def _refuse_lacking(pool: _Pool, blueprint: Blueprint) -> None:
    lacking = []
    for topic in blueprint.topics():
        candidates = sorted(pool.by_topic[topic], key=pool.count_enemies)
        apart = len(pool.pick_apart(candidates, len(candidates), ()))
        if apart < blueprint.cells[topic]:
            lacking.append(LackingCell(topic, blueprint.cells[topic], len(candidates), apart))
    if lacking:
        raise Infeasible(lacking)


def _draw_items(
    pool: _Pool, blueprint: Blueprint, used: Mapping[str, int], stream: SeededStream
) -> dict[str, list[str]]:
    """Draw one form's items, least used first; each topic's in the random order in which they are shown."""
    for attempt in range(_ATTEMPTS):
        drawn: dict[str, list[str]] = {}
        chosen: list[str] = []
        # The first attempt keeps the use even; the others only look for a form that exists.
        for topic in blueprint.topics() if attempt == 0 else stream.shuffle(blueprint.topics()):
            ordered = stream.shuffle(pool.by_topic[topic])
            ordered.sort(key=pool.count_enemies if attempt % 2 else lambda item_id: used[item_id])
            drawn[topic] = pool.pick_apart(ordered, blueprint.cells[topic], chosen)
            chosen += drawn[topic]
        if len(chosen) == blueprint.total:
            return {topic: stream.shuffle(picked) for topic, picked in drawn.items()}
    raise Infeasible(())


def _draw_code(form_seed: str) -> str:
    stream = SeededStream(form_seed, "code")
    letters = [_CODE_LETTERS[stream.below(len(_CODE_LETTERS))] for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
