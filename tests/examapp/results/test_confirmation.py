import pyotp
import pytest

from examapp.accounts.errors import SecondFactorUsed, SignInThrottled
from examapp.accounts.models import StaffAccount
from examapp.accounts.second_factor import keep_secret
from examapp.accounts.sign_in import FREE_TRIES
from examapp.core.audit import AuditEntry
from examapp.core.db import Database
from examapp.core.jobs import Job
from examapp.core.permissions import Role
from examapp.results.commission import count_quorum
from examapp.results.confirmation import count_signatures
from examapp.results.drawing_up import draw_up
from examapp.results.errors import (
    AlreadyConfirmed,
    NoCommission,
    NoQuorum,
    NotOnCommission,
    NotPresent,
    PresenceMissing,
    RanTheSitting,
    SheetBroken,
    SheetChanged,
    SignatureCodeRefused,
    SignedAlready,
    SignerMissing,
)
from examapp.results.models import Decision, ResultSheet, SheetMember, SheetSignature, SheetState
from examapp.results.presence import record_presence
from examapp.results.proving import prove_by_code
from examapp.results.signing import is_genuine, require_able_to_sign, sign_with_code
from examapp.sittings.models import SittingProctor
from tests.at_once import at_once
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, make_closed_sitting, make_staff
from tests.factories.commission import Commission, keys, make_commission, sign, sign_all

SECRET = "JBSWY3DPEHPK3PXP" * 2
GUESSES = 10


def test_guesses_of_one_moment_are_counted_one_after_the_other(database: Database) -> None:
    """Over several sheets, too: no lock of a sheet makes them wait for each other."""
    with database.transaction() as db:
        account = make_staff(db, Role.COMMISSION_MEMBER, "Ergashev Sanjar Olimovich")
        keep_secret(account, SECRET, keys())
        staff_id = account.id
    wrong = f"{(int(pyotp.TOTP(SECRET).at(DECIDED_AT)) + 500_000) % 1_000_000:06}"

    def guess() -> type[Exception]:
        try:
            with database.transaction() as db:
                own = db.get_one(StaffAccount, staff_id)
                return type(prove_by_code(db, keys(), own, wrong, "10.0.0.1", at=DECIDED_AT))
        except SignInThrottled as refusal:
            return type(refusal)

    answers = at_once(*[guess] * GUESSES)
    assert answers.count(SignatureCodeRefused) == FREE_TRIES["pair"]
    assert answers.count(SignInThrottled) == GUESSES - FREE_TRIES["pair"]


def drawn(db, present: int = 7, **of_commission) -> tuple[ResultSheet, Commission]:
    """Return a draft over which so many of nine sit."""
    commission = make_commission(db, **of_commission)
    sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
    record_presence(db, sheet, commission.secretary, commission.codes(present), at=DECIDED_AT)
    return sheet, commission


def type_code(db, sheet: ResultSheet, account: StaffAccount, code: str = "", seen: str = "") -> object:
    used = account.last_totp_step
    keep_secret(account, SECRET, keys())
    account.last_totp_step = used
    return sign_with_code(
        db,
        keys(),
        sheet,
        account,
        digest_seen=seen or sheet.digest,
        typed_code=code or pyotp.TOTP(SECRET).at(DECIDED_AT),
        address="10.0.0.1",
        at=DECIDED_AT,
    )


def test_secretary_chair_and_more_than_half_of_the_present_confirm_by_signing(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        for account in (commission.chair_account, *commission.members[:3]):
            type_code(db, sheet, account)
        needed = count_signatures(sheet)
        assert (needed.signed, needed.needed, needed.chair, needed.secretary) == (4, 4, True, False)
        assert (sheet.state, sheet.decision) == (SheetState.DRAFT, None)
        type_code(db, sheet, commission.secretary_account)
        assert sheet.state is SheetState.CONFIRMED
        assert sheet.decision
        decided = sheet.decision
        assert (decided.digest, decided.members, decided.present) == (sheet.digest, 9, 7)
        assert decided.chair_id == commission.chair.id
        job = db.query(Job).one()
        assert (job.name, job.arguments) == ("certificates.issue", {"sheet": "TK-2026-0001"})
        acts = [entry.act for entry in db.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-7:] == [
        "result_sheet.presence_recorded",
        *["result_sheet.signed"] * 5,
        "result_sheet.confirmed",
    ]


@pytest.mark.parametrize("left_out", ["chair", "members"])
def test_without_the_chair_or_half_of_the_present_a_sheet_waits(database: Database, left_out: str) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        signers = [commission.secretary_account, *commission.members[: 6 if left_out == "chair" else 2]]
        for account in signers if left_out == "chair" else [*signers, commission.chair_account]:
            sign(db, sheet, account)
        assert sheet.state is SheetState.DRAFT
        assert count_signatures(sheet).members_missing == (0 if left_out == "chair" else 1)


def test_each_signature_names_member_digest_time_and_method_and_covers_them(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        type_code(db, sheet, commission.chair_account)
        (row,) = sheet.signatures
        assert (row.name, row.office, row.digest) == (
            "Raxmatullayev Anvar Sobirovich",
            Role.COMMISSION_CHAIR,
            sheet.digest,
        )
        assert (row.method, row.at) == ("totp", DECIDED_AT)
        assert is_genuine(sheet, row)
        row.office = Role.COMMISSION_MEMBER
        assert not is_genuine(sheet, row)


def test_who_was_present_may_sign_after_the_decision_and_changes_nothing_else(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        sign_all(db, sheet, commission)
        type_code(db, sheet, commission.members[4])
        assert (len(sheet.signatures), sheet.state) == (6, SheetState.CONFIRMED)
        assert db.query(Decision).count() == 1
        assert db.query(Job).count() == 1


def test_one_person_signs_once(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        type_code(db, sheet, commission.members[0])
        with pytest.raises(SignedAlready):
            type_code(db, sheet, commission.members[0])


def test_wrong_digits_sign_nothing_are_counted_and_used_ones_are_refused(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        member = commission.members[0]
        for _try in range(5):
            assert isinstance(type_code(db, sheet, member, "000000"), SignatureCodeRefused)
        with pytest.raises(SignInThrottled):
            type_code(db, sheet, member)
        other = commission.members[1]
        other.last_totp_step = int(DECIDED_AT.timestamp()) // 30
        with pytest.raises(SecondFactorUsed):
            type_code(db, sheet, other)
        assert db.query(SheetSignature).count() == 0


def test_another_digest_or_a_changed_body_is_not_signed(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        with pytest.raises(SheetChanged):
            type_code(db, sheet, commission.chair_account, seen="0" * 64)
        sheet.body = sheet.body.replace('"failed"', '"passed"', 1)
        db.flush()
        with pytest.raises(SheetBroken):
            type_code(db, sheet, commission.chair_account)


def test_without_presence_quorum_or_a_large_enough_commission_nobody_signs(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        with pytest.raises(PresenceMissing):
            require_able_to_sign(db, sheet, commission.chair.id)
        record_presence(db, sheet, commission.secretary, commission.codes(4), at=DECIDED_AT)
        with pytest.raises(NoQuorum, match="4 of 9"):
            require_able_to_sign(db, sheet, commission.chair.id)
        with pytest.raises(NotPresent):
            require_able_to_sign(db, sheet, commission.members[7].id)
        small = make_commission(db, members=5, region="UZ-TK")
        record_presence(db, sheet, small.secretary, small.codes(6), at=DECIDED_AT)
        with pytest.raises(NoQuorum, match="at least 7"):
            require_able_to_sign(db, sheet, small.chair.id)


def test_nobody_signs_while_somebody_who_ran_the_sitting_sits_over_it(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        db.add(SittingProctor(sitting_id=sheet.sitting_id, staff_id=commission.chair.id))
        db.flush()
        for account in (commission.chair_account, commission.members[0]):
            with pytest.raises(RanTheSitting, match="Raxmatullayev"):
                require_able_to_sign(db, sheet, account.id)


def test_a_member_who_ran_the_sitting_cannot_be_present(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sheet = draw_up(db, make_closed_sitting(db, proctor=commission.members[0]), at=DRAWN_UP_AT)
        with pytest.raises(RanTheSitting, match="Ibragimova"):
            record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)


def test_a_secretary_who_ran_the_sitting_records_nobody(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db)
        sitting = make_closed_sitting(db, proctor=commission.secretary_account)
        sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
        with pytest.raises(RanTheSitting, match="Tursunova"):
            record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)


def test_only_members_of_the_composition_in_force_are_recorded(database: Database) -> None:
    with database.transaction() as db:
        commission, regional = make_commission(db), make_commission(db, region="UZ-FA")
        unnamed = make_staff(db, Role.COMMISSION_MEMBER, "Nomi Buyruqda Yoʻq")
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        for stranger in (regional.chair_account, unnamed):
            with pytest.raises(NotOnCommission):
                record_presence(db, sheet, commission.secretary, [stranger.code], at=DECIDED_AT)


def test_a_secretary_whom_no_composition_names_records_nobody(database: Database) -> None:
    with database.transaction() as db:
        commission = make_commission(db, in_force=False)
        sheet = draw_up(db, make_closed_sitting(db), at=DRAWN_UP_AT)
        with pytest.raises(NoCommission):
            record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)


def test_presence_recorded_again_replaces_the_first_record_and_keeps_who_signed(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db, 9)
        record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
        assert count_quorum(sheet, sheet.members).present == 7
        assert db.query(SheetMember).count() == 10
        assert [member.office for member in sheet.members][-1] is Role.SECRETARY
        sign(db, sheet, commission.members[5])
        with pytest.raises(SignerMissing, match="Xolmatov"):
            record_presence(db, sheet, commission.secretary, commission.codes(6), at=DECIDED_AT)


def test_after_the_decision_presence_stands(database: Database) -> None:
    with database.transaction() as db:
        sheet, commission = drawn(db)
        sign_all(db, sheet, commission)
        with pytest.raises(AlreadyConfirmed):
            record_presence(db, sheet, commission.secretary, commission.codes(9), at=DECIDED_AT)
        assert count_quorum(sheet, sheet.members).present == 7
