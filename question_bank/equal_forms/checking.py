"""Every rule counted afresh on finished forms, by code that shares nothing with the search."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.parameters import ItemParameters


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken: blueprint, enemies, exposure, overlap or twice; where, and by what."""

    rule: str
    form: int
    detail: str


def find_violations(
    items: Sequence[ItemParameters],
    forms: Sequence[Sequence[str]],
    blueprint: Blueprint,
    *,
    exposure: dict[str, int] | int | None = None,
    overlap: int | None = None,
) -> list[Violation]:
    """Return what is broken; forms are ids, numbered from 1. `exposure` is one limit or one per item."""
    by_id = {item.id: item for item in items}
    found: list[Violation] = []
    for number, form in enumerate(forms, start=1):
        found += _check_form(number, form, by_id, blueprint)
    if exposure is not None:
        uses = Counter(item_id for form in forms for item_id in set(form))
        for item_id, count in sorted(uses.items()):
            limit = exposure if isinstance(exposure, int) else exposure[item_id]
            if count > limit:
                found.append(Violation("exposure", 0, f"{item_id} stands in {count} forms, at most {limit}"))
    if overlap is not None:
        for (one, first), (two, second) in combinations(enumerate(map(set, forms), start=1), 2):
            shared = len(first & second)
            if shared > overlap:
                found.append(Violation("overlap", one, f"shares {shared} items with form {two}"))
    return found


def _check_form(
    number: int, form: Sequence[str], by_id: dict[str, ItemParameters], blueprint: Blueprint
) -> list[Violation]:
    found = []
    if len(set(form)) != len(form):
        found.append(Violation("twice", number, "an item stands twice"))
    topics = Counter(by_id[item_id].topic for item_id in form)
    if topics != Counter(blueprint.cells):
        found.append(Violation("blueprint", number, f"topics are {dict(sorted(topics.items()))}"))
    for topic, levels in blueprint.levels.items():
        there = Counter(by_id[item_id].level for item_id in form if by_id[item_id].topic == topic)
        if there != Counter(levels):
            found.append(Violation("blueprint", number, f"{topic}: levels are {dict(sorted(there.items()))}"))
    inside = set(form)
    for item_id in form:
        enemies = sorted(inside & set(by_id[item_id].enemies) - {item_id})
        found += [Violation("enemies", number, f"{item_id} and {enemy}") for enemy in enemies]
    return found
