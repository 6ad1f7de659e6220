import pytest

from examapp.core.permissions import Role
from examapp.organisations.queries import get_organisation, list_organisations
from tests.cast import open_pages
from tests.examapp.organisations.making import make_organisation

FIELDS = {"name_latn": "Oltiariq tumani hokimligi", "kind": "local", "region_code": "UZ-FA", "parent": ""}


@pytest.fixture
def operator(app):
    return open_pages(app, Role.OPERATOR)


@pytest.fixture
def regional(app):
    return open_pages(app, Role.OPERATOR, region_code="UZ-TK", suffix="-tk")


def test_an_empty_list_says_what_belongs_here(operator):
    assert "There is no organisation yet." in operator.get("/organisations").text


def test_the_operator_adds_an_organisation(operator, database):
    page = operator.post("/organisations/new", data=FIELDS, follow_redirects=True).text
    assert "Its code is FA-001." in page
    assert "Oltiariq tumani hokimligi" in page
    with database.reading() as db:
        assert get_organisation(db, "FA-001").region_code == "UZ-FA"


def test_a_hidden_mark_is_refused_and_nothing_typed_is_lost(operator, database):
    page = operator.post(
        "/organisations/new", data=FIELDS | {"name_latn": "Ho\u202ekim", "name_ru": "Хокимият"}
    ).text
    assert "hidden mark (RIGHT-TO-LEFT OVERRIDE)" in page
    assert 'value="Хокимият"' in page
    with database.reading() as db:
        assert not list_organisations(db)


def test_a_code_that_is_taken_is_refused_beside_its_field(operator):
    operator.post("/organisations/new", data=FIELDS | {"code": "HOK"})
    page = operator.post("/organisations/new", data=FIELDS | {"code": "hok"}).text
    assert "The code HOK belongs to another organisation." in page


def test_an_organisation_is_changed_on_its_page(operator, database):
    operator.post("/organisations/new", data=FIELDS)
    assert 'value="Oltiariq tumani hokimligi"' in operator.get("/organisations/FA-001").text
    operator.post("/organisations/FA-001", data=FIELDS | {"name_ru": "Хокимият"})
    with database.reading() as db:
        assert get_organisation(db, "FA-001").names["ru"] == "Хокимият"


def test_a_search_finds_by_part_of_a_name(operator):
    operator.post("/organisations/new", data=FIELDS)
    assert "Oltiariq tumani" in operator.get("/organisations?q=олтиариқ").text
    assert "No organisation fits." in operator.get("/organisations?q=vazirlik").text


def test_a_regional_operator_sees_and_makes_only_the_own_region(regional, database):
    with database.transaction() as db:
        make_organisation(db)
    assert "Oltiariq" not in regional.get("/organisations").text
    assert regional.get("/organisations/FA-001").status_code == 404
    assert regional.post("/organisations/FA-001", data=FIELDS).status_code == 404
    page = regional.post("/organisations/new", data=FIELDS).text
    assert "Not saved" in page
    with database.reading() as db:
        assert len(list_organisations(db)) == 1


@pytest.mark.parametrize(
    ("language", "word"), [("uz-Latn", "Tashkilotlar"), ("uz-Cyrl", "Ташкилотлар"), ("ru", "Организации")]
)
def test_the_list_speaks_the_readers_language(operator, language, word):
    assert word in operator.get(f"/organisations?lang={language}").text


def test_a_code_of_other_signs_is_refused_with_a_whole_sentence(operator):
    page = operator.post("/organisations/new", data=FIELDS | {"code": "ҳок/1"}).text
    assert "Only Latin letters, digits and hyphen." in page
