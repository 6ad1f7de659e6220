import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from examapp.candidates.models import Candidate, CandidateImport, ImportState
from examapp.core.permissions import Role
from tests.cast import open_pages
from tests.examapp.candidates.making import csv_file, make_candidate, pinfl, row, xlsx_file
from tests.examapp.organisations.making import make_organisation

FIELDS = {
    "organisation": "FA-001",
    "family_name": "Karimov",
    "given_name": "Botir",
    "pinfl": pinfl(1),
    "language": "uz-Latn",
}


@pytest.fixture
def body(database):
    with database.transaction() as db:
        return make_organisation(db)


@pytest.fixture
def operator(app, body):
    return open_pages(app, Role.OPERATOR)


@pytest.fixture
def regional(app, body):
    return open_pages(app, Role.OPERATOR, region_code="UZ-TK", suffix="-tk")


def upload(client, data, name="list.csv", **more):
    return client.post("/candidates/import", data={"file": (io.BytesIO(data), name), **more})


def everybody(database):
    with database.reading() as db:
        return db.scalars(select(Candidate).order_by(Candidate.id)).all()


def test_without_organisations_the_list_says_to_add_one_first(app):
    page = open_pages(app, Role.OPERATOR).get("/candidates").text
    assert "add theirs first" in page


def test_an_empty_list_offers_the_template_and_the_upload(operator):
    page = operator.get("/candidates").text
    assert "/candidates/template.xlsx" in page
    assert "/candidates/import" in page


def test_a_person_is_registered_by_hand_with_both_names(operator):
    page = operator.post(
        "/candidates/new", data=FIELDS | {"family_name": "Ko'chqorova"}, follow_redirects=True
    ).text
    assert "The candidate is registered. Apostrophes set right." in page
    assert "Кўчқорова Ботир" in page


def test_every_fault_is_shown_beside_its_field_and_nothing_typed_is_lost(operator, database):
    wrong = FIELDS | {"pinfl": "123", "birth_date": "31.02.1985", "position": "Bosh mutaxassis"}
    page = operator.post("/candidates/new", data=wrong).text
    assert "A PINFL has 14 digits, this one has 3." in page
    assert "This is no date." in page
    assert 'value="Bosh mutaxassis"' in page
    assert everybody(database) == []


def test_a_warning_lets_the_person_in_and_is_told(operator):
    page = operator.post(
        "/candidates/new", data=FIELDS | {"pinfl": pinfl(1)[:-1] + "0"}, follow_redirects=True
    ).text
    assert "check digit does not fit" in page


def test_somebody_registered_already_is_linked(operator, database):
    operator.post("/candidates/new", data=FIELDS)
    page = operator.post("/candidates/new", data=FIELDS | {"given_name": "Boshqa"}).text
    assert "is already registered with this PINFL or document" in page
    assert f"/candidates/{everybody(database)[0].code}" in page


def test_somebody_similar_asks_for_a_reason(operator, database):
    operator.post("/candidates/new", data=FIELDS)
    page = operator.post("/candidates/new", data=FIELDS | {"pinfl": pinfl(2)}).text
    assert "Somebody with a similar name is registered: Karimov Botir." in page
    operator.post("/candidates/new", data=FIELDS | {"pinfl": pinfl(2), "reason": "Adash"})
    assert len(everybody(database)) == 2


def test_a_display_name_is_mended_on_the_page(operator, database):
    path = operator.post("/candidates/new", data=FIELDS).location
    assert 'value="Каримов Ботир"' in operator.get(path).text
    operator.post(path, data=FIELDS | {"name_cyrl": "Каримов Ботирбек"})
    assert everybody(database)[0].name_cyrl == "Каримов Ботирбек"


def test_a_search_finds_by_either_script(operator, database, body):
    with database.transaction() as db:
        make_candidate(db, body)
    assert "Karimov Botir" in operator.get("/candidates?q=карим").text
    assert "Nobody fits." in operator.get("/candidates?q=rahimov").text


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_file_is_checked_then_written(operator, database, make):
    reply = upload(operator, make(row(1), row(2, family="Ko'chqorova"), row(3, pinfl="3.2E+13")))
    assert everybody(database) == []
    page = operator.get(reply.location).text
    assert "2 rows can be written" in page
    assert '<mark class="changed">&#39;</mark>' in page
    assert "The spreadsheet has spoilt the PINFL." in page
    page = operator.post(f"{reply.location}/write", follow_redirects=True).text
    assert "2 rows are written." in page
    assert [candidate.name_latn for candidate in everybody(database)] == [
        "Karimov Botir Abduvohidovich",
        "Koʻchqorova Botir Abduvohidovich",
    ]


def test_a_written_file_cannot_be_written_again(operator, database):
    path = upload(operator, csv_file(row(1))).location
    operator.post(f"{path}/write")
    reply = operator.post(f"{path}/write")
    assert reply.status_code == 409
    assert "written or cancelled in the meantime" in reply.text
    assert len(everybody(database)) == 1


def test_an_upload_can_be_cancelled(operator, database):
    path = upload(operator, csv_file(row(1))).location
    assert "Nobody was registered." in operator.post(f"{path}/cancel", follow_redirects=True).text
    with database.reading() as db:
        kept = db.scalars(select(CandidateImport)).one()
    assert (kept.state, kept.rows_read) == (ImportState.CANCELLED, None)
    assert everybody(database) == []


def test_rows_are_shown_by_outcome(operator):
    path = upload(operator, csv_file(row(1), row(2, pinfl="12"), row(3, family="Ko'chqorova"))).location
    assert "Koʻchqorova" not in operator.get(f"{path}?show=refused").text
    assert "Koʻchqorova" in operator.get(f"{path}?show=repaired").text


def test_a_long_receipt_has_pages(operator):
    path = upload(operator, csv_file(*[row(number) for number in range(101)])).location
    first, second = (operator.get(f"{path}?page={page}").text for page in (1, 2))
    assert (first.count('<th scope="row"'), second.count('<th scope="row"')) == (100, 1)


def test_lesson_29_the_receipt_can_be_downloaded(operator):
    path = upload(operator, csv_file(row(1), row(2, pinfl="12"))).location
    reply = operator.get(f"{path}/receipt.xlsx")
    lines = [
        [cell.value for cell in cells] for cells in openpyxl.load_workbook(io.BytesIO(reply.data)).active
    ]
    assert lines[0][:2] == ["Row", "In the file"]
    assert lines[1][3:5] == [pinfl(1), "Create"]
    assert lines[2][4] == "Refused"
    assert "this one has 2" in lines[2][5]


def test_a_file_that_is_no_list_is_refused_beside_its_field(operator):
    page = upload(operator, b"PK\x03\x04 nonsense", "list.xlsx").text
    assert "The workbook is damaged." in page
    assert "The file was not taken" in page


def test_an_upload_without_file_says_so(operator):
    assert "Choose a file first." in operator.post("/candidates/import", data={}).text


def test_rows_without_organisation_take_the_chosen_one(operator, database):
    path = upload(operator, csv_file(row(1, organisation="")), organisation="FA-001").location
    operator.post(f"{path}/write")
    assert len(everybody(database)) == 1


def test_the_template_is_handed_out_with_the_organisations(operator):
    reply = operator.get("/candidates/template.xlsx")
    assert reply.mimetype.endswith("sheet")
    workbook = openpyxl.load_workbook(io.BytesIO(reply.data))
    assert [cell.value for cell in workbook["Organisations"]["A"]] == ["Code", "FA-001"]


def test_what_a_file_says_is_never_markup(operator):
    path = upload(operator, csv_file(row(1, family="<script>alert(1)</script>"))).location
    assert "<script>alert" not in operator.get(path).text


def test_a_regional_operator_sees_no_candidate_and_no_import_of_another_region(
    regional, operator, database, body
):
    with database.transaction() as db:
        candidate = make_candidate(db, body)
    path = upload(operator, csv_file(row(2))).location
    assert "Karimov" not in regional.get("/candidates").text
    assert regional.get(f"/candidates/{candidate.code}").status_code == 404
    assert regional.post(f"/candidates/{candidate.code}", data=FIELDS).status_code == 404
    assert regional.get(path).status_code == 404
    assert regional.post(f"{path}/write").status_code == 404
    assert regional.get(f"{path}/receipt.xlsx").status_code == 404
    assert "Not saved" in regional.post("/candidates/new", data=FIELDS).text


def test_a_regional_import_takes_only_people_of_the_region(regional, database):
    with database.transaction() as db:
        make_organisation(db, "Toshkent idorasi", region_code="UZ-TK")
    path = upload(regional, csv_file(row(1), row(2, organisation="TK-001", family="Rahimov"))).location
    page = regional.get(path).text
    assert "No organisation has the code or name “FA-001”." in page
    regional.post(f"{path}/write")
    assert [candidate.name_latn for candidate in everybody(database)] == ["Rahimov Botir Abduvohidovich"]


@pytest.mark.parametrize("language", ["uz-Latn", "uz-Cyrl", "ru"])
def test_the_receipt_speaks_the_readers_language(operator, language):
    path = upload(operator, csv_file(row(1), row(2, pinfl="123"), row(3, family="Ko'chqorova"))).location
    page = operator.get(f"{path}?lang={language}").text
    words = {"uz-Latn": "3 ta kiritildi", "uz-Cyrl": "3 та киритилди", "ru": "введено: 3"}
    assert words[language] in page
    body = re.sub(r"<[^>]+>", " ", page)
    assert not [word for word in ("Apostrophes", "refused", "Correct", "created") if word in body]
