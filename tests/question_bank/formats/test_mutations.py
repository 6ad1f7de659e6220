"""The short form of the fuzz campaign: each format's own export, spoilt, is read or refused with a reason."""

import random

import pytest

from question_bank.formats.contract import NotReadable
from question_bank.formats.registry import AUTO, FORMATS, read, write
from question_bank.formats.report import list_report
from tests.question_bank.formats.mutations import MUTATIONS, list_mutants
from tests.question_bank.samples import KINDS, PICTURE, PICTURE_SHA256, item

ITEMS = {made.id: made for made in map(item, KINDS)}
CASES = [
    *((name, FORMATS[name].ending) for name in FORMATS),
    *(("native", ".json"), ("native", ".yaml"), ("spreadsheet", ".csv")),
]
MUTANTS = 12  # `./run faults formats` tries thousands


@pytest.mark.parametrize(("name", "ending"), CASES)
@pytest.mark.parametrize("told", [True, False])
def test_a_spoilt_file_is_read_or_refused_and_every_block_is_accounted_for(
    tmp_path, tmp_path_factory, name, ending, told
):
    source = tmp_path_factory.getbasetemp() / f"{name}{ending}"
    if not source.exists():
        write(ITEMS, {PICTURE_SHA256: PICTURE}, source, name)
    spoilt = tmp_path / "spoilt"
    kinds = set()
    for mutant in list_mutants(source.read_bytes(), MUTANTS, seed=len(name)):
        spoilt.write_bytes(mutant)
        try:
            read_list = read(spoilt, name if told else AUTO)
            list_report(read_list)
            kinds.add("read")
        except NotReadable as refusal:
            kinds.add(refusal.kind)
    assert kinds
    assert "" not in kinds


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_way_of_spoiling_changes_some_file(mutation):
    chance = random.Random(1)
    content = "Savol?\n====\n#bir ʻ\n====\nikki\n".encode()
    assert any(mutation(content, chance) != content for _ in range(20))


def test_the_same_seed_spoils_in_the_same_way():
    assert list(list_mutants(b"some words", 5, seed=3)) == list(list_mutants(b"some words", 5, seed=3))
