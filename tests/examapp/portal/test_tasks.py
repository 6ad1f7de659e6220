"""What waits for a person stands first on their desk, and only for whose office it is."""

from datetime import timedelta

import pytest

from examapp.accounts.signed_in import as_signed_in
from examapp.core.permissions import Role
from examapp.portal.tasks import list_tasks
from examapp.sittings.excuse_models import ExcuseKind
from examapp.sittings.excusing import record_excuse
from examapp.training.keeping import check_institution
from tests.cast import BEGINNING, add_person
from tests.examapp.training.making import KEEPER, add
from tests.factories.closed_sitting import HELD_FROM, Seat, make_closed_sitting

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
