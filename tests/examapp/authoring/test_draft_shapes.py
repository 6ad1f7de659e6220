import pytest

from examapp.authoring.desk_preview import build_preview
from examapp.authoring.draft_fields import read_coords, read_whole
from examapp.authoring.draft_shapes import (
    KINDS,
    ON_PICTURE,
    add_part,
    change_kind,
    empty_body,
    kind_of,
    list_gap_ids,
    move_part,
    remove_part,
)
from examapp.authoring.item_drafts import interaction_of, key_of, read_draft
from examapp.authoring.text_rows import list_rows
from examapp.authoring.word_changes import mark_changes
from tests.question_bank.samples import KINDS as SAMPLES
from tests.question_bank.samples import raw_item


def empty(kind="choice"):
    return empty_body("LAW-1001", kind=kind, topic="law", language="uz-Latn")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_any_kind_becomes_any_other_and_the_question_stays(kind, other):
    body = empty(kind)
    body["texts"]["uz-Latn"]["stem"] = "<p>Savol?</p>"
    changed = change_kind(body, other)
    assert kind_of(changed) == other
    assert changed["texts"]["uz-Latn"]["stem"] == "<p>Savol?</p>"
    assert kind_of(body) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_item_says_all_that_it_lacks_and_breaks_nothing(kind):
    draft = read_draft(empty(kind))
    assert draft.item is None
    assert all(fault.problem for fault in draft.faults)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        *(("choice", "choices"), ("order", "choices"), ("match", "sources"), ("match", "targets")),
        *(("gap_match", "gaps"), ("gap_match", "choices"), ("inline_choice", "gaps")),
        *(("inline_choice", "gap:g1"), ("hotspot", "areas"), (ON_PICTURE, "areas")),
    ],
)
def test_what_is_added_has_an_id_of_its_own_and_can_be_removed(kind, what):
    before = empty(kind)
    added = add_part(before, what)
    names = {row.id for row in list_rows(added)} | set(list_gap_ids(interaction_of(added)))
    known = {row.id for row in list_rows(before)} | set(list_gap_ids(interaction_of(before)))
    fresh = sorted(names - known)
    assert fresh
    assert remove_part(added, fresh[0]) == before


def test_a_place_for_a_point_is_added_and_removed():
    added = add_part(empty("select_point"), "places")
    assert len(key_of(added)) == 2
    assert len(key_of(remove_part(added, "place:0"))) == 1


def test_a_removed_choice_leaves_the_key():
    body = empty()
    body["answer_key"]["r1"] = ["a", "b"]
    assert key_of(remove_part(body, "a")) == ["b"]


def test_the_rows_of_an_order_are_its_key():
    moved = move_part(empty("order"), "c", -1)
    assert key_of(moved) == ["a", "c", "b"]
    assert interaction_of(moved)["choices"] == ["a", "b", "c"]
    assert key_of(move_part(moved, "a", -1)) == ["a", "c", "b"]


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_translators_rows_hide_ids_order_and_marks(kind):
    rows = list_rows(raw_item(kind), blind=True)
    assert not any(row.right for row in rows)
    assert [row.name for row in rows if row.kind == "label"] == [
        f"label-{number}" for number in range(1, 1 + sum(row.kind == "label" for row in rows))
    ]


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_translators_preview_does_not_depend_on_the_key(kind):
    first, second = raw_item(kind), raw_item(kind)
    second["answer_key"] = {"r1": []}
    shown = [build_preview(raw, lambda sha256: sha256, blind=True).paper for raw in (first, second)]
    assert shown[0] is not None
    assert shown[0] == shown[1]


def test_numbers_that_cannot_be_read_stay_as_typed():
    assert read_whole(" 12 ") == 12
    assert read_whole("12a") == "12a"
    assert read_coords("1, 2;3 4") == [1, 2, 3, 4]
    assert read_coords("1 2 x") == "1 2 x"


def test_only_changed_words_are_marked():
    before, after = mark_changes("Qaysi harakat toʻgʻri?", "Qaysi ikki harakat toʻgʻri?")
    assert [words for words, changed in after if changed] == ["ikki"]
    assert [words for words, changed in before if changed] == []
    assert "".join(words for words, _ in after) == "Qaysi ikki harakat toʻgʻri?"
