from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.candidates.models import Candidate
from examapp.certificates.asking import ask_to_replace, grant
from examapp.certificates.errors import NoSuchCertificate, SheetUnderWay
from examapp.certificates.issuing import issue_sheet
from examapp.certificates.models import Certificate
from examapp.certificates.other_names import list_papers, mend_sheet
from examapp.certificates.register_search import Question, Sought, search_register
from examapp.core.audit import latest_entries
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.results.content import RevisedFigure
from examapp.results.content_json import content_from_json, content_to_json
from examapp.results.drawing_up import find_sheet_of
from examapp.results.errors import RemarksUnanswered
from examapp.results.mark_steps import read_steps
from examapp.results.models import Addressee, ResultSheet, RevisionCause, SheetState
from examapp.results.presence import record_presence
from examapp.results.queries import read_content
from examapp.results.returning import answer_return, return_sheet
from examapp.results.voiding import approve_void, ask_to_void
from tests.cast import open_pages
from tests.factories.closed_sitting import DECIDED_AT, LONG_NAME, THREE, make_closed_sitting
from tests.factories.commission import Commission, decide, make_commission, make_confirmed_sheet, sign
from tests.factories.issued import at_work, enter_unprinted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = DECIDED_AT + timedelta(days=3)
TODAY = LATER.date()
NEW = ("Karimova Oʻgʻiloy Gʻulomjonovna", "Каримова Ўғилой Ғуломжоновна")
WHY = {"reason": "The family name was changed by marriage", "document": "order № 12 of 20.12.2026"}
EVERYWHERE = StaffAccount(role=Role.OPERATOR, region_code=None)
ELSEWHERE = StaffAccount(role=Role.OPERATOR, region_code="UZ-FA")


@pytest.fixture
def commission(app: Flask, database: Database) -> Commission:
    """A commission that has confirmed a sheet of three, of whom the first has a certificate."""
    with database.transaction() as db:
        made = make_commission(db)
        sheet_id = make_confirmed_sheet(db, make_closed_sitting(db), made).id
    enter_unprinted(app, database, sheet_id)
    return made


def rename(db: Session, number: int = 0) -> Candidate:
    person = db.query(Candidate).filter_by(name_latn=THREE[number].name).one()
    person.name_latn, person.name_cyrl = NEW
    person.names_given = dict(zip(("family_name", "given_name", "patronymic"), NEW[0].split(), strict=True))
    db.flush()
    return person


def newest(db: Session) -> ResultSheet:
    return find_sheet_of(db, db.query(ResultSheet).first().sitting_id)


def ask(db: Session) -> object:
    certificate = db.query(Certificate).filter_by(replaced_at=None).one()
    return ask_to_replace(db, certificate, NEW, actor="staff:OPERATOR", at=LATER, **WHY)


def test_papers_that_bear_the_former_name_are_found_and_no_others(database, commission) -> None:
    with database.transaction() as db:
        for one in db.query(Candidate):
            assert list_papers(db, one, EVERYWHERE, TODAY) == []
        holder = rename(db)
        (found,) = list_papers(db, holder, EVERYWHERE, TODAY)
        assert found.certificate.name_latn == LONG_NAME
        assert found.on_sheet[0] == LONG_NAME
        assert list_papers(db, holder, ELSEWHERE, TODAY) == []
        over = found.certificate.valid_until + timedelta(days=1)
        assert list_papers(db, holder, EVERYWHERE, over)[0].certificate is None
        asked = [Question(state=Sought.OTHER_NAME), Question(NEW[0]), Question("қўчқорова ўғил")]
        for question in (*asked, Question("o'rmonjonova")):
            page = search_register(db, question, EVERYWHERE, TODAY)
            assert page.certificates == [found.certificate], question.words
        for words in ("rmonjonova", "Nosirova", "-", "Oʻgʻiloy Nosirova"):
            assert search_register(db, Question(words), EVERYWHERE, TODAY).total == 0, words


def test_a_mended_certificate_leads_to_the_sheets_next_revision(app: Flask, database, commission) -> None:
    with at_work(app, LATER):
        with database.transaction() as db:
            holder, first = rename(db), newest(db)
            second = grant(db, ask(db), actor="staff:CHAIR", at=LATER)
            assert (second.cause, second.proposed_by) == (RevisionCause.NAME_MENDED, "staff:CHAIR")
            assert (first.state, second.state) == (SheetState.CONFIRMED, SheetState.DRAFT)
            content = read_content(second)
            number = db.query(Certificate).one().number
            why = f"{number}: {WHY['reason']} ({WHY['document']})"
            assert content.changes == (
                RevisedFigure(1, "name_latn", LONG_NAME, NEW[0], why),
                RevisedFigure(1, "name_cyrl", read_content(first).lines[0].name_cyrl, NEW[1], why),
            )
            assert content_from_json(content_to_json(content)) == content
            (papers,) = list_papers(db, holder, EVERYWHERE, TODAY)
            assert (papers.follows, papers.in_making) == (True, "KS-TK-2026-000002")
            acts = {one.act: one for one in latest_entries(db)}
            assert acts["result_sheet.revision_proposed"].actor == "staff:CHAIR"
            assert '"cause":"name_mended"' in acts["result_sheet.revision_proposed"].facts
            decide(db, second, commission)
        assert issue_sheet(second.id) == 1
        with database.reading() as db:
            assert list_papers(db, db.get_one(Candidate, holder.id), EVERYWHERE, TODAY) == []
            assert newest(db).revision == 2, "the confirmed revision replaces no certificate again"


def test_a_mended_name_holds_in_every_later_revision(app: Flask, database, commission) -> None:
    with at_work(app, LATER), database.transaction() as db:
        second = grant(db, ask(db), actor="staff:CHAIR", at=LATER)
        decide(db, second, commission)
        code = read_content(second).lines[0].candidate_code
        asked = ask_to_void(db, second, code, commission.secretary, reason=WHY["reason"], at=LATER)
        third = approve_void(db, asked, commission.chair, at=LATER)
        decide_to_return(db, third, commission)
        fourth = answer_return(db, third, commission.secretary, answer="Drawn up again", at=LATER)
        line = read_content(fourth).lines[0]
        assert (line.name_latn, line.name_cyrl) == NEW, "drawn up afresh, though the register has the old one"
        steps = read_steps(db, db.get_one(Attempt, db.query(Certificate).one().attempt_id))
        assert (steps.corrections, steps.faults) == ((), ()), "a name is no step of a mark"


def decide_to_return(db: Session, sheet: ResultSheet, commission: Commission) -> None:
    record_presence(db, sheet, commission.secretary, commission.codes(7), at=LATER)
    words = {"addressee": Addressee.SECRETARY, "remarks": "Draw it up once more, please"}
    return_sheet(db, sheet, commission.chair, digest_seen=sheet.digest, at=LATER, **words)


def test_remarks_are_answered_before_a_name_is_mended(app: Flask, database, commission) -> None:
    with at_work(app, LATER), database.transaction() as db:
        code = read_content(newest(db)).lines[1].candidate_code
        asked = ask_to_void(db, newest(db), code, commission.secretary, reason=WHY["reason"], at=LATER)
        decide_to_return(db, approve_void(db, asked, commission.chair, at=LATER), commission)
        with pytest.raises(RemarksUnanswered):
            grant(db, ask(db), actor="staff:CHAIR", at=LATER)


def test_whoever_has_no_certificate_has_the_sheet_mended(app: Flask, database, commission) -> None:
    with database.transaction() as db:
        failed, holder = rename(db, 1), rename(db, 0)

        def mend(person: Candidate) -> ResultSheet | None:
            papers, number = list_papers(db, person, EVERYWHERE, TODAY), newest(db).number
            return mend_sheet(db, person, papers, number, actor="staff:OPERATOR", at=LATER, **WHY)

        with pytest.raises(SheetUnderWay):
            mend(holder)
        asked = ask_to_void(
            db,
            newest(db),
            read_content(newest(db)).lines[1].candidate_code,
            commission.secretary,
            reason=WHY["reason"],
            at=LATER,
        )
        draft = approve_void(db, asked, commission.chair, at=LATER)
        record_presence(db, draft, commission.secretary, commission.codes(7), at=LATER)
        sign(db, draft, commission.members[0])
        with pytest.raises(SheetUnderWay):
            mend(failed)
        db.delete(draft.signatures[0])
        db.flush()
        db.refresh(draft)
        second = mend(failed)
        assert [one.what for one in read_content(second).changes if one.position == 2][:1] == ["outcome"]
        assert read_content(second).lines[1].name_latn == NEW[0]
        assert mend(failed) is None, "the commission has it already"
        holder.name_latn, holder.name_cyrl = LONG_NAME, read_content(second).lines[0].name_cyrl
        with pytest.raises(NoSuchCertificate):
            mend(holder)


@pytest.fixture
def operator(app: Flask) -> FlaskClient:
    return open_pages(app, Role.OPERATOR)


def test_the_operator_is_led_from_the_register_to_the_request(
    app: Flask, database, commission, operator: FlaskClient
) -> None:
    with database.transaction() as db:
        code, failed = rename(db).code, rename(db, 1).code
        number, sheet = db.query(Certificate).one().number, newest(db).number
    person = operator.get(f"/candidates/{code}").text
    assert f"certificate {number}" in person
    assert f"/certificates/names/{code}" in person
    papers = operator.get(f"/certificates/names/{code}").text
    assert f"/certificates/one/{number}#another-name" in papers
    form = operator.get(f"/certificates/one/{number}").text
    assert f'value="{NEW[0]}"' in form
    assert f"/candidates/{code}" in form
    typed = {f"{sheet}-{name}": words for name, words in WHY.items()}
    address = f"/certificates/names/{failed}/sheets/{sheet}"
    assert operator.post(address, data=typed | {f"{sheet}-document": " "}).status_code == 400
    assert operator.post(address, data=typed).status_code == 302
    assert "waits for signatures" in operator.get(f"/certificates/names/{failed}").text
    assert (
        open_pages(app, Role.OPERATOR, region_code="UZ-FA", suffix="2").get(address[:30]).status_code == 404
    )
