"""What assembly learns of a list, and what it does not."""

import dataclasses

from examapp.authoring.item_parameters import read_parameters
from question_bank.content import load_shipped_list
from question_bank.equal_forms.parameters import ItemParameters, bank_of_items
from tests.examapp.sittings.conftest import Ground, ground

__all__ = ["ground"]


def test_the_parameters_are_those_of_the_opened_list(ground: Ground) -> None:
    _manifest, items, _media = load_shipped_list()
    with ground.database.reading() as db:
        assert read_parameters(db, ground.list_id) == bank_of_items(items).items


def test_no_word_or_key_of_an_item_is_among_them() -> None:
    assert {field.name for field in dataclasses.fields(ItemParameters)} == {
        "id",
        "topic",
        "level",
        "enemies",
        "discrimination",
        "difficulty",
        "angoff",
        "points",
    }
