import pytest

from examapp.accounts.models import StaffAccount
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.proctoring.models import DocumentKind, HandoverState, IdentityCheck, Intervention, RoomHandover
from examapp.results.commission import Quorum, list_who_ran
from question_bank.scripts import to_cyrillic
from tests.factories.closed_sitting import CLOSED_AT, make_closed_sitting, make_staff


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


def test_whoever_is_recorded_as_having_run_a_sitting_does_not_decide_on_it(database: Database) -> None:
    with database.transaction() as db:
        far = make_staff(db, Role.PROCTOR, "Boshqa Xona Nazoratchisi")
        elsewhere = make_closed_sitting(db, code="TK-2026-1124-02", proctor=far)
        sitting = make_closed_sitting(db)
        names = ("Hujjat Koʻrgan A", "Xonada Ishlagan B", "Xonani Olgan D", "Olmagan E", "Boshqa Joyda F")
        checked, acted, took, declined, other = (make_staff(db, Role.PROCTOR, name) for name in names)
        attempt = db.query(Attempt).filter_by(sitting_id=sitting.id).first()
        assert attempt
        document = {"document": DocumentKind.PASSPORT, "checked_at": CLOSED_AT}
        db.add(IdentityCheck(attempt_id=attempt.id, lease=1, checked_by=f"staff:{checked.code}", **document))
        for place, one in ((sitting, acted), (elsewhere, other)):
            act = {"act": "pause", "facts": {}, "at": CLOSED_AT, "key": one.code}
            db.add(Intervention(sitting_id=place.id, actor=f"staff:{one.code}", **act))
        for one, state in ((took, HandoverState.ACCEPTED), (declined, HandoverState.DECLINED)):
            offer = {"given_by": "staff:X", "offered_at": CLOSED_AT, "state": state, "code": one.code}
            db.add(RoomHandover(sitting_id=sitting.id, offered_to=f"staff:{one.code}", **offer))
        db.flush()
        proctor = sitting.proctors[0].staff_id
        assert list_who_ran(db, sitting.id) == {proctor, checked.id, acted.id, took.id}


def test_whoever_ran_a_sitting_does_not_decide_on_it_by_another_account_either(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        ran = db.get_one(StaffAccount, sitting.proctors[0].staff_id)
        own = make_staff(db, Role.COMMISSION_MEMBER, to_cyrillic(ran.display_name))
        make_staff(db, Role.COMMISSION_MEMBER, "Yusupova Dilfuza Rashidovna")
        assert list_who_ran(db, sitting.id) == {ran.id, own.id}
