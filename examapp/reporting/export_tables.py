"""What the auditor's export holds: one query for each area, in the order of the work.

A table holds neither answers nor keys, no e-mail address and no telephone.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from examapp.candidates.list_models import CandidateList
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Replacement, Revocation
from examapp.core.audit import AuditEntry, AuditLink
from examapp.notices.body_models import BodyNotice, BodyNoticeLine
from examapp.notices.models import Notice
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme
from examapp.reporting.export_decisions import (
    annulments,
    appeal_decisions,
    appeals,
    certificate_requests,
    commissions,
    holds,
    item_decisions,
    lockdown_exceptions,
    past_item_decisions,
    policy_values,
    sheet_signatures,
)
from examapp.reporting.export_work import (
    attendance_orders,
    bookings,
    cut_scores,
    incidents,
    interventions,
    item_acts,
    list_acts,
    list_people,
    proctors,
    question_lists,
    requirement_versions,
    schedule,
    seat_silences,
    time_ledger,
    withdrawn_admissions,
)
from examapp.results.models import Decision, Result, ResultSheet
from examapp.sittings.models import Booking, Sitting


@dataclass(frozen=True)
class Table:
    """One file of the ZIP: its name without the ending, and what it reads."""

    name: str
    query: Any


def list_tables() -> tuple[Table, ...]:
    """Return the tables, in the order of the work."""
    return (
        Table("policy_values", policy_values()),
        Table("organisations", _organisations()),
        Table("requirement_versions", requirement_versions()),
        Table("schedule", schedule()),
        Table("candidate_lists", _candidate_lists()),
        Table("list_people", list_people()),
        Table("list_acts", list_acts()),
        Table("attendance_orders", attendance_orders()),
        Table("item_acts", item_acts()),
        Table("question_lists", question_lists()),
        Table("cut_scores", cut_scores()),
        Table("sittings", _sittings()),
        Table("bookings", bookings()),
        Table("proctors", proctors()),
        Table("interventions", interventions()),
        Table("incidents", incidents()),
        Table("withdrawn_admissions", withdrawn_admissions()),
        Table("time_ledger", time_ledger()),
        Table("seat_silences", seat_silences()),
        Table("lockdown_exceptions", lockdown_exceptions()),
        Table("results", _results()),
        Table("commissions", commissions()),
        Table("sheet_signatures", sheet_signatures()),
        Table("annulments", annulments()),
        Table("item_decisions", item_decisions()),
        Table("past_item_decisions", past_item_decisions()),
        Table("appeals", appeals()),
        Table("appeal_decisions", appeal_decisions()),
        Table("certificates", _certificates()),
        Table("certificate_requests", certificate_requests()),
        Table("notices", _notices()),
        Table("letters_to_bodies", _letters()),
        Table("holds", holds()),
        Table("audit_log", _audit_log()),
    )


def _organisations() -> Any:
    return select(Organisation.code, Organisation.names, Organisation.kind, Organisation.region_code)


def _candidate_lists() -> Any:
    return (
        select(
            CandidateList.code,
            Organisation.code.label("organisation"),
            Programme.code.label("programme"),
            CandidateList.year,
            CandidateList.state,
            CandidateList.state_at,
            CandidateList.submitted_at,
        )
        .join(Organisation, Organisation.id == CandidateList.organisation_id)
        .join(Programme, Programme.id == CandidateList.programme_id)
        .order_by(CandidateList.id)
    )


def _sittings() -> Any:
    return (
        select(
            Sitting.code,
            Programme.code.label("programme"),
            Sitting.rehearsal,
            Sitting.state,
            Sitting.starts_at,
            Sitting.opened_at,
            Sitting.closed_at,
            Sitting.cancel_reason,
        )
        .join(Programme, Programme.id == Sitting.programme_id)
        .order_by(Sitting.id)
    )


def _notices() -> Any:
    return (
        select(
            Notice.code,
            Candidate.code.label("candidate"),
            Notice.kind,
            Notice.occasion,
            Notice.channel,
            Notice.state,
            Notice.tries,
            Notice.created_at,
            Notice.sent_at,
            Notice.delivered_at,
        )
        .join(Candidate, Candidate.id == Notice.candidate_id)
        .order_by(Notice.id)
    )


def _letters() -> Any:
    return (
        select(
            BodyNotice.code,
            Organisation.code.label("organisation"),
            Sitting.code.label("sitting"),
            BodyNotice.state,
            BodyNotice.tries,
            BodyNotice.created_at,
            BodyNotice.sent_at,
            BodyNoticeLine.occasion,
        )
        .join(Organisation, Organisation.id == BodyNotice.organisation_id)
        .join(Sitting, Sitting.id == BodyNotice.sitting_id)
        .join(BodyNoticeLine, BodyNoticeLine.notice_id == BodyNotice.id)
        .order_by(BodyNotice.id, BodyNoticeLine.id)
    )


def _audit_log() -> Any:
    """Return the log with each entry's place and digest in the chain: a witness's file can be held to it."""
    return (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.actor,
            AuditEntry.act,
            AuditEntry.subject_kind,
            AuditEntry.subject_code,
            AuditEntry.facts,
            AuditLink.position,
            AuditLink.digest,
        )
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .order_by(AuditEntry.id)
    )


def _results() -> Any:
    """Return each line of each revision; name and body are those of that day, as they were signed."""
    return (
        select(
            ResultSheet.number.label("sheet"),
            ResultSheet.revision,
            ResultSheet.state,
            ResultSheet.rehearsal,
            Result.position,
            Candidate.code.label("candidate"),
            Result.name_latn,
            Organisation.code.label("organisation"),
            Result.outcome,
            Decision.at.label("decided_at"),
        )
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .outerjoin(Organisation, Organisation.id == Result.organisation_id)
        .outerjoin(Decision, Decision.sheet_id == ResultSheet.id)
        .order_by(Result.sheet_id, Result.position)
    )


def _certificates() -> Any:
    newer = aliased(Certificate)
    return (
        select(
            Certificate.number,
            Certificate.code,
            ResultSheet.number.label("sheet"),
            Certificate.rehearsal,
            Certificate.name_latn,
            Certificate.tested_on,
            Certificate.issued_on,
            Certificate.valid_until,
            Certificate.file_sha256,
            Certificate.replaced_at,
            newer.number.label("replaced_by"),
            Revocation.revoked_at,
            Revocation.reason,
        )
        .select_from(Certificate)
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(Replacement, Replacement.old_id == Certificate.id)
        .outerjoin(newer, newer.id == Replacement.new_id)
        .order_by(Certificate.id)
    )
