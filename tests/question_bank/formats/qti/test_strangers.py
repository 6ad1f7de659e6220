import pytest

from question_bank.answer_keys import right_answers
from question_bank.formats.contract import Defaults
from question_bank.formats.qti.reading import read_qti
from question_bank.scoring import score_response
from tests.question_bank.formats.qti.strangers import ITEMS

# Refused with a reason, and with no fault of ours: what the model cannot hold, or people would have to mark.
UNFILLED = {"graphic gap match"}


def _read(path, name):
    text = ITEMS[name][0]
    path.write_bytes(text.encode("windows-1251" if "windows-1251" in text else "utf-8"))
    return read_qti(path, Defaults())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "item.xml"


@pytest.mark.parametrize(
    "name", [name for name, (_, wanted) in ITEMS.items() if wanted and name not in UNFILLED]
)
def test_an_item_of_another_system_becomes_one_that_scores(path, name):
    read = _read(path, name)
    assert read.items, read.refusals
    for item in read.items.values():
        answer = right_answers(item.answer_key)[0]
        assert score_response(item, answer).points == item.max_points > 0


@pytest.mark.parametrize(
    "name", [name for name, (_, wanted) in ITEMS.items() if not wanted or name in UNFILLED]
)
def test_an_item_that_cannot_be_kept_is_refused_with_a_reason(path, name):
    read = _read(path, name)
    assert not read.items
    assert all(refusal.kind and refusal.text for refusal in read.refusals)


def test_four_of_five_items_of_other_systems_are_kept():
    kept = [name for name, (_, wanted) in ITEMS.items() if wanted and name not in UNFILLED]
    assert len(kept) / len(ITEMS) >= 0.8
