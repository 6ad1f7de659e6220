"""What people decided, as the auditor's export holds it: signatures, annulments, appeals, items, policy.

No key that a decision gives an item is told, and no free text of a candidate: these stand on the pages.
"""

from typing import Any

from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.appeals.models import Appeal, AppealDecision, AppealSignature
from examapp.authoring.models import QuestionList
from examapp.certificates.models import Certificate, CertificateRequest
from examapp.delivery.models import Attempt
from examapp.grading.models import ItemMatter
from examapp.lockdown.models import LockdownException
from examapp.programmes.models import PolicyValue, Programme
from examapp.regrading.models import ItemMatterDecision
from examapp.results.commission_models import Commission, CommissionSeat, Composition
from examapp.results.models import ResultSheet, SheetSignature, VoidRequest
from examapp.retention.models import Hold
from examapp.sittings.models import Booking, Sitting


def policy_values() -> Any:
    """Return each value of the policy with its document and the two who stand for it."""
    return (
        select(
            Programme.code.label("programme"),
            PolicyValue.key,
            PolicyValue.value,
            PolicyValue.source,
            PolicyValue.status,
            PolicyValue.document,
            PolicyValue.document_number,
            PolicyValue.document_date,
            PolicyValue.proposed_by,
            PolicyValue.proposed_at,
            PolicyValue.approved_by,
            PolicyValue.approved_at,
        )
        .join(Programme, Programme.id == PolicyValue.programme_id)
        .order_by(PolicyValue.id)
    )


def commissions() -> Any:
    """Return who was on which commission by which order; a row for each person."""
    return (
        select(
            Commission.code,
            Commission.names,
            Commission.region_code,
            Composition.number.label("composition"),
            Composition.document,
            Composition.from_day,
            Composition.until_day,
            Composition.state,
            Composition.proposed_by,
            Composition.decided_by,
            Composition.decided_at,
            StaffAccount.code.label("member"),
            StaffAccount.display_name,
            StaffAccount.role,
        )
        .join(Composition, Composition.commission_id == Commission.id)
        .join(CommissionSeat, CommissionSeat.composition_id == Composition.id)
        .join(StaffAccount, StaffAccount.id == CommissionSeat.staff_id)
        .order_by(Commission.id, Composition.number, CommissionSeat.place)
    )


def lockdown_exceptions() -> Any:
    """Return who was let do without the locked browser, and why."""
    one = LockdownException
    return (
        select(
            one.code,
            Attempt.code.label("attempt"),
            Sitting.code.label("sitting"),
            *(one.ask_reason, one.asked_by, one.asked_at),
            *(one.granted, one.decide_reason, one.decided_by, one.decided_at),
            *(one.withdraw_reason, one.withdrawn_by, one.withdrawn_at),
        )
        .outerjoin(Attempt, Attempt.id == one.attempt_id)
        .outerjoin(Sitting, Sitting.id == one.sitting_id)
        .order_by(one.id)
    )


def sheet_signatures() -> Any:
    """Return who signed which revision, and how."""
    one = SheetSignature
    return (
        select(
            ResultSheet.number.label("sheet"),
            ResultSheet.revision,
            *(one.staff_code, one.name, one.office, one.digest, one.method, one.at),
            *(one.public_key, one.signature),
        )
        .join(ResultSheet, ResultSheet.id == one.sheet_id)
        .order_by(one.sheet_id, one.at)
    )


def annulments() -> Any:
    """Return what was asked to be annulled, by whom, and what was decided."""
    one = VoidRequest
    return (
        select(
            one.code,
            ResultSheet.number.label("sheet"),
            ResultSheet.revision,
            *(one.candidate_code, one.state, one.reason, one.asked_by, one.asked_at),
            *(one.decided_by, one.decided_at, one.decision_reason),
        )
        .join(ResultSheet, ResultSheet.id == one.sheet_id)
        .order_by(one.id)
    )


def item_decisions() -> Any:
    """Return the questions that came before the commission, without the keys that were given them."""
    one = ItemMatter
    return (
        select(
            one.code,
            QuestionList.code.label("question_list"),
            *(one.item_id, one.source, one.source_code, one.state, one.decision, one.reason),
            *(one.put_by, one.put_at, one.proposed_by, one.proposed_at),
            *(one.decided_by, one.decided_at, one.decision_reason),
        )
        .join(QuestionList, QuestionList.id == one.list_id)
        .order_by(one.id)
    )


def past_item_decisions() -> Any:
    """Return the decisions on questions that another followed, and later proposals."""
    one = ItemMatterDecision
    return (
        select(
            ItemMatter.code.label("matter"),
            *(one.state, one.decision, one.reason, one.proposed_by, one.proposed_at),
            *(one.decided_by, one.decided_at, one.decision_reason, one.ended_at, one.ended_by),
        )
        .join(ItemMatter, ItemMatter.id == one.matter_id)
        .order_by(one.id)
    )


def appeals() -> Any:
    """Return the appeals with their days; the candidate's own words stand on the appeal's page."""
    one = Appeal
    return (
        select(
            one.number,
            *(Attempt.code.label("attempt"), Booking.candidate_code),
            *(one.region_code, one.sheet_number, one.sheet_revision, one.about, one.item_number, one.state),
            *(one.filed_at, one.answer_by, one.appointed_by, one.appointed_at),
            *(one.answered_at, one.outcome_revision),
        )
        .join(Booking, Booking.id == one.booking_id)
        .outerjoin(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.id)
    )


def appeal_decisions() -> Any:
    """Return each text of a panel with each signature under it; one without has a row of its own."""
    one, signed = AppealDecision, AppealSignature
    return (
        select(
            Appeal.number.label("appeal"),
            *(one.number, one.verdict, one.remedy, one.points, one.reason, one.digest),
            *(one.drafted_by, one.drafted_at),
            signed.staff_code.label("signed_by"),
            signed.method,
            signed.at.label("signed_at"),
            *(signed.public_key, signed.signature),
        )
        .join(Appeal, Appeal.id == one.appeal_id)
        .outerjoin(signed, signed.decision_id == one.id)
        .order_by(one.id, signed.at)
    )


def certificate_requests() -> Any:
    """Return which certificates were asked to be ended or replaced, by which document, and by whom."""
    one = CertificateRequest
    return (
        select(
            one.code,
            Certificate.number.label("certificate"),
            *(one.kind, one.state, one.reason, one.document, one.name_latn, one.asked_by, one.asked_at),
            *(one.remark, one.decided_by, one.decided_at),
        )
        .join(Certificate, Certificate.id == one.certificate_id)
        .order_by(one.id)
    )


def holds() -> Any:
    """Return what a court or an inquiry keeps from deletion."""
    one = Hold
    return select(
        *(one.code, one.kind, one.subject_code, one.reason, one.document, one.placed_by, one.placed_at),
        *(one.lifted_by, one.lifted_at, one.lift_reason),
    ).order_by(one.id)
