"""Finding people by name on both databases, kept true by the verbs that write a candidate."""

import pytest
from sqlalchemy import func, select

from examapp.candidates.models import CandidateNameWord
from examapp.candidates.queries import search_candidates
from examapp.candidates.registration import change_candidate, read_person
from tests.cast import BEGINNING
from tests.examapp.candidates.making import make_candidate, pinfl
from tests.examapp.organisations.making import make_organisation

PEOPLE = [
    ("Karimov", "Botir", "Abduvohidovich"),
    ("Karimova", "Xurshida", "Botirovna"),
    ("Khakimov", "Karim", "Alisher oʻgʻli"),
    ("Ismoilov", "Yusuf", "Karimovich"),
]


@pytest.fixture
def people(database):
    with database.transaction() as db:
        here = make_organisation(db)
        there = make_organisation(db, "Chilonzor tumani hokimligi", region_code="UZ-TK")
        for number, (family, given, patronymic) in enumerate(PEOPLE, start=1):
            make_candidate(
                db,
                there if number == 2 else here,
                number,
                family_name=family,
                given_name=given,
                patronymic=patronymic,
                reason="boshqa odam",
            )
    return database


def found(database, asked, **bounds):
    with database.reading() as db:
        return [one.name_latn.split()[0] for one in search_candidates(db, asked, **bounds).candidates]


def test_words_are_found_by_their_beginnings_in_any_order_and_script(people) -> None:
    assert found(people, "karim") == ["Ismoilov", "Karimov", "Karimova", "Khakimov"]
    assert found(people, "bot karim") == ["Karimov", "Karimova"]
    assert found(people, "Ботир Каримов") == ["Karimov", "Karimova"]
    assert found(people, "hurshida") == ["Karimova"]
    assert found(people, "Hakimov A.") == ["Khakimov"]
    assert found(people, "alisher oʻgʻli") == ["Khakimov"]
    assert found(people, "Ismailov y") == ["Ismoilov"]
    assert found(people, "karim karim") == []
    assert found(people, "botir xurshida yusuf") == []


def test_a_region_bounds_the_search_also_by_code_and_pinfl(people) -> None:
    assert found(people, "karim", region_code="UZ-TK") == ["Karimova"]
    assert found(people, pinfl(1)[:8], region_code="UZ-TK") == ["Karimova"]
    with people.reading() as db:
        [other] = search_candidates(db, "Ismoilov").candidates
    assert found(people, other.code) == ["Ismoilov"]
    assert found(people, other.code, region_code="UZ-TK") == []


def test_who_is_renamed_and_moved_is_found_so_and_no_longer_as_before(people) -> None:
    with people.transaction() as db:
        [one] = search_candidates(db, "Ismoilov").candidates
        person, _warnings = read_person(
            {"family_name": "Rashidov", "given_name": "Yusuf", "pinfl": pinfl(4)}, BEGINNING
        )
        body = search_candidates(db, "xurshida").candidates[0].organisation
        change_candidate(db, one, person, organisation=body, actor="staff:T", at=BEGINNING)
    assert found(people, "ismoilov") == []
    assert found(people, "rashidov", region_code="UZ-TK") == ["Rashidov"]


def test_a_change_of_something_else_leaves_the_keys_alone(people) -> None:
    with people.transaction() as db:
        before = db.scalar(select(func.count()).select_from(CandidateNameWord))
        search_candidates(db, "ismoilov").candidates[0].language = "ru"
    with people.reading() as db:
        assert db.scalar(select(func.count()).select_from(CandidateNameWord)) == before


def test_more_than_can_be_leafed_through_is_said(people, monkeypatch) -> None:
    monkeypatch.setattr("examapp.candidates.queries.MOST", 3)
    with people.reading() as db:
        page = search_candidates(db, "k")
    assert (page.total, page.more) == (3, True)
