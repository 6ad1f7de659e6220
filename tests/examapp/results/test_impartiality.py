from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import as_signed_in
from examapp.candidates.models import Candidate
from examapp.core.db import Database
from examapp.core.permissions import Role
from examapp.delivery.models import Attempt
from examapp.dossiers.errors import SatTheSitting as SatTheTestOfDossier
from examapp.dossiers.taking import find_in_sight
from examapp.proctoring.models import DocumentKind, HandoverState, IdentityCheck, Intervention, RoomHandover
from examapp.results.commission_models import CommissionSeat
from examapp.results.drawing_up import draw_up
from examapp.results.errors import SatTheSitting
from examapp.results.impartiality import Interest, list_interested
from examapp.results.models import Addressee
from examapp.results.page import list_chairs
from examapp.results.presence import record_presence
from examapp.results.queries import read_content
from examapp.results.returning import return_sheet
from examapp.results.signing import require_able_to_sign
from examapp.results.voiding import approve_void, ask_to_void, refuse_void
from question_bank.scripts import search_key, to_cyrillic
from tests.factories.closed_sitting import (
    CLOSED_AT,
    DECIDED_AT,
    DRAWN_UP_AT,
    THREE,
    make_closed_sitting,
    make_staff,
)
from tests.factories.commission import make_commission
from tests.factories.interested import seat_as_candidate

LATER = DECIDED_AT + timedelta(days=1)
WHY = "Savol kaliti notoʻgʻri boʻlgan"


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
        assert list_interested(db, sitting.id).ran == {proctor, checked.id, acted.id, took.id}


def test_whoever_ran_a_sitting_does_not_decide_on_it_by_another_account_either(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        ran = db.get_one(StaffAccount, sitting.proctors[0].staff_id)
        own = make_staff(db, Role.COMMISSION_MEMBER, to_cyrillic(ran.display_name))
        make_staff(db, Role.COMMISSION_MEMBER, "Yusupova Dilfuza Rashidovna")
        assert list_interested(db, sitting.id).ran == {ran.id, own.id}


def test_a_candidate_does_not_decide_whatever_script_and_order_the_account_has(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        family, given, patronymic = THREE[1].name.split()
        cyrillic = make_staff(db, Role.COMMISSION_MEMBER, to_cyrillic(THREE[0].name))
        turned = make_staff(db, Role.COMMISSION_MEMBER, f"{given} {patronymic} {family}")
        absent = make_staff(db, Role.SECRETARY, THREE[2].name)
        make_staff(db, Role.COMMISSION_MEMBER, f"{family} {given}")
        found = list_interested(db, sitting.id)
        assert found.sat == {cyrillic.id, turned.id, absent.id}
        assert (found.of(absent.id), found.of(sitting.proctors[0].staff_id)) == (Interest.SAT, Interest.RAN)


def test_a_candidate_of_another_name_by_now_does_not_decide_either(database: Database) -> None:
    with database.transaction() as db:
        sitting = make_closed_sitting(db)
        account = make_staff(db, Role.COMMISSION_MEMBER, THREE[1].name)
        draw_up(db, sitting, at=DRAWN_UP_AT)
        person = db.query(Candidate).filter_by(name_latn=THREE[1].name).one()
        person.name_latn, person.search_key = "Karimov Botirjon", search_key("Karimov Botirjon")
        db.flush()
        assert list_interested(db, sitting.id).of(account.id) is Interest.SAT


def test_the_number_of_a_person_tells_namesakes_apart_and_two_names_together(database: Database) -> None:
    with database.transaction() as db:
        sitting, commission = make_closed_sitting(db), make_commission(db)
        namesake, renamed, unknown = commission.members[:3]
        first, second, third = db.query(Candidate).order_by(Candidate.id)
        namesake.display_name, unknown.display_name = first.name_latn, third.name_latn
        set_pinfl(db, namesake, "31403811234567")
        set_pinfl(db, renamed, second.pinfl)
        set_pinfl(db, unknown, "31403811234568")
        third.pinfl = None
        assert list_interested(db, sitting.id).sat == {renamed.id, unknown.id}


def set_pinfl(db: Session, account: StaffAccount, pinfl: str | None) -> None:
    db.query(CommissionSeat).filter_by(staff_id=account.id).one().pinfl = pinfl
    db.flush()


def test_whoever_sat_the_test_is_kept_out_of_every_decision_on_the_sheet(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        chair, member = commission.chair_account, commission.members[0]
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        code = read_content(sheet).lines[0].candidate_code
        asked = ask_to_void(db, sheet, code, commission.secretary, reason=WHY, at=LATER)
        seat_as_candidate(db, sheet.sitting_id, chair)
        rows = list_chairs(db, sheet, commission.secretary, LATER)
        assert [one.interest for one in rows[:2]] == [Interest.SAT, None]
        for act in (
            lambda: record_presence(db, sheet, commission.secretary, commission.codes(7), at=LATER),
            lambda: require_able_to_sign(db, sheet, member.id),
            lambda: return_sheet(
                db,
                sheet,
                commission.chair,
                addressee=Addressee.OPERATOR,
                remarks=WHY,
                digest_seen=sheet.digest,
                at=LATER,
            ),
            lambda: ask_to_void(db, sheet, code, commission.chair, reason=WHY, at=LATER),
            lambda: approve_void(db, asked, commission.chair, at=LATER),
            lambda: refuse_void(db, asked, commission.chair, reason=WHY, at=LATER),
        ):
            with pytest.raises(SatTheSitting, match="Raxmatullayev"):
                act()
        attempt = read_content(sheet).lines[0].attempt
        with pytest.raises(SatTheTestOfDossier):
            find_in_sight(db, commission.chair, attempt)
        assert find_in_sight(db, as_signed_in(member), attempt).code == attempt
