"""What needs two people is refused to one: each rule of the attestation that names a second hand, as a table.

Where the two hands are two roles, no role holds both permissions, and an account has one role for ever.
Whoever holds two offices has two accounts, so each verb compares the people: account and whole name.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from examapp import accounts
from examapp.accounts.enrolment import ask_renewal, create_account, renew_code
from examapp.accounts.errors import RenewalNeedsTwo
from examapp.accounts.models import StaffAccount
from examapp.accounts.queries import get_staff
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
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
from examapp.retention.errors import OwnHold
from examapp.retention.holding import lift_hold
from examapp.retention.models import Hold, HoldKind
from examapp.retention.proposing import Hand
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
from tests.cast import add_person
from tests.examapp.authoring.ceremony_ground import prepare
from tests.examapp.authoring.desk_making import bring_to, make_people, put_item
from tests.examapp.programmes.making import PAPER, make_programme
from tests.examapp.training.making import KEEPER

P = Permission
ONE, TWIN, OTHER = "staff:ONE", "staff:TWIN", "staff:OTHER"
NAMES = {ONE: "Xoʻjayev Anvar Qobilovich", TWIN: "Анвар Қобилович Хўжаев", OTHER: "Aliyev Anvar"}
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

HOUSE = Path(accounts.__file__).parents[1]


def make_hands(db: Session) -> None:
    """Two accounts of one person, written in two scripts, and a second person."""
    for actor, name in NAMES.items():
        account = add_person(db, Role.APPROVER, suffix=actor.removeprefix("staff:"))
        account.code, account.display_name = actor.removeprefix("staff:"), name
    db.flush()


def read_hands(db: Session) -> dict[str, SignedInStaff]:
    return {actor: as_signed_in(get_staff(db, actor.removeprefix("staff:"))) for actor in NAMES}


def give_name(db: Session, account_id: int, actor: str) -> None:
    db.get_one(StaffAccount, account_id).display_name = NAMES[actor]


# What is refused to the first person, by whichever account, and to nobody else.
Act = Callable[[str], object]
Case = Callable[[Session], tuple[type[AppError], Act]]


def policy(db: Session) -> tuple[type[AppError], Act]:
    row = propose_value(db, make_programme(db), "exam.grace_seconds", 90, document=PAPER, actor=ONE, at=AT)
    return (
        ProposerCannotApprove,
        lambda actor: approve_value(db, row, actor=actor, at=AT),
    )


def schedule(db: Session) -> tuple[type[AppError], Act]:
    draft = YearSchedule(
        year=2026, drafted_by="staff:DRAFTER", drafted_at=AT, submitted_by=ONE, state=ScheduleState.SUBMITTED
    )
    db.add(draft)
    db.flush()
    return (
        DrafterCannotApprove,
        lambda actor: approve_schedule(db, draft, "12-F", actor=actor, at=AT),
    )


def requirements(db: Session) -> tuple[type[AppError], Act]:
    draft = begin_draft(db, get_demanded(db, "minimum"), Part.PARAMETERS, by=KEEPER, at=AT)
    rows = read_rows(draft.part, [ROW])
    save_draft(
        db, draft, edition=0, rows=rows, note="yangi", document="", by=replace(KEEPER, actor=ONE), at=AT
    )
    return (
        OwnDraft,
        lambda actor: publish_draft(db, draft, edition=1, by=replace(KEEPER, actor=actor), at=AT),
    )


def review(db: Session) -> tuple[type[AppError], Act]:
    people = make_people(db)
    item = put_item(db, people)
    submit_item(db, item, account=people[Role.AUTHOR], at=AT)
    give_name(db, people[Role.AUTHOR].id, ONE)
    # Whoever wrote it does not review it, were the account made a reviewer's since.
    hands = read_hands(db) | {ONE: replace(people[Role.AUTHOR], role=Role.REVIEWER)}
    return (
        WriterCannotReview,
        lambda actor: accept_item(db, item, account=hands[actor], at=AT),
    )


def approval(db: Session) -> tuple[type[AppError], Act]:
    people = make_people(db)
    item = bring_to(db, people, put_item(db, people), ItemState.TRANSLATED)
    give_name(db, people[Role.REVIEWER].id, ONE)
    hands = read_hands(db) | {ONE: replace(people[Role.REVIEWER], role=Role.APPROVER)}
    return (
        InsiderCannotApprove,
        lambda actor: approve_item(db, item, account=hands[actor], at=AT),
    )


def new_code_of_a_head(db: Session) -> tuple[type[AppError], Act]:
    keys = KeyRing(Path("/nowhere"), "s" * 32)
    head = create_account(
        db, login_name="head", display_name="H", role=Role.ORGANISATION_HEAD, actor=ONE, at=AT
    )
    head.password_hash = "signs in already"
    ask_renewal(db, head, actor=ONE, at=AT)
    db.flush()
    return (
        RenewalNeedsTwo,
        lambda actor: renew_code(db, keys, head, actor=actor, at=AT),
    )


def new_code_of_a_chair(db: Session) -> tuple[type[AppError], Act]:
    keys = KeyRing(Path("/nowhere"), "s" * 32)
    chair = create_account(
        db, login_name="chair-2", display_name="R", role=Role.COMMISSION_CHAIR, actor=ONE, at=AT
    )
    chair.password_hash = "signs in already"
    ask_renewal(db, chair, actor=ONE, at=AT)
    return (
        RenewalNeedsTwo,
        lambda actor: renew_code(db, keys, chair, actor=actor, at=AT),
    )


def hold(db: Session) -> tuple[type[AppError], Act]:
    placed = Hold(
        code="H", kind=HoldKind.ATTEMPT, subject_code="A", reason="sud", document="1", placed_by=ONE
    )
    placed.placed_by_name, placed.placed_at = "X", AT
    db.add(placed)
    return OwnHold, lambda actor: lift_hold(db, placed, "qaror chiqdi", by=Hand(actor, "X"), at=AT)


def exception_of_the_lockdown(db: Session) -> tuple[type[AppError], Act]:
    asked = LockdownException(asked_by=ONE, granted=None)
    return SecondPersonNeeded, lambda actor: require_second(db, asked, actor)


CASES = (
    policy,
    schedule,
    requirements,
    review,
    approval,
    new_code_of_a_head,
    new_code_of_a_chair,
    hold,
    exception_of_the_lockdown,
)
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
def test_the_same_person_twice_is_refused_by_either_account_and_a_second_one_is_not(
    database: Database, rule: str
) -> None:
    with database.transaction() as db:
        make_hands(db)
        refusal, act = ONE_ROLE[rule](db)
        before = len(latest_entries(db))
        for actor in (ONE, TWIN):
            with pytest.raises(refusal):
                act(actor)
        db.flush()
        assert len(latest_entries(db)) == before
        act(OTHER)
        db.flush()
        if rule != exception_of_the_lockdown.__name__:  # the rule alone is asked there, and writes nothing
            assert len(latest_entries(db)) > before


def test_no_rule_for_two_compares_accounts_instead_of_people() -> None:
    """`accounts/persons.py` tells who is one person; taking back what is one's own asks for the account."""
    alone = re.compile(r"if .*_by == .*actor|if .*actor == .*_by|if .*actor in \{")
    found = {
        (path.relative_to(HOUSE).as_posix(), line.strip())
        for path in HOUSE.rglob("*.py")
        for line in path.read_text().splitlines()
        if alone.search(line)
    }
    assert found == {("proctoring/in_charge.py", "if handover.given_by == actor:")}


def test_one_official_does_not_seal_a_list_alone(database: Database, settings: Settings) -> None:
    ceremony = prepare(database, settings)
    with database.transaction() as db:
        ceremony.compose(db)
        ceremony.sign(db, 0)
        with pytest.raises(AlreadySigned):
            ceremony.sign(db, 0)
        second = ceremony.official(db, 1)
        own_name, second.display_name = second.display_name, ceremony.official(db, 0).display_name
        with pytest.raises(AlreadySigned):
            ceremony.sign(db, 1)
        second.display_name = own_name
        ceremony.sign(db, 1)


@pytest.mark.parametrize("decide", [agree_excuse, partial(refuse_excuse, reason="kech")])
def test_who_recorded_an_excuse_does_not_decide_on_it(decide: Callable[..., None]) -> None:
    """Refused before the database is asked; that a second person may is shown in the room's own tests."""
    with pytest.raises(OwnExcuse):
        decide(None, AbsenceExcuse(requested_by=ONE), actor=ONE, at=AT)
