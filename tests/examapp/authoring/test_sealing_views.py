from io import BytesIO

import pikepdf
import pytest

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionListState
from examapp.core.audit import latest_entries
from examapp.core.clock import now
from examapp.core.permissions import Role
from tests.cast import open_pages, sign_in
from tests.examapp.authoring.ceremony_ground import Ceremony, digits_of, prepare
from tests.examapp.documents.paper import paper_fonts, read_text


@pytest.fixture
def ceremony(app, database, settings) -> Ceremony:
    app.config["WTF_CSRF_ENABLED"] = False
    settings.fonts.parent.mkdir(parents=True, exist_ok=True)
    settings.fonts.symlink_to(paper_fonts())
    made = prepare(database, settings)
    with database.transaction() as db:
        made.compose(db)
    return made


def pages_of(app, ceremony, place):
    client = app.test_client()
    with ceremony.database.reading() as db:
        official = db.get_one(StaffAccount, ceremony.official_ids[place])
    sign_in(client, official)
    client.set_cookie("lang", "en")
    return client


def code_of(ceremony):
    with ceremony.database.reading() as db:
        return ceremony.found(db).code


def sign(app, ceremony, place, digits=None):
    with ceremony.database.reading() as db:
        digits = digits or digits_of(ceremony.official(db, place), ceremony.vault.keys, now())
    address = f"/sealing/{code_of(ceremony)}/sign"
    return pages_of(app, ceremony, place).post(address, data={"digits": digits}, follow_redirects=True)


def test_two_officials_sign_on_their_page_and_the_list_is_in_force(app, ceremony):
    assert "Another official has to sign" in sign(app, ceremony, 0).text
    assert "The list is in force." in sign(app, ceremony, 1).text
    with ceremony.database.reading() as db:
        assert ceremony.found(db).state is QuestionListState.SEALED


def test_wrong_digits_are_told_beside_the_field(app, ceremony):
    reply = sign(app, ceremony, 0, digits="000000")
    assert "The six digits are wrong" in reply.text
    assert "Type the six digits" in sign(app, ceremony, 0, digits="12ab").text


def test_the_operator_sees_who_has_signed_and_cannot_open_the_ceremony(app, ceremony):
    sign(app, ceremony, 0)
    operator = open_pages(app, Role.OPERATOR)
    page = operator.get(f"/question-lists/{code_of(ceremony)}")
    assert "1 / 2" in page.text
    assert "secret rationale" not in page.text
    for path in ("/sealing/", f"/sealing/{code_of(ceremony)}"):
        assert operator.get(path).status_code == 403
    assert operator.post(f"/sealing/{code_of(ceremony)}/print").status_code == 403


def test_a_withdrawal_needs_a_reason(app, ceremony):
    operator = open_pages(app, Role.OPERATOR)
    address = f"/question-lists/{code_of(ceremony)}/withdraw"
    assert "Say why" in operator.post(address, data={"reason": ""}, follow_redirects=True).text
    assert (
        "no longer in use"
        in operator.post(address, data={"reason": "wrong items"}, follow_redirects=True).text
    )


def test_the_printed_list_has_the_digest_on_each_page_and_the_opening_is_recorded(app, ceremony):
    reply = pages_of(app, ceremony, 0).post(f"/sealing/{code_of(ceremony)}/print")
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Cache-Control"] == "no-store"
    with ceremony.database.reading() as db:
        digest = ceremony.found(db).digest
        assert latest_entries(db, most=1)[0].act == "question_list.printed"
    with pikepdf.open(BytesIO(reply.data)) as pdf:
        pages = len(pdf.pages)
    said = read_text(reply.data).replace(" ", "").replace("\n", "")
    assert said.count(digest[:32]) == pages
    assert "1024±0,5" in said or "1024±0.5" in said
