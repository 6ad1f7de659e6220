"""The pages: the candidate sends, the chair appoints, the panel decides and signs, the candidate reads."""

from unittest.mock import Mock

import pyotp
import pytest

from examapp.accounts.second_factor import keep_secret
from examapp.accounts.signed_in import as_signed_in
from examapp.appeals.models import Appeal
from examapp.appeals.paper import draw_decision
from examapp.appeals.sweeping import enter_complaints
from examapp.core.clock import ManualClock, now, using
from examapp.core.permissions import Role
from examapp.documents.appeal_decision.context import AppealDecisionPaper
from examapp.portal.tasks import list_tasks
from examapp.results.errors import SheetBroken
from tests.cast import add_person, sign_in
from tests.examapp.appeals.making import NEXT_DAY, WHY, WORDS, appoint, complain, file, make_ground
from tests.examapp.documents.paper import read_text, squeeze
from tests.factories.closed_sitting import make_staff
from tests.factories.issued import bring_fonts

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "JBSWY3DPEHPK3PXP" * 2
PAGE = "/appeals/AP-2026-0001"


@pytest.fixture
def ground(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    clock = ManualClock(NEXT_DAY)
    with using(clock):
        with database.transaction() as db:
            made = make_ground(db)
            for account in made.panel:
                keep_secret(account, SECRET, app.extensions["key_ring"])
        made.clock = clock
        yield made


def as_staff(app, account):
    client = app.test_client()
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client


def as_candidate(app, ground):
    client = app.test_client()
    client.set_cookie("lang", "en")
    with client.session_transaction() as session:
        session["own_page"] = {"booking": ground.booking.id, "until": "2100-01-01T00:00:00+00:00"}
    return client


def words_of(paper: AppealDecisionPaper) -> list[str]:
    """All that a decision's paper has to say."""
    told = [paper.number, paper.what, paper.appeal, paper.verdict, paper.remedy, paper.reason, paper.digest]
    facts = (value for _label, value in paper.facts)
    return [*told, *facts, *paper.changes, *(one.name for one in paper.panel)]


def test_an_appeal_goes_its_way_from_the_candidate_to_the_panel_and_back(app, database, ground):
    candidate = as_candidate(app, ground)
    assert "You can appeal to the commission until 04.12.2026." in candidate.get("/my/").text
    assert "What is your appeal about?" in candidate.get("/my/appeal").text
    short = candidate.post("/my/appeal", data={"about": "time", "text": "Yoʻq"})
    assert "at least 20 letters" in short.text
    assert "Yoʻq</textarea>" in short.text
    assert candidate.post("/my/appeal", data={"about": "time", "text": WORDS}).status_code == 302
    own = candidate.get("/my/").text
    assert "Appeal № AP-2026-0001 is with the commission" in own
    assert "by 15.12.2026 at the latest" in own
    assert "/my/appeal" not in own

    chair = as_staff(app, ground.commission.chair_account)
    assert "waits for a panel" in chair.get("/appeals/").text
    agenda = chair.get("/agenda").text
    assert "Appeals to be answered" in agenda
    assert "15.12.2026" in agenda
    codes = [one.code for one in ground.panel]
    assert "at least 3 members" in chair.post(f"{PAGE}/panel", data={"member": codes[:2]}).text
    assert chair.post(f"{PAGE}/panel", data={"member": codes}).status_code == 302
    assert "not on the panel" in chair.get(f"{PAGE}/decision").text

    first = as_staff(app, ground.panel[0])
    page = first.get(PAGE).text
    assert WORDS in page
    assert "An appeal on the result was filed." in page
    assert "/attempts/" in page
    told = {"verdict": "upheld", "remedy": "void", "reason": WHY}
    assert "does not fit" in first.post(f"{PAGE}/decision", data=told | {"verdict": "rejected"}).text
    assert first.post(f"{PAGE}/decision", data=told).location == f"{PAGE}/sign"
    with database.reading() as db:
        digest = db.query(Appeal).one().decision.digest
    assert "Time or the computer" in first.get(f"{PAGE}/sign").text, "whose appeal is signed"
    assert "not right" in first.post(f"{PAGE}/sign", data={"digest": digest, "digits": "000000"}).text
    for account in ground.panel[:2]:
        typed = {"digest": digest, "digits": pyotp.TOTP(SECRET).at(now())}
        assert as_staff(app, account).post(f"{PAGE}/sign", data=typed).status_code == 302
    assert "revision 2" in chair.get("/agenda").text
    own = candidate.get("/my/").text
    assert "The appeal is upheld" in own
    assert WHY in own
    assert "when the commission has signed the sheet anew" in own
    assert "Write an appeal" in own  # the days still run
    bring_fonts(app.config["SETTINGS"])
    said = squeeze(read_text(candidate.get("/my/appeals/AP-2026-0001.pdf").data))
    assert candidate.get("/my/appeals/AP-2026-0002.pdf").status_code == 404
    assert chair.get(f"{PAGE}/decision.pdf").content_type == "application/pdf"
    with database.reading() as db, app.test_request_context("/?lang=en"):
        paper = draw_decision(db, db.query(Appeal).one())
    assert paper.changes[0] == "Result: Not passed → Annulled"
    assert sorted(bool(one.signed) for one in paper.panel) == [False, True, True]
    assert (paper.digest, paper.reason) == (digest, WHY)
    assert [words for words in words_of(paper) if squeeze(words) not in said] == []


def test_after_the_days_the_own_page_says_until_when_it_was_possible(app, database, ground):
    ground.clock.advance(minutes=60 * 24 * 7)
    candidate = as_candidate(app, ground)
    assert "An appeal was possible until 04.12.2026." in candidate.get("/my/").text
    sent = candidate.post("/my/appeal", data={"about": "time", "text": WORDS})
    assert "An appeal was possible until 04.12.2026." in sent.text
    assert as_candidate(app, ground).get("/my/appeal").status_code == 302
    assert app.test_client().post("/my/appeal", data={"about": "time", "text": WORDS}).status_code == 302
    with database.reading() as db:
        assert db.query(Appeal).count() == 0


def test_another_region_sees_nothing_and_the_auditor_everything(app, database, ground, monkeypatch):
    with database.transaction() as db:
        complain(db, ground)
        file(db, ground)
        auditor = add_person(db, Role.AUDITOR)
        elsewhere = make_staff(db, Role.COMMISSION_MEMBER, "Begona", region="UZ-SA")
    with app.app_context():
        with monkeypatch.context() as broken:  # it holds up no other, and is asked again
            refused = SheetBroken(number="TK-2026-0001")
            broken.setattr("examapp.appeals.sweeping.enter_file", Mock(side_effect=refused))
            enter_complaints()
        enter_complaints()
        enter_complaints()
    seen = as_staff(app, auditor).get("/appeals/").text
    assert PAGE in seen
    assert seen.count("Complaint taken down in the room") == 1
    assert as_staff(app, auditor).get(PAGE).status_code == 200
    assert PAGE not in as_staff(app, elsewhere).get("/appeals/").text
    assert as_staff(app, elsewhere).get(PAGE).status_code == 404


def test_an_appeal_waits_on_the_desk_of_the_chair_and_then_of_the_panel(app, database, ground):
    with database.transaction() as db, app.test_request_context("/?lang=en"):
        appeal = file(db, ground)
        people = (ground.commission.chair, as_signed_in(ground.panel[0]))

        def waits():
            return [
                "appeals.appeals" in [one.endpoint for one in list_tasks(db, person, NEXT_DAY)]
                for person in people
            ]

        assert waits() == [True, False]
        appoint(db, appeal, ground)
        assert waits() == [False, True]
