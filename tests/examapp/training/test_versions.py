"""Versions on both databases: drafted by one, published by another, never changed afterwards."""

from dataclasses import replace

import pytest

from examapp.core.errors import NotFound
from examapp.training.errors import DraftMoved, OwnDraft, RowsRefused
from examapp.training.models import Part
from examapp.training.version_rows import count_hours, read_rows
from examapp.training.versions import (
    begin_draft,
    discard_draft,
    find_draft,
    get_demanded,
    list_versions,
    newest_versions,
    publish_draft,
    save_draft,
)
from question_bank.blueprint import TOPICS
from tests.cast import BEGINNING
from tests.examapp.training.making import KEEPER, SECOND

ROW = {"topic": "law", "number": "4", "uz-Latn": "Qonunlarni biladi", "ru": "Знает законы", "en": ""}


def save(db, draft, *, edition=0, by=KEEPER):
    rows = read_rows(draft.part, [ROW])
    save_draft(db, draft, edition=edition, rows=rows, note="yangi", document="", by=by, at=BEGINNING)


def test_what_ships_is_version_one_of_the_parameters_and_of_the_curriculum(database) -> None:
    with database.reading() as db:
        minimum = get_demanded(db, "minimum")
        for part in Part:
            assert [one.number for one in list_versions(db, minimum, part)] == [1]
        assert [part for part, _version in newest_versions(db, minimum)] == [Part.PARAMETERS, Part.CURRICULUM]
        with pytest.raises(NotFound):
            get_demanded(db, "nothing")


def test_the_shipped_curriculum_can_be_typed_back_as_it_stands(database) -> None:
    with database.reading() as db:
        shipped = list_versions(db, get_demanded(db, "minimum"), Part.CURRICULUM)[0].rows
    typed = [
        {"topic": row["topic"], "number": str(row["number"]), "practice": str(row["practice"])}
        | row["texts"]
        | {f"outcome-{language}": text for language, text in row["outcomes"].items()}
        for row in shipped
    ]
    assert read_rows(Part.CURRICULUM, typed) == shipped
    assert [topic for topic, _hours, _practice in count_hours(shipped)] == list(TOPICS)


def test_a_lesson_has_no_more_hours_at_the_computer_than_in_all() -> None:
    with pytest.raises(RowsRefused):
        read_rows(Part.CURRICULUM, [ROW | {"practice": "5"}])
    with pytest.raises(RowsRefused):
        read_rows(Part.CURRICULUM, [ROW | {"outcome-uz-Latn": "Topadi"}])


def test_a_programme_that_ships_no_curriculum_begins_it_with_what_it_demands(database) -> None:
    with database.transaction() as db:
        minimum = get_demanded(db, "minimum")
        bare = replace(minimum, shipped=replace(minimum.shipped, curriculum=()))
        assert list_versions(db, bare, Part.CURRICULUM) == []
        draft = begin_draft(db, bare, Part.CURRICULUM, by=KEEPER, at=BEGINNING)
        assert {row["number"] for row in draft.rows} == {0}
        assert len(draft.rows) == len(minimum.shipped.parameters)


def test_a_second_person_publishes_what_the_first_wrote(database) -> None:
    with database.transaction() as db:
        minimum = get_demanded(db, "minimum")
        draft = begin_draft(db, minimum, Part.PARAMETERS, by=KEEPER, at=BEGINNING)
        assert begin_draft(db, minimum, Part.PARAMETERS, by=SECOND, at=BEGINNING).id == draft.id
        assert len(draft.rows) == len(list_versions(db, minimum, Part.PARAMETERS)[0].rows)
        with pytest.raises(OwnDraft):  # nothing is written yet
            publish_draft(db, draft, edition=0, by=SECOND, at=BEGINNING)
        save(db, draft)
        with pytest.raises(OwnDraft):
            publish_draft(db, draft, edition=1, by=KEEPER, at=BEGINNING)
        publish_draft(db, draft, edition=1, by=SECOND, at=BEGINNING)
    with database.reading() as db:
        newest, first = list_versions(db, get_demanded(db, "minimum"), Part.PARAMETERS)
        assert (newest.number, newest.publisher, len(newest.rows)) == (2, SECOND.name, 1)
        assert first.number == 1
        assert find_draft(db, get_demanded(db, "minimum"), Part.PARAMETERS) is None


def test_what_was_typed_over_an_older_edition_is_refused(database) -> None:
    with database.transaction() as db:
        draft = begin_draft(db, get_demanded(db, "minimum"), Part.CURRICULUM, by=KEEPER, at=BEGINNING)
        assert draft.number == 2
        save(db, draft)
        with pytest.raises(DraftMoved):
            save(db, draft, by=SECOND)
        save(db, draft, edition=1, by=SECOND)
        with pytest.raises(OwnDraft):  # whoever wrote a part of it does not publish it
            publish_draft(db, draft, edition=2, by=SECOND, at=BEGINNING)
        discard_draft(db, draft, by=KEEPER, at=BEGINNING)
    with database.reading() as db:
        assert find_draft(db, get_demanded(db, "minimum"), Part.CURRICULUM) is None


@pytest.mark.parametrize(
    "more",
    [{"topic": ""}, {"number": ""}, {"number": "0"}, {"number": "4.5"}, {"ru": ""}, {"uz-Latn": "a\u202e"}],
)
def test_a_row_that_says_too_little_is_refused_by_its_number(more) -> None:
    with pytest.raises(RowsRefused) as refusal:
        read_rows(Part.PARAMETERS, [ROW, ROW | more])
    assert refusal.value.parameters["row"] == 2


def test_empty_rows_are_left_out_hours_may_stay_open_and_topics_keep_their_order() -> None:
    empty = {"topic": "office", "number": "", "uz-Latn": " ", "ru": "", "en": ""}
    rows = read_rows(Part.CURRICULUM, [ROW | {"topic": "security", "number": ""}, empty, ROW])
    assert [(row["topic"], row["number"]) for row in rows] == [("law", 4), ("security", 0)]
    with pytest.raises(RowsRefused):
        read_rows(Part.CURRICULUM, [empty])
