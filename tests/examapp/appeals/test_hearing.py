"""The panel: who may hear, what they decide, and what becomes of the sheet."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from examapp.accounts.second_factor import keep_secret
from examapp.accounts.signed_in import as_signed_in
from examapp.appeals.deciding import Draft, draft_decision
from examapp.appeals.errors import (
    AppealMovedOn,
    DecisionChanged,
    DecisionSignedAlready,
    NoCommissionToAppoint,
    NotOnPanel,
    PanelTooSmall,
    PointsRefused,
    PointsUnchanged,
    RanTheAppealedSitting,
    RemedyRefused,
    SatTheAppealedSitting,
)
from examapp.appeals.models import AppealState, Remedy, Verdict
from examapp.appeals.panel import appoint_panel, can_appoint
from examapp.appeals.queries import count_to_appoint, count_to_hear
from examapp.appeals.remedies import foresee, list_remedies
from examapp.appeals.signing import add_signature, is_genuine, sign_decision, sign_with_eimzo, statement_of
from examapp.core.permissions import Role
from examapp.results.commission_models import CommissionSeat
from examapp.results.drawing_up import find_sheet_of
from examapp.results.eimzo import EimzoSigner
from examapp.results.errors import EimzoRefused, NotOnCommission, SignatureCodeRefused, WordsMissing
from examapp.results.mark_steps import read_steps
from examapp.results.models import RevisionCause, SheetState, SignatureMethod
from examapp.results.outcomes import Outcome
from examapp.results.page import open_page
from examapp.results.proving import Proof
from examapp.results.queries import find_published_result, read_content
from examapp.results.voiding import approve_void, ask_to_void, list_lifted
from examapp.sittings.models import SittingProctor
from tests.examapp.appeals.making import NEXT_DAY, WHY, answer, appoint, file, heard, make_ground, member
from tests.factories.closed_sitting import make_staff, mark, seal, total
from tests.factories.commission import decide, keys
from tests.factories.interested import seat_as_candidate

TOTP = Proof(SignatureMethod.TOTP)
SECRET = "JBSWY3DPEHPK3PXP" * 2
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def newest(db, ground):
    return find_sheet_of(db, ground.sheet.sitting_id)


@on_sqlite
def test_whoever_ran_the_sitting_is_refused_by_name_and_three_are_the_fewest(database):
    with database.transaction() as db:
        ground = make_ground(db)
        appeal, chair = file(db, ground), ground.commission.chair
        codes = [one.code for one in ground.panel]
        with pytest.raises(PanelTooSmall):
            appoint_panel(db, appeal, chair, codes[:2], at=NEXT_DAY)
        with pytest.raises(NotOnCommission):
            appoint_panel(db, appeal, chair, [*codes, ground.commission.secretary_account.code], at=NEXT_DAY)
        stranger = as_signed_in(make_staff(db, Role.COMMISSION_CHAIR, "Begona"))
        with pytest.raises(NoCommissionToAppoint):
            appoint_panel(db, appeal, stranger, codes, at=NEXT_DAY)
        db.add(SittingProctor(sitting_id=ground.sheet.sitting_id, staff_id=ground.panel[1].id))
        db.flush()
        with pytest.raises(RanTheAppealedSitting) as refusal:
            appoint_panel(db, appeal, chair, codes, at=NEXT_DAY)
        assert ground.panel[1].display_name in str(refusal.value)
        seat_as_candidate(db, ground.sheet.sitting_id, ground.panel[2])
        with pytest.raises(SatTheAppealedSitting):
            appoint_panel(
                db, appeal, chair, [codes[0], codes[2], ground.commission.members[5].code], at=NEXT_DAY
            )
        assert (appeal.state, count_to_appoint(db, chair)) == (AppealState.FILED, 1)


@on_sqlite
def test_who_turns_out_to_have_run_the_sitting_decides_no_more_and_another_panel_begins_anew(database):
    with heard(database) as (db, ground, appeal):
        assert count_to_hear(db, member(ground)) == 1
        draft = Draft(Verdict.REJECTED, Remedy.NONE, WHY)
        draft_decision(db, appeal, member(ground), draft, at=NEXT_DAY)
        others, later = [one.code for one in ground.commission.members[3:6]], NEXT_DAY + timedelta(hours=1)
        with pytest.raises(AppealMovedOn):
            appoint_panel(db, appeal, ground.commission.chair, others, at=later)
        db.add(SittingProctor(sitting_id=ground.sheet.sitting_id, staff_id=ground.panel[0].id))
        db.flush()
        with pytest.raises(RanTheAppealedSitting):
            draft_decision(db, appeal, member(ground), draft, at=NEXT_DAY)
        appoint_panel(db, appeal, ground.commission.chair, others, at=later)
        assert (appeal.decision, len(appeal.decisions), len(appeal.panel)) == (None, 1, 3)


@on_sqlite
def test_two_appeals_heard_at_once_both_stand_in_the_revision_that_is_signed(database):
    """The first answer's draft is overtaken by the second's before anybody signs; neither gain is lost."""
    with heard(database) as (db, ground, appeal):
        other_booking = ground.sheet.sitting.bookings[0]
        other = file(db, replace(ground, booking=other_booking))
        appoint(db, other, ground)
        for one, place, gained in ((appeal, 1, "2,5"), (other, 0, "1,5")):
            line = read_content(newest(db, ground)).lines[place]
            typed = {topic: f"{now.points:f}" for topic, now in line.topics.items()} | {"internet": gained}
            answer(db, one, ground, Verdict.UPHELD, Remedy.POINTS, typed)
        drafts = (appeal.outcome_revision, other.outcome_revision)
        assert drafts == (2, 3)
        decide(db, newest(db, ground), ground.commission)
        for booking, points in ((ground.booking, "31.5"), (other_booking, "38.5")):
            found = find_published_result(db, booking.id)
            assert (found.revision, f"{found.line.scored.points.normalize():f}") == (3, points)
        first = newest(db, ground)
        changed = {change.position: change.why for change in read_content(first).changes}
        assert changed.keys() == {1, 2}, "the revision that is signed names both, each with its own reason"


def test_more_points_become_the_next_revision_which_the_commission_signs_and_the_candidate_sees(database):
    with heard(database) as (db, ground, appeal):
        line = read_content(ground.sheet).lines[1]
        typed = {topic: f"{now.points:f}" for topic, now in line.topics.items()} | {"internet": "2,5"}
        decision = draft_decision(
            db, appeal, member(ground), Draft(Verdict.UPHELD, Remedy.POINTS, WHY, typed), at=NEXT_DAY
        )
        add_signature(db, keys(), decision, ground.panel[0], TOTP, at=NEXT_DAY)
        assert (appeal.state, newest(db, ground)) == (AppealState.HEARD, ground.sheet)
        add_signature(db, keys(), decision, ground.panel[1], TOTP, at=NEXT_DAY)
        assert appeal.state is AppealState.ANSWERED
        second = newest(db, ground)
        assert (second.revision, second.cause, second.state) == (2, RevisionCause.APPEAL, SheetState.DRAFT)
        assert (appeal.outcome_revision, second.reason) == (2, f"{appeal.number}: {WHY}")
        decide(db, second, ground.commission)
        now = find_published_result(db, ground.booking.id).line
        assert (now.outcome, now.scored.points, now.topics["internet"].points) == (
            Outcome.PASSED,
            line.scored.points + 2 - line.topics["internet"].points + type(line.scored.points)("0.5"),
            type(line.scored.points)("2.5"),
        )
        add_signature(db, keys(), decision, ground.panel[2], TOTP, at=NEXT_DAY)
        assert all(is_genuine(appeal, one) for one in decision.signatures)
        assert newest(db, ground) is second


@on_sqlite
def test_an_annulled_result_lets_the_candidate_sit_again_and_a_rejection_changes_nothing(database):
    with database.transaction() as db:
        ground = make_ground(db)
        rejected = file(db, ground)
        appoint(db, rejected, ground)
        answer(db, rejected, ground, Verdict.REJECTED, Remedy.NONE)
        assert (newest(db, ground), rejected.outcome_revision) == (ground.sheet, None)
        upheld = file(db, ground)
        appoint(db, upheld, ground)
        answer(db, upheld, ground, Verdict.PARTLY, Remedy.VOID)
        assert read_content(newest(db, ground)).lines[1].outcome is Outcome.VOID
        with pytest.raises(AppealMovedOn):
            appoint(db, upheld, ground)


@on_sqlite
def test_answers_restored_after_the_sheet_give_the_points_that_they_earn_and_nothing_is_typed(database):
    with heard(database) as (db, ground, appeal):
        restored = Draft(Verdict.UPHELD, Remedy.RESTORED, WHY)
        with pytest.raises(RemedyRefused):
            draft_decision(db, appeal, member(ground), restored, at=NEXT_DAY)
        mark(db, appeal.attempt, seal(db, appeal.attempt, revision=1), total(31))
        answer(db, appeal, ground, Verdict.UPHELD, Remedy.RESTORED)
        second = newest(db, ground)
        line = read_content(second).lines[1]
        assert (second.cause, line.outcome, line.scored.points) == (RevisionCause.APPEAL, Outcome.PASSED, 31)
        assert read_steps(db, appeal.attempt).faults == ()


@on_sqlite
def test_another_panel_is_appointed_where_one_who_had_a_text_before_them_has_left(database):
    with heard(database) as (db, ground, appeal):
        draft_decision(db, appeal, member(ground), Draft(Verdict.REJECTED, Remedy.NONE, WHY), at=NEXT_DAY)
        assert not can_appoint(db, appeal)
        ground.panel[2].active = False
        db.flush()
        assert can_appoint(db, appeal)


@on_sqlite
def test_an_appeal_lifts_an_annulment_and_the_marks_count_again(database):
    with database.transaction() as db:
        ground = make_ground(db)
        code = read_content(ground.sheet).lines[1].candidate_code
        told = {"reason": "Telefondan foydalangan", "at": NEXT_DAY}
        request = ask_to_void(db, ground.sheet, code, ground.commission.secretary, **told)
        void = approve_void(db, request, ground.commission.chair, at=NEXT_DAY)
        decide(db, void, ground.commission)
        assert list_lifted([request], read_content(void)) == frozenset()
        appeal = file(db, ground)
        appoint(db, appeal, ground)
        lifted = Draft(Verdict.UPHELD, Remedy.REINSTATED, WHY)
        draft_decision(db, appeal, member(ground), lifted, at=NEXT_DAY)
        foreseen = foresee(db, appeal, NEXT_DAY)
        answer(db, appeal, ground, Verdict.UPHELD, Remedy.REINSTATED)
        content = read_content(newest(db, ground))
        line = content.lines[1]
        assert (line.outcome, line.scored.points, content.standing) == (Outcome.FAILED, 29, ())
        page = open_page(db, newest(db, ground), ground.commission.chair, typed="", at=NEXT_DAY)
        assert page.lifted == {request.code}, "the request does not say that the result is annulled"
        assert (foreseen, content.reason) == (line, f"{appeal.number}: {WHY}")
        assert read_steps(db, appeal.attempt).faults == ()
        assert Remedy.REINSTATED not in list_remedies(db, content, appeal)


@on_sqlite
def test_a_decision_that_does_not_fit_is_refused_and_a_stranger_writes_none(database):
    with heard(database) as (db, ground, appeal):
        same = {topic: f"{now.points}" for topic, now in read_content(ground.sheet).lines[1].topics.items()}
        for draft, refusal in (
            (Draft(Verdict.REJECTED, Remedy.VOID, WHY), RemedyRefused),
            (Draft(Verdict.UPHELD, Remedy.ITEM, WHY), RemedyRefused),  # it is about no item
            (Draft(Verdict.UPHELD, Remedy.POINTS, WHY, same | {"law": "11"}), PointsRefused),
            (Draft(Verdict.UPHELD, Remedy.POINTS, WHY, same | {"law": "NaN"}), PointsRefused),
            (Draft(Verdict.UPHELD, Remedy.POINTS, WHY, {}), PointsRefused),
            (Draft(Verdict.UPHELD, Remedy.POINTS, WHY, same), PointsUnchanged),
            (Draft(Verdict.REJECTED, Remedy.NONE, "yoʻq"), WordsMissing),
        ):
            with pytest.raises(refusal):
                draft_decision(db, appeal, member(ground), draft, at=NEXT_DAY)
        fits = Draft(Verdict.REJECTED, Remedy.NONE, WHY)
        with pytest.raises(NotOnPanel):
            draft_decision(db, appeal, ground.commission.chair, fits, at=NEXT_DAY)
        assert appeal.decisions == []


@on_sqlite
def test_a_panel_member_signs_the_statement_of_this_text_with_the_own_certificate(database):
    with heard(database) as (db, ground, appeal):
        fits = Draft(Verdict.REJECTED, Remedy.NONE, WHY)
        decision = draft_decision(db, appeal, member(ground), fits, at=NEXT_DAY)
        statement, account = statement_of(decision, ground.panel[0]), ground.panel[0]
        db.query(CommissionSeat).filter_by(staff_id=account.id).one().pinfl = "31403811234567"
        db.flush()

        def hand_in(document):
            signer = EimzoSigner("31403811234567", "ALIYEV VALI", "21", "2026-11-30", document, "MII")
            told = {"digest_seen": decision.digest, "at": NEXT_DAY}
            return sign_with_eimzo(db, keys(), appeal, member(ground), signer, **told)

        with pytest.raises(EimzoRefused, match="another document"):
            hand_in(statement_of(decision, ground.panel[1]))
        row = hand_in(statement)
        assert (row.method, row.pkcs7, row.certificate["name"]) == (
            SignatureMethod.EIMZO,
            "MII",
            "ALIYEV VALI",
        )
        assert is_genuine(appeal, row)


@on_sqlite
def test_each_signs_once_with_the_digits_and_only_the_text_that_was_read(database):
    with database.transaction() as db:
        ground = make_ground(db)
        keep_secret(ground.panel[0], SECRET, keys())
        appeal = file(db, ground)
        appoint(db, appeal, ground)
        draft = Draft(Verdict.REJECTED, Remedy.NONE, WHY)
        first = draft_decision(db, appeal, member(ground), draft, at=NEXT_DAY)

        def sign(digest, digits=None, later=0):
            at = NEXT_DAY + timedelta(minutes=later)
            typed = digits or pyotp.TOTP(SECRET).at(at)
            told = {"digest_seen": digest, "typed_code": typed, "address": "", "at": at}
            return sign_decision(db, keys(), appeal, member(ground), **told)

        assert isinstance(sign(first.digest, "000000"), SignatureCodeRefused)
        second = draft_decision(db, appeal, member(ground, 1), draft, at=NEXT_DAY + timedelta(hours=1))
        with pytest.raises(DecisionChanged):
            sign(first.digest)
        row = sign(second.digest, later=1)
        assert (is_genuine(appeal, row), count_to_hear(db, member(ground))) == (True, 0)
        with pytest.raises(DecisionSignedAlready):
            sign(second.digest, later=2)
        row.name = "Boshqa"
        assert not is_genuine(appeal, row)
