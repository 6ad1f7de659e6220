from io import BytesIO

import openpyxl
import pytest

from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_queries import read_bodies
from examapp.core.permissions import Role
from tests.cast import open_pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEMIS = (
    "Faylni nusxalash qaysi tugmalar bilan bajariladi?\n"
    "====\n#Ctrl + C\n====\nCtrl + V\n====\nCtrl + X\n++++\n"
    "Fаylni qirqish qaysi tugmalar bilan bajariladi?\n====\n#Ctrl + X\n====\nCtrl + V\n====\nCtrl + C\n++++\n"
    "Kaliti yoʻq savol?\n====\nbir\n====\nikki\n++++\n"
)


@pytest.fixture
def author(app):
    return open_pages(app, Role.AUTHOR)


def upload(client, text=HEMIS, name="list.txt"):
    data = {"file": (BytesIO(text.encode()), name), "topic": "office"}
    return client.post("/items/import", data=data, follow_redirects=True)


def test_a_file_is_shown_with_what_was_found_before_anything_is_taken_in(author, database):
    reply = upload(author)
    assert "3 = 2 + 0 + 1" in reply.text or "3 = 2 + 1 + 0" in reply.text
    assert "<del>" in reply.text
    with database.reading() as db:
        assert db.query(DeskItem).count() == 0


def test_what_is_of_one_kind_stands_together_with_its_items_and_can_be_accepted_together(author):
    text = upload(author, HEMIS.replace("Faylni nusxalash", "Fаylni nusxalash")).text
    assert text.count("<h2>A translation is missing</h2>") == 1
    assert "No text in Русский" in text
    assert 'name="kind" value="mixed_scripts"' in text
    assert text.count('name="mend"') == 2


def test_nothing_is_mended_but_what_was_ticked(author, database):
    address = upload(author).request.path
    done = author.post(address, data={})
    assert done.text.count("Taken in as a draft") == 2
    with database.reading() as db:
        rows = db.query(DeskItem).all()
        bodies = str(read_bodies(db, rows))
    assert "Fаylni" in bodies


def test_mends_are_accepted_by_their_kind_and_the_file_is_forgotten(author, database, settings):
    address = upload(author).request.path
    done = author.post(address, data={"kind": ["mixed_scripts"]})
    assert "1 mend was made." in done.text
    with database.reading() as db:
        bodies = str(read_bodies(db, db.query(DeskItem).all()))
    assert "Fаylni" not in bodies
    assert "Faylni qirqish" in bodies
    assert list((settings.data / "imports").iterdir()) == []
    assert author.get(address).status_code == 404


def test_an_item_that_is_on_the_desk_is_left_out_and_told(author, database):
    author.post(upload(author).request.path)
    again = author.post(upload(author).request.path)
    assert again.text.count("this code is on the desk already") == 2
    with database.reading() as db:
        assert db.query(DeskItem).count() == 2


def test_the_report_is_a_spreadsheet_with_a_row_for_each_finding(author):
    address = upload(author).request.path
    reply = author.get(f"{address}/report.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(reply.data)).active
    kinds = {row[2].value for row in sheet.iter_rows(min_row=2)}
    assert {"A word mixes Latin and Cyrillic letters", "No answer is marked as right"} <= kinds


def test_another_author_does_not_find_a_parked_file(app, author):
    address = upload(author).request.path
    other = open_pages(app, Role.AUTHOR, suffix="2")
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404


@pytest.mark.parametrize(
    "content", ["PK\x03\x04 half a zip", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"]
)
def test_a_file_that_cannot_be_read_says_so_and_is_forgotten(author, settings, content):
    reply = upload(author, content, "list.zip")
    assert reply.status_code == 200
    assert "The file cannot be read." in reply.text
    assert list((settings.data / "imports").iterdir()) == []


def test_a_refusal_says_what_to_do_in_the_readers_language(author):
    author.set_cookie("lang", "ru")
    assert "Файл не удаётся прочитать." in upload(author, "PK\x03\x04 half a zip", "list.zip").text


class _Endless(BytesIO):
    """A body that never ends, and fails the test where more of it is read than a refusal needs."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        assert 0 <= self.taken < 2**20, "the body was read before it was refused"
        return b"x" * size


def test_200_megabytes_are_refused_unread_with_a_page_in_the_readers_language(author, settings):
    author.set_cookie("lang", "ru")
    size = {"CONTENT_LENGTH": str(200 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = author.post("/items/import", environ_overrides={**size, "wsgi.input": _Endless()})
    assert reply.status_code == 413
    assert "Отправьте файл поменьше." in reply.text
    assert not (settings.data / "imports").exists()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.REVIEWER, Role.TRANSLATOR, Role.AUDITOR])
def test_only_authors_import(app, role):
    assert open_pages(app, role).get("/items/import").status_code == 403
