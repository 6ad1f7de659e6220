"""Small banks for tests of assembly: drawn by Hypothesis, or written in one line."""

from decimal import Decimal

from hypothesis import strategies as st

from question_bank.blueprint import Blueprint
from question_bank.equal_forms.parameters import ItemParameters, ParameterBank
from question_bank.equal_forms.rules import Limits

TOPICS = ("law", "office", "security")
LEVELS = ("know", "apply")


def judged(item_id: str, topic: str = "law", angoff: str = "0.6", **more) -> ItemParameters:
    return ItemParameters(id=item_id, topic=topic, angoff=Decimal(angoff), **more)


def plain_bank(**counts: int) -> ParameterBank:
    """So many items a topic, judged from 0.30 upwards, no enemies."""
    return ParameterBank(
        tuple(
            judged(f"{topic.upper()}-{number:02}", topic, str(Decimal("0.30") + Decimal(number) / 100))
            for topic, count in counts.items()
            for number in range(count)
        )
    )


@st.composite
def banks(draw, most: int = 30):
    """Items of three topics and two levels, some calibrated, some judged, some unknown, some enemies."""
    size = draw(st.integers(6, most))
    ids = [f"I-{number:02}" for number in range(size)]
    items = []
    for item_id in ids:
        kind = draw(st.sampled_from(["angoff", "model", "unknown"]))
        share = Decimal(draw(st.integers(1, 99))) / 100
        items.append(
            ItemParameters(
                id=item_id,
                topic=draw(st.sampled_from(TOPICS)),
                level=draw(st.sampled_from(LEVELS)),
                enemies=tuple(draw(st.lists(st.sampled_from(ids), max_size=2))),
                angoff=share if kind == "angoff" else None,
                difficulty=6 * share - 3 if kind == "model" else None,
                discrimination=2 * share + Decimal("0.1") if kind == "model" else Decimal(1),
            )
        )
    return ParameterBank(tuple(items))


@st.composite
def blueprints(draw, bank: ParameterBank):
    """A table that the bank could fill if it had no enemies, some topics divided by level."""
    cells, levels = {}, {}
    for topic in draw(st.sets(st.sampled_from(sorted({item.topic for item in bank.items})), min_size=1)):
        there = [item for item in bank.items if item.topic == topic]
        if draw(st.booleans()):
            sizes = {level: sum(item.level == level for item in there) for level in LEVELS}
            levels[topic] = {level: draw(st.integers(1, size)) for level, size in sizes.items() if size}
            cells[topic] = sum(levels[topic].values())
        else:
            cells[topic] = draw(st.integers(1, len(there)))
    return Blueprint(cells, levels)


def limit_sets():
    return st.builds(
        Limits,
        exposure=st.none() | st.integers(1, 5),
        overlap=st.none() | st.integers(0, 8),
        exposure_percent=st.sampled_from([100, 140, 200]),
    )
