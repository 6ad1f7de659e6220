import pytest

from question_bank.blueprint import (
    DEFAULT_BLUEPRINT,
    TOPIC_TITLES,
    TOPICS,
    Blueprint,
    BlueprintError,
    Cell,
    blueprint_from_json,
    blueprint_to_json,
)


def test_the_default_blueprint_is_the_fifty_items_of_the_rules():
    assert DEFAULT_BLUEPRINT.cells == {
        "law": 10,
        "edoc": 6,
        "devices": 10,
        "office": 12,
        "internet": 6,
        "networks": 3,
        "security": 3,
    }
    assert DEFAULT_BLUEPRINT.total == 50


def test_sections_keep_one_order_however_the_table_was_written():
    mixed = Blueprint({"zeta": 1, "office": 2, "alpha": 1, "law": 3})
    assert mixed.topics() == ("law", "office", "alpha", "zeta")


def test_a_blueprint_comes_back_from_json_equal():
    assert blueprint_from_json(blueprint_to_json(DEFAULT_BLUEPRINT)) == DEFAULT_BLUEPRINT


def test_a_topic_may_be_divided_by_levels():
    divided = blueprint_from_json({"office": {"know": 2, "apply": 3}, "law": 4})
    assert divided.cells == {"office": 5, "law": 4}
    assert divided.finest_cells() == (
        Cell("law", "", 4),
        Cell("office", "apply", 3),
        Cell("office", "know", 2),
    )
    assert blueprint_from_json(blueprint_to_json(divided)) == divided


@pytest.mark.parametrize(
    "levels", [{"law": {"know": 2}}, {"net": {"know": 3}}, {"law": {"know": 3, "apply": 0}}]
)
def test_levels_that_do_not_add_up_to_their_topic_are_refused(levels):
    with pytest.raises(BlueprintError):
        Blueprint({"law": 3}, levels)


@pytest.mark.parametrize("data", [{"law": {}}, {"law": {"know": "2"}}, {"law": {"know": -1, "apply": 2}}])
def test_what_is_no_table_of_levels_is_refused(data):
    with pytest.raises(BlueprintError):
        blueprint_from_json(data)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"law": 0}, {"law": -1}, {"law": "3"}, {"law": 1.0}, {"law": True}]
)
def test_what_is_no_table_of_counts_is_refused(data):
    with pytest.raises(BlueprintError):
        blueprint_from_json(data)


def test_every_topic_has_a_title_in_every_written_language():
    assert set(TOPIC_TITLES) == set(TOPICS)
    assert all(set(titles) == {"uz-Latn", "ru", "en"} for titles in TOPIC_TITLES.values())
