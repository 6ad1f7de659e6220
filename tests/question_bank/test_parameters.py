import copy

import pytest

from question_bank.blueprint import Blueprint
from question_bank.fields import FieldError
from question_bank.parameters import programme_from_json

WORDS = {"uz-Latn": "a", "ru": "б", "en": "c"}
PROGRAMME = {
    "code": "x",
    "titles": WORDS,
    "levels": WORDS,
    "parameters": [
        {"id": "1", "topic": "law", "items": 2, "texts": WORDS},
        {"id": "2", "topic": "office", "items": 3, "texts": WORDS},
        {"id": "3", "topic": "law", "items": 1, "texts": WORDS},
    ],
}


def test_items_of_parameters_of_one_topic_add_up():
    assert programme_from_json(PROGRAMME).blueprint == Blueprint({"law": 3, "office": 3})


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["parameters"].clear(),
        lambda data: data["parameters"][0].update(id="2"),
        lambda data: data["parameters"][0].update(items=0),
        lambda data: data["parameters"][0]["texts"].pop("ru"),
        lambda data: data["titles"].update(en=""),
        lambda data: data.update(more=1),
    ],
)
def test_a_definition_that_does_not_hold_is_refused(change):
    data = copy.deepcopy(PROGRAMME)
    change(data)
    with pytest.raises(FieldError):
        programme_from_json(data)
