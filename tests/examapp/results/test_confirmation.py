import pytest

from examapp.accounts.signed_in import as_signed_in
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.jobs import Job, JobState
from examapp.core.permissions import Role
from examapp.results.commission import Quorum, count_quorum
from examapp.results.confirmation import confirm, record_presence
from examapp.results.drawing_up import draw_up
from examapp.results.errors import (
    AlreadyConfirmed,
    ChairNotPresent,
    NoQuorum,
    NotOnCommission,
    PresenceMissing,
    RanTheSitting,
    SheetBroken,
    SheetChanged,
)
from examapp.results.models import Decision, SheetMember, SheetState
from examapp.sittings.models import SittingProctor
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, make_closed_sitting, make_staff
from tests.factories.commission import make_commission


@pytest.mark.parametrize(
    ("members", "present", "reached", "missing"),
    [
        (7, 4, True, 0),
        (7, 3, False, 1),
        (8, 4, False, 1),
        (8, 5, True, 0),
        (6, 6, False, 0),
        (9, 0, False, 5),
    ],
)
def test_a_quorum_is_seven_on_the_commission_and_more_than_half_of_them_present(
    members: int, present: int, reached: bool, missing: int
) -> None:
    quorum = Quorum(members, present, least=7, over_percent=50)
    assert quorum.is_reached is reached
    assert quorum.missing == missing


def test_the_chair_confirms_what_was_seen_and_certificates_become_due(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        decision = confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)
        assert sheet.state is SheetState.CONFIRMED
        assert (decision.digest, decision.members, decision.present) == (sheet.digest, 9, 7)
        job = db.query(Job).one()
        assert (job.name, job.arguments) == ("certificates.issue", {"sheet": "TK-2026-0001"})
        acts = [entry.act for entry in db.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == [
        "result_sheet.drawn_up",
        "result_sheet.presence_recorded",
        "result_sheet.confirmed",
    ]


def test_confirming_twice_is_one_decision_and_one_job(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        first = confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)
        assert confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT) is first
        assert db.query(Decision).count() == 1
        assert db.query(Job).filter_by(state=JobState.WAITING).count() == 1


def test_another_digest_than_the_stored_one_is_refused(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        with pytest.raises(SheetChanged):
            confirm(db, sheet, commission.chair, digest_seen="0" * 64, at=DECIDED_AT)


def test_a_body_that_was_changed_in_the_database_is_not_confirmed(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        sheet.body = sheet.body.replace('"failed"', '"passed"', 1)
        db.flush()
        with pytest.raises(SheetBroken):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)


def test_without_a_recorded_presence_there_is_no_decision(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        with pytest.raises(PresenceMissing):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)


def test_without_a_quorum_there_is_no_decision(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(4), at=DECIDED_AT)
        with pytest.raises(NoQuorum, match="4 of 9"):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)


def test_a_commission_that_is_too_small_never_decides(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db, members=5)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(6), at=DECIDED_AT)
        with pytest.raises(NoQuorum, match="at least 7"):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)


def test_a_chair_who_is_not_recorded_as_present_cannot_confirm(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        others = [account.code for account in commission.members]
        record_presence(db, sheet, commission.secretary, others, at=DECIDED_AT)
        with pytest.raises(ChairNotPresent):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)


def test_the_chair_of_another_commission_cannot_confirm(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db, region="UZ-TK")
        republican = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Ikkinchi Rais"))
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(9), at=DECIDED_AT)
        with pytest.raises(ChairNotPresent):
            confirm(db, sheet, republican, digest_seen=sheet.digest, at=DECIDED_AT)


def test_a_chair_who_ran_the_sitting_cannot_confirm(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sitting = make_closed_sitting(db)
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        db.add(SittingProctor(sitting_id=sitting.id, staff_id=commission.chair.id))
        db.flush()
        with pytest.raises(RanTheSitting, match="Raxmatullayev"):
            confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)
        assert db.query(Decision).count() == 0


def test_a_member_who_ran_the_sitting_cannot_be_present(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sitting = make_closed_sitting(db, proctor=commission.members[0])
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        with pytest.raises(RanTheSitting, match="Ibragimova"):
            record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)


def test_nobody_from_outside_the_commission_is_recorded(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        regional = make_commission(db, region="UZ-FA")
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        with pytest.raises(NotOnCommission):
            record_presence(db, sheet, commission.secretary, regional.codes(7), at=DECIDED_AT)


def test_presence_recorded_again_replaces_the_first_record(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(9), at=DECIDED_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        assert count_quorum(sheet, sheet.members).present == 7
        assert db.query(SheetMember).count() == 10
        assert [member.office for member in sheet.members][-1] is Role.SECRETARY


def test_after_the_decision_presence_stands(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)
        with pytest.raises(AlreadyConfirmed):
            record_presence(db, sheet, commission.secretary, commission.codes(9), at=DECIDED_AT)
        assert count_quorum(sheet, sheet.members).present == 7
