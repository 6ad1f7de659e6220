import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.accounts.second_factor import keep_secret
from examapp.core.clock import ManualClock, now, using
from examapp.core.db import Database
from examapp.core.jobs import Job
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.documents.sitting_minutes.context import SittingMinutes
from examapp.results import views
from examapp.results.drawing_up import draw_up
from examapp.results.models import Result, ResultSheet, SheetMember, SheetState, VoidRequest
from examapp.results.queries import read_content
from tests.cast import open_pages, sign_in
from tests.factories.closed_sitting import DRAWN_UP_AT, LONG_NAME, Seat, make_closed_sitting
from tests.factories.commission import Commission, make_commission, sign
from tests.factories.issued import enter_unprinted

SHEET = "/results/TK-2026-0001"
SECRET = "JBSWY3DPEHPK3PXP" * 2


@pytest.fixture
def commission(app: Flask, database: Database) -> Commission:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        made = make_commission(db)
        for account in (made.chair_account, made.secretary_account):
            keep_secret(account, SECRET, app.extensions["key_ring"])
        draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        make_closed_sitting(db, (Seat("Xoʻjayev Abror Sobirovich", None),), code="TK-2026-1124-02")
    return made


def as_secretary(app: Flask, commission: Commission) -> FlaskClient:
    client = app.test_client()
    sign_in(client, commission.secretary_account)
    client.set_cookie("lang", "en")
    return client


def as_chair(app: Flask, commission: Commission) -> FlaskClient:
    client = app.test_client()
    sign_in(client, commission.chair_account)
    client.set_cookie("lang", "en")
    return client


def stored(database: Database) -> ResultSheet:
    with database.reading() as db:
        return db.query(ResultSheet).one()


def test_the_list_shows_sheets_and_what_the_others_wait_for(app: Flask, commission: Commission) -> None:
    page = as_secretary(app, commission).get("/results/").text
    assert "TK-2026-0001" in page
    assert "TK-2026-1124-02" in page
    assert "1 attempts are not sealed and marked yet" in page


def test_the_sheet_has_the_minutes_of_its_sitting_as_an_appendix(
    app: Flask, commission: Commission, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[SittingMinutes] = []
    # The paper itself is proved beside its template; rendering it takes seconds.
    monkeypatch.setattr(views, "print_paper", lambda _name, paper: drawn.append(paper) or b"%PDF")
    client = as_secretary(app, commission)
    assert f"{SHEET}/minutes.pdf" in client.get(SHEET).text
    reply = client.get(f"{SHEET}/minutes.pdf")
    assert reply.mimetype == "application/pdf"
    (paper,) = drawn
    assert (paper.sheet, paper.final) == ("TK-2026-0001", True)
    with app.extensions["database"].reading() as db:
        assert len(paper.people) == db.query(Result).count()


def test_the_sheet_shows_each_candidate_by_topic(app: Flask, commission: Commission) -> None:
    page = as_secretary(app, commission).get(SHEET).text
    assert LONG_NAME in page
    for words in ("revision 1", "09:33–10:50", "pass mark 60 %", "Legal", "Secur.", "Not passed", "Absent"):
        assert words in page
    assert 'class="weak"' in page


@pytest.mark.parametrize("typed", ["karimov", "Каримов", "KARIMOV BOTIR"])
def test_a_typed_name_in_any_script_narrows_the_sheet(app: Flask, commission: Commission, typed: str) -> None:
    page = as_secretary(app, commission).get(SHEET, query_string={"q": typed}).text
    assert "Karimov Botir Abduvohidovich" in page
    assert LONG_NAME not in page


def test_secretary_records_members_sign_and_the_last_signature_confirms(
    app: Flask, database: Database, commission: Commission
) -> None:
    secretary, chair = as_secretary(app, commission), as_chair(app, commission)
    assert "The members present are not recorded yet." in chair.get(SHEET).text
    assert secretary.post(f"{SHEET}/presence", data={"member": commission.codes(7)}).location == SHEET
    page = chair.get(SHEET).text
    assert "7 of 9 members present" in page
    assert "Tursunova M. K., secretary" in page
    assert "your signature" in chair.get("/agenda").text
    form = {"digest": stored(database).digest, "digits": pyotp.TOTP(SECRET).at(now())}
    refused = chair.post(f"{SHEET}/sign", data=form | {"digits": "000000"})
    assert "These six digits are not right." in refused.text
    assert chair.post(f"{SHEET}/sign", data=form).location == SHEET
    assert "You have signed." in chair.get(SHEET).text
    with database.transaction() as db:
        sheet = db.query(ResultSheet).one()
        for account in commission.members[:3]:
            sign(db, sheet, account)
    assert stored(database).state is SheetState.DRAFT
    form["digits"] = pyotp.TOTP(SECRET).at(now())  # the first ones may be too old by now
    told = secretary.post(f"{SHEET}/sign", data=form, follow_redirects=True).text
    assert "The sheet is confirmed, the certificates are being made." in told
    assert stored(database).state is SheetState.CONFIRMED
    with database.reading() as db:
        assert [job.name for job in db.query(Job)] == ["certificates.issue"]
    assert "Raxmatullayev Anvar Sobirovich," in chair.get(SHEET).text
    assert "cannot be changed any more" in secretary.get(f"{SHEET}/presence").text
    agenda = "Decided: last days for the certificates"
    assert agenda in chair.get("/agenda").text
    with using(ManualClock(now() + timedelta(days=5))):
        assert "2 days late" in chair.get("/agenda").text
    enter_unprinted(app, database, stored(database).id)
    assert agenda not in chair.get("/agenda").text


def test_a_digest_that_the_chair_did_not_see_is_refused_in_words(
    app: Flask, database: Database, commission: Commission
) -> None:
    as_secretary(app, commission).post(f"{SHEET}/presence", data={"member": commission.codes(7)})
    form = {"digest": "0" * 64, "digits": pyotp.TOTP(SECRET).at(now())}
    reply = as_chair(app, commission).post(f"{SHEET}/sign", data=form)
    assert "The sheet has changed since you opened it." in reply.text
    assert stored(database).state is SheetState.DRAFT


def test_without_a_quorum_the_page_says_how_many_are_missing(app: Flask, commission: Commission) -> None:
    as_secretary(app, commission).post(f"{SHEET}/presence", data={"member": commission.codes(3)})
    page = as_chair(app, commission).get(SHEET).text
    assert "No quorum: 2 more members are needed" in page
    assert "There is no quorum: 3 of 9 members are present." in page


def test_a_returned_sheet_comes_back_as_a_revision_and_the_first_stays_readable(
    app: Flask, database: Database, commission: Commission
) -> None:
    secretary, chair = as_secretary(app, commission), as_chair(app, commission)
    secretary.post(f"{SHEET}/presence", data={"member": commission.codes(7)})
    first = stored(database)
    remarks = {
        "digest": first.digest,
        "addressee": "proctor",
        "remarks": "The reason of the absence is missing",
    }
    assert chair.post(f"{SHEET}/return", data=remarks).location == SHEET
    assert "The reason of the absence is missing" in secretary.get("/agenda").text
    assert secretary.post(f"{SHEET}/answer", data={"answer": "It was recorded"}).location == SHEET
    page = secretary.get(SHEET).text
    for words in ("revision 2", "Remarks of the commission.", "It was recorded"):
        assert words in page
    assert "This is an earlier revision." in secretary.get(f"{SHEET}?revision=1").text
    assert secretary.get(f"{SHEET}?revision=3").status_code == 404
    body = secretary.get(f"{SHEET}/download.json?revision=1").json
    assert (body["digest"], body["state"]) == (first.digest, "returned")


def test_a_member_asks_to_annul_and_the_chair_decides(
    app: Flask, database: Database, commission: Commission
) -> None:
    secretary, chair = as_secretary(app, commission), as_chair(app, commission)
    line = read_content(stored(database)).lines[0]
    asked = {"candidate": line.candidate_code, "reason": "Another person sat the test"}
    assert secretary.post(f"{SHEET}/annul", data=asked).location == SHEET
    with database.reading() as db:
        request = db.query(VoidRequest).one()
    address = f"{SHEET}/annulments/{request.code}"
    agenda = chair.get("/agenda").text
    assert address in agenda
    assert line.name_latn in agenda
    assert secretary.get(address).status_code == 403
    outside = open_pages(app, Role.COMMISSION_CHAIR, suffix="-outside").get(address).text
    assert "No commission in force names you" in outside
    assert 'name="decision"' not in outside
    refused = chair.post(address, data={"decision": "refuse"})
    assert "Write it in your own words" in refused.text
    assert chair.post(address, data={"decision": "approve"}).location == SHEET
    assert "Result: Passed → Annulled" in chair.get(SHEET).text


def test_a_stranger_ticked_by_hand_is_refused_in_words(
    app: Flask, database: Database, commission: Commission
) -> None:
    secretary = as_secretary(app, commission)
    reply = secretary.post(f"{SHEET}/presence", data={"member": ["NOBODY"]}, follow_redirects=True)
    assert "not on this commission any more" in reply.text
    with database.reading() as db:
        assert db.query(SheetMember).count() == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_sheet_is_downloaded_under_its_number(app: Flask, commission: Commission, kind: str) -> None:
    reply = as_secretary(app, commission).get(f"{SHEET}/download.{kind}")
    assert reply.status_code == 200
    assert f'filename="TK-2026-0001-1.{kind}"' in reply.headers["Content-Disposition"]
    assert reply.headers["Cache-Control"] == "no-store"


def test_another_kind_of_file_is_not_there(app: Flask, commission: Commission) -> None:
    assert as_secretary(app, commission).get(f"{SHEET}/download.exe").status_code == 404


def test_a_regional_commission_does_not_see_another_regions_sheet(app: Flask, commission: Commission) -> None:
    elsewhere = open_pages(app, Role.SECRETARY, region_code="UZ-FA")
    assert "TK-2026-0001" not in elsewhere.get("/results/").text
    for path in (SHEET, f"{SHEET}/download.csv", f"{SHEET}/presence"):
        assert elsewhere.get(path).status_code == 404


def test_a_rehearsals_sheet_bears_the_band(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        draw_up(db, make_closed_sitting(db, rehearsal=True), at=DRAWN_UP_AT)
    page = open_pages(app, Role.AUDITOR).get(SHEET, query_string={"lang": "ru"}).text
    assert re.search(r'class="band rehearsal"[^>]*><span>Репетиция, недействительно</span>', page)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_lesson_28_scores_are_open_only_to_whoever_may_view_results(
    app: Flask, commission: Commission, role: Role
) -> None:
    client = open_pages(app, role)
    allowed = Permission.VIEW_RESULTS in ROLE_PERMISSIONS[role]
    for path in ("/results/", SHEET, f"{SHEET}/download.csv", f"{SHEET}/download.json"):
        assert client.get(path).status_code == (200 if allowed else 403)


def test_nobody_sees_a_sheet_without_signing_in(client: FlaskClient, commission: Commission) -> None:
    assert client.get(SHEET).status_code == 302
    assert "sign-in" in client.get(f"{SHEET}/download.csv").location
