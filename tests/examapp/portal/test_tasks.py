"""What waits for a person stands first on their desk, and only for whose office it is."""

from datetime import timedelta

import pytest

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.core.permissions import Role
from examapp.portal.tasks import list_tasks
from examapp.results.drawing_up import draw_up
from examapp.results.models import Addressee
from examapp.results.presence import record_presence
from examapp.results.queries import read_content
from examapp.results.returning import answer_return, return_sheet
from examapp.results.voiding import ask_to_void
from examapp.sittings.excuse_models import ExcuseKind
from examapp.sittings.excusing import record_excuse
from examapp.training.keeping import check_institution
from tests.cast import BEGINNING, add_person
from tests.examapp.training.making import KEEPER, add
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, HELD_FROM, Seat, make_closed_sitting
from tests.factories.commission import make_commission, make_confirmed_sheet

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = BEGINNING + timedelta(days=190)


def tasks_of(app, db, account, at):
    with app.test_request_context("/?lang=en"):
        return [task.endpoint for task in list_tasks(db, as_signed_in(account), at)]


def test_an_entry_that_was_not_checked_for_six_months_waits_for_its_keepers(app, database) -> None:
    with database.transaction() as db:
        entry = add(db)
        keeper, proctor = add_person(db, Role.APPROVER), add_person(db, Role.PROCTOR)
        stranger = add_person(db, Role.OPERATOR, region_code="UZ-TK")
        assert tasks_of(app, db, keeper, BEGINNING) == []
        assert tasks_of(app, db, keeper, LATER) == ["training_register.entries"]
        assert tasks_of(app, db, proctor, LATER) == tasks_of(app, db, stranger, LATER) == []
        check_institution(db, entry, by=KEEPER, at=LATER)
        assert tasks_of(app, db, keeper, LATER) == []


def test_a_reason_waits_for_whoever_of_the_working_body_did_not_record_it(app, database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db, (Seat("Nosirova Kamola Ilhomovna", None, state=None),))
        one, other = (add_person(db, Role.WORKING_BODY, suffix=suffix) for suffix in ("-1", "-2"))
        actor = as_signed_in(one).actor
        paper = {"file_name": "a.pdf", "actor": actor, "at": HELD_FROM}
        record_excuse(db, sitting.bookings[0], ExcuseKind.LEAVE, "", b"%PDF-", **paper)
        assert tasks_of(app, db, one, HELD_FROM) == []
        assert tasks_of(app, db, other, HELD_FROM) == ["absences.absences"]


def test_a_returned_sheet_waits_for_whom_the_chair_named_and_says_the_remarks(app, database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        told = {"remarks": "Kech kelish sababi yozilsin", "digest_seen": sheet.digest, "at": DECIDED_AT}
        return_sheet(db, sheet, commission.chair, addressee=Addressee.PROCTOR, **told)
        ran = db.get_one(StaffAccount, sheet.sitting.proctors[0].staff_id)
        others = (add_person(db, Role.PROCTOR), add_person(db, Role.OPERATOR), commission.secretary_account)
        assert tasks_of(app, db, ran, DECIDED_AT) == ["proctoring.my_sittings"]
        assert [tasks_of(app, db, one, DECIDED_AT) for one in others] == [[], [], []]
        with app.test_request_context("/?lang=ru"):
            (task,) = list_tasks(db, as_signed_in(ran), DECIDED_AT)
        assert task.words.endswith("Kech kelish sababi yozilsin")
        answer_return(db, sheet, commission.secretary, answer="Sababi yozildi", at=DECIDED_AT)
        assert tasks_of(app, db, ran, DECIDED_AT) == []


def test_an_annulment_that_was_asked_for_waits_for_the_chair(app, database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = make_confirmed_sheet(db, make_closed_sitting(db), commission)
        code, why = read_content(sheet).lines[0].candidate_code, "Telefondan foydalangan"
        assert tasks_of(app, db, commission.chair_account, DECIDED_AT) == []
        ask_to_void(db, sheet, code, commission.secretary, reason=why, at=DECIDED_AT)
        assert tasks_of(app, db, commission.chair_account, DECIDED_AT) == ["agenda.agenda"]


def test_a_sheet_waits_for_the_secretary_until_it_is_recorded_who_is_present(app, database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        secretary = commission.secretary_account
        assert tasks_of(app, db, secretary, DRAWN_UP_AT) == ["agenda.agenda"]
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        with app.test_request_context("/?lang=en"):
            (task,) = list_tasks(db, as_signed_in(secretary), DECIDED_AT)
        assert task.words.endswith("for your signature")
