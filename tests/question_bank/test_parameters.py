import copy

import pytest

from question_bank.blueprint import Blueprint
from question_bank.content import load_programmes
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
    "curriculum": [
        {"id": "1", "topic": "law", "hours": 4, "practice": 4, "texts": WORDS, "outcomes": WORDS},
        {"id": "2", "topic": "law", "hours": 2, "practice": 0, "texts": WORDS, "outcomes": WORDS},
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
        lambda data: data["curriculum"][0].update(id="2"),
        lambda data: data["curriculum"][1].update(practice=3),
        lambda data: data["curriculum"][0]["outcomes"].pop("uz-Latn"),
    ],
)
def test_a_definition_that_does_not_hold_is_refused(change):
    data = copy.deepcopy(PROGRAMME)
    change(data)
    with pytest.raises(FieldError):
        programme_from_json(data)


def test_a_programme_without_a_curriculum_has_none():
    assert programme_from_json({**PROGRAMME, "curriculum": []}).curriculum == ()
    assert programme_from_json({k: v for k, v in PROGRAMME.items() if k != "curriculum"}).curriculum == ()


@pytest.mark.parametrize("programme", load_programmes().values(), ids=lambda one: one.code)
def test_what_ships_teaches_every_topic_that_it_asks(programme):
    assert {one.topic for one in programme.curriculum} == set(programme.blueprint.cells)
