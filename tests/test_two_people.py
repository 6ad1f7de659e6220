"""What needs two people is refused to one: each rule of the attestation that names a second hand, as a table.

Where the two hands are two roles, no role holds both permissions, and an account has one role for ever; where
one role does both, the verb compares the accounts.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from examapp.accounts.enrolment import ask_renewal, create_account, renew_code
from examapp.accounts.errors import RenewalNeedsTwo
from examapp.authoring.desk_errors import InsiderCannotApprove, WriterCannotReview
from examapp.authoring.desk_review import accept_item, approve_item, submit_item
from examapp.authoring.desk_states import ItemState
from examapp.authoring.errors import AlreadySigned
from examapp.core.audit import latest_entries
from examapp.core.db import Database
from examapp.core.errors import AppError
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.core.settings import Settings
from examapp.core.signing import KeyRing
from examapp.lockdown.errors import SecondPersonNeeded
from examapp.lockdown.exceptions import require_second
from examapp.lockdown.models import LockdownException
from examapp.programmes.errors import ProposerCannotApprove
from examapp.programmes.proposals import approve_value, propose_value
from examapp.sittings.excuse_errors import OwnExcuse
from examapp.sittings.excuse_models import AbsenceExcuse
from examapp.sittings.excusing import agree_excuse, refuse_excuse
from examapp.sittings.schedule_errors import DrafterCannotApprove
from examapp.sittings.schedule_models import ScheduleState, YearSchedule
from examapp.sittings.scheduling import approve_schedule
from examapp.training.errors import OwnDraft
from examapp.training.models import Part
from examapp.training.version_rows import read_rows
from examapp.training.versions import begin_draft, get_demanded, publish_draft, save_draft
from tests.cast import BEGINNING as AT
from tests.examapp.authoring.ceremony_ground import prepare
from tests.examapp.authoring.desk_making import bring_to, make_people, put_item
from tests.examapp.programmes.making import PAPER, make_programme
from tests.examapp.training.making import KEEPER, SECOND

P = Permission
ONE, OTHER = "staff:ONE", "staff:OTHER"
ROW = {"topic": "law", "number": "4", "uz-Latn": "Qonunlarni biladi", "ru": "Знает законы", "en": ""}

# Rule of the attestation: the first hand, the second hand.
TWO_ROLES = {
    "a policy value is proposed and approved": (P.PROPOSE_POLICY, P.APPROVE_POLICY),
    "a list is kept, and submitted by the head": (P.KEEP_LISTS, P.SUBMIT_LISTS),
    "a submitted list is agreed": (P.SUBMIT_LISTS, P.AGREE_LISTS),
    "a submitted list is accepted": (P.SUBMIT_LISTS, P.ACCEPT_LISTS),
    "an agreed list is accepted": (P.AGREE_LISTS, P.ACCEPT_LISTS),
    "extra time is asked for and decided": (P.REQUEST_ACCOMMODATIONS, P.DECIDE_ACCOMMODATIONS),
    "an item is written and reviewed": (P.WRITE_ITEMS, P.REVIEW_ITEMS),
    "an item is written and approved": (P.WRITE_ITEMS, P.APPROVE_ITEMS),
    "an item is reviewed and approved": (P.REVIEW_ITEMS, P.APPROVE_ITEMS),
    "an item is translated and approved": (P.TRANSLATE_ITEMS, P.APPROVE_ITEMS),
    "a question list is composed and sealed": (P.MANAGE_QUESTION_LISTS, P.SEAL_LISTS),
    "the schedule is drafted and approved": (P.PLAN_SITTINGS, P.APPROVE_SCHEDULE),
    "a cut score is conducted and judged": (P.CONDUCT_CUT_SCORES, P.JUDGE_ITEMS),
    "a cut score is conducted and sealed": (P.CONDUCT_CUT_SCORES, P.SEAL_CUT_SCORES),
    "a cut score is judged and sealed": (P.JUDGE_ITEMS, P.SEAL_CUT_SCORES),
    "presence is recorded and a sheet confirmed": (P.RECORD_PRESENCE, P.CONFIRM_RESULTS),
    "a decision on an item is proposed and approved": (P.PROPOSE_ITEM_DECISIONS, P.CONFIRM_RESULTS),
    "annulling is asked for and decided": (P.ASK_TO_ANNUL, P.CONFIRM_RESULTS),
    "a sitting is run and the appeal on it heard": (P.RUN_SITTINGS, P.HEAR_APPEALS),
    "a commission's composition is entered and approved": (P.PROPOSE_COMMISSIONS, P.APPROVE_COMMISSIONS),
    "a commission's composition is entered and signs": (P.PROPOSE_COMMISSIONS, P.SIGN_RESULTS),
    "a sitting is run and its sheet signed": (P.RUN_SITTINGS, P.SIGN_RESULTS),
    "a sitting is run and its sheet confirmed": (P.RUN_SITTINGS, P.CONFIRM_RESULTS),
    "a sheet is confirmed and certificates issued": (P.CONFIRM_RESULTS, P.ISSUE_CERTIFICATES),
    "a certificate's end is asked for and decided": (P.ISSUE_CERTIFICATES, P.DECIDE_CERTIFICATES),
    "a deletion is proposed and approved": (P.PROPOSE_DELETION, P.APPROVE_DELETION),
    "accounts are kept and results confirmed": (P.MANAGE_STAFF, P.CONFIRM_RESULTS),
}

# What is refused to the first person, and what lets the second one do it.
Act = Callable[[], object]
Case = Callable[[Session], tuple[type[AppError], Act, Act]]


def policy(db: Session) -> tuple[type[AppError], Act, Act]:
    row = propose_value(db, make_programme(db), "exam.grace_seconds", 90, document=PAPER, actor=ONE, at=AT)
    return (
        ProposerCannotApprove,
        lambda: approve_value(db, row, actor=ONE, at=AT),
        lambda: approve_value(db, row, actor=OTHER, at=AT),
    )


def schedule(db: Session) -> tuple[type[AppError], Act, Act]:
    draft = YearSchedule(
        year=2026, drafted_by="staff:DRAFTER", drafted_at=AT, submitted_by=ONE, state=ScheduleState.SUBMITTED
    )
    db.add(draft)
    db.flush()
    return (
        DrafterCannotApprove,
        lambda: approve_schedule(db, draft, "12-F", actor=ONE, at=AT),
        lambda: approve_schedule(db, draft, "12-F", actor=OTHER, at=AT),
    )


def requirements(db: Session) -> tuple[type[AppError], Act, Act]:
    draft = begin_draft(db, get_demanded(db, "minimum"), Part.PARAMETERS, by=KEEPER, at=AT)
    rows = read_rows(draft.part, [ROW])
    save_draft(db, draft, edition=0, rows=rows, note="yangi", document="", by=KEEPER, at=AT)
    return (
        OwnDraft,
        lambda: publish_draft(db, draft, edition=1, by=KEEPER, at=AT),
        lambda: publish_draft(db, draft, edition=1, by=SECOND, at=AT),
    )


def review(db: Session) -> tuple[type[AppError], Act, Act]:
    people = make_people(db)
    item = put_item(db, people)
    submit_item(db, item, account=people[Role.AUTHOR], at=AT)
    # Whoever wrote it does not review it, were the account made a reviewer's since.
    writer = replace(people[Role.AUTHOR], role=Role.REVIEWER)
    return (
        WriterCannotReview,
        lambda: accept_item(db, item, account=writer, at=AT),
        lambda: accept_item(db, item, account=people[Role.REVIEWER], at=AT),
    )


def approval(db: Session) -> tuple[type[AppError], Act, Act]:
    people = make_people(db)
    item = bring_to(db, people, put_item(db, people), ItemState.TRANSLATED)
    reviewer = replace(people[Role.REVIEWER], role=Role.APPROVER)
    return (
        InsiderCannotApprove,
        lambda: approve_item(db, item, account=reviewer, at=AT),
        lambda: approve_item(db, item, account=people[Role.APPROVER], at=AT),
    )


def new_code_of_a_head(db: Session) -> tuple[type[AppError], Act, Act]:
    keys = KeyRing(Path("/nowhere"), "s" * 32)
    head = create_account(
        db, login_name="head", display_name="H", role=Role.ORGANISATION_HEAD, actor=ONE, at=AT
    )
    head.password_hash = "signs in already"
    ask_renewal(db, head, actor=ONE, at=AT)
    db.flush()
    return (
        RenewalNeedsTwo,
        lambda: renew_code(db, keys, head, actor=ONE, at=AT),
        lambda: renew_code(db, keys, head, actor=OTHER, at=AT),
    )


def new_code_of_a_chair(db: Session) -> tuple[type[AppError], Act, Act]:
    keys = KeyRing(Path("/nowhere"), "s" * 32)
    chair = create_account(
        db, login_name="chair-2", display_name="R", role=Role.COMMISSION_CHAIR, actor=ONE, at=AT
    )
    chair.password_hash = "signs in already"
    ask_renewal(db, chair, actor=ONE, at=AT)
    return (
        RenewalNeedsTwo,
        lambda: renew_code(db, keys, chair, actor=ONE, at=AT),
        lambda: renew_code(db, keys, chair, actor=OTHER, at=AT),
    )


CASES = (policy, schedule, requirements, review, approval, new_code_of_a_head, new_code_of_a_chair)
ONE_ROLE: dict[str, Case] = {case.__name__: case for case in CASES}


@pytest.mark.parametrize("rule", TWO_ROLES)
def test_no_role_holds_both_hands(rule: str) -> None:
    first, second = TWO_ROLES[rule]
    assert [role for role in Role if {first, second} <= ROLE_PERMISSIONS[role]] == []
    assert all(any(hand in held for held in ROLE_PERMISSIONS.values()) for hand in (first, second))


def test_every_permission_of_a_second_hand_stands_in_a_rule() -> None:
    """One that decides on what another has done is added to a table here, or to a test by account below."""
    of_second_hands = re.compile(
        "(APPROVE|DECIDE|CONFIRM|ACCEPT|AGREE|SEAL|SIGN|REVIEW|JUDGE|PUBLISH|GRANT)_"
    )
    known = {hand for pair in TWO_ROLES.values() for hand in pair} | {
        P.DECIDE_EXCUSES,
        P.PUBLISH_REQUIREMENTS,
    }
    assert [one.name for one in P if of_second_hands.match(one.name) and one not in known] == []


@pytest.mark.parametrize("rule", ONE_ROLE)
def test_the_same_person_twice_is_refused_and_a_second_one_is_not(database: Database, rule: str) -> None:
    with database.transaction() as db:
        refusal, again, by_another = ONE_ROLE[rule](db)
        before = len(latest_entries(db))
        with pytest.raises(refusal):
            again()
        db.flush()
        assert len(latest_entries(db)) == before
        by_another()
        db.flush()
        assert len(latest_entries(db)) > before


def test_one_official_does_not_seal_a_list_alone(database: Database, settings: Settings) -> None:
    ceremony = prepare(database, settings)
    with database.transaction() as db:
        ceremony.compose(db)
        ceremony.sign(db, 0)
        with pytest.raises(AlreadySigned):
            ceremony.sign(db, 0)
        ceremony.sign(db, 1)


def test_who_asked_for_an_exception_of_the_lockdown_does_not_decide_on_it() -> None:
    asked = LockdownException(asked_by=ONE, granted=None)
    with pytest.raises(SecondPersonNeeded):
        require_second(asked, ONE)
    assert require_second(asked, OTHER) is asked


@pytest.mark.parametrize("decide", [agree_excuse, partial(refuse_excuse, reason="kech")])
def test_who_recorded_an_excuse_does_not_decide_on_it(decide: Callable[..., None]) -> None:
    """Refused before the database is asked; that a second person may is shown in the room's own tests."""
    with pytest.raises(OwnExcuse):
        decide(None, AbsenceExcuse(requested_by=ONE), actor=ONE, at=AT)
