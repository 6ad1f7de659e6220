"""How the work went up to the sheets, as the auditor's export holds it: lists, places, rooms, items, rules.

No PINFL, no document, no question, no key, and nothing that a candidate wrote: these stand on the pages.
"""

from typing import Any

from sqlalchemy import select

from examapp.accounts.models import StaffAccount
from examapp.authoring.desk_models import DeskItem, ItemEvent
from examapp.authoring.models import ListSignature, QuestionList
from examapp.candidates.list_models import (
    AttendanceOrder,
    CandidateList,
    CandidateListEntry,
    CandidateListEvent,
)
from examapp.candidates.models import Candidate
from examapp.centres.models import Centre, Room, Workstation
from examapp.cut_scores.models import CutScoreStudy, SealedCutScore
from examapp.delivery.models import Attempt, SeatSilence, TimeLedgerRow
from examapp.organisations.models import Organisation
from examapp.proctoring.models import Incident, Intervention, WithdrawnAdmission
from examapp.programmes.models import Programme
from examapp.sittings.models import Booking, ExamFormRecord, Sitting, SittingProctor
from examapp.sittings.schedule_models import ScheduleRow, YearSchedule
from examapp.training.models import RequirementVersion


def schedule() -> Any:
    """Return the periods of the yearly schedules, with who approved them."""
    year, one = YearSchedule, ScheduleRow
    return (
        select(
            *(year.year, year.state, year.document, year.submitted_by, year.approved_by, year.approved_at),
            Organisation.code.label("organisation"),
            Programme.code.label("programme"),
            *(one.first_day, one.last_day, one.expected),
        )
        .select_from(year)
        .join(one, one.schedule_id == year.id)
        .join(Organisation, Organisation.id == one.organisation_id)
        .join(Programme, Programme.id == one.programme_id)
        .order_by(year.year, one.id)
    )


def list_people() -> Any:
    """Return who stands on which candidate list, and when each was acquainted with the schedule."""
    one = CandidateListEntry
    return (
        select(
            CandidateList.code.label("list"),
            Candidate.code.label("candidate"),
            *(one.name_latn, one.positions, one.added_at, one.withdrawn_at, one.acquainted_on),
        )
        .select_from(one)
        .join(CandidateList, CandidateList.id == one.list_id)
        .join(Candidate, Candidate.id == one.candidate_id)
        .order_by(one.id)
    )


def list_acts() -> Any:
    """Return the history of each candidate list."""
    one = CandidateListEvent
    return (
        select(CandidateList.code.label("list"), one.act, one.by, one.by_name, one.at, one.remark)
        .select_from(one)
        .join(CandidateList, CandidateList.id == one.list_id)
        .order_by(one.id)
    )


def attendance_orders() -> Any:
    """Return the orders on attendance with their files' digests."""
    one = AttendanceOrder
    return (
        select(
            one.code,
            CandidateList.code.label("list"),
            *(one.number, one.dated_on, one.sha256, one.uploaded_by, one.uploaded_at),
        )
        .select_from(one)
        .join(CandidateList, CandidateList.id == one.list_id)
        .order_by(one.id)
    )


def bookings() -> Any:
    """Return each place of each sitting with what became of it, without the codes that people enter with."""
    return (
        select(
            Sitting.code.label("sitting"),
            Candidate.code.label("candidate"),
            Centre.code.label("centre"),
            Room.name.label("room"),
            Workstation.number.label("workstation"),
            ExamFormRecord.code.label("form"),
            ExamFormRecord.digest.label("form_digest"),
            Attempt.code.label("attempt"),
            *(Attempt.state, Attempt.ending, Attempt.admitted_at, Attempt.started_at, Attempt.ended_at),
        )
        .select_from(Booking)
        .join(Sitting, Sitting.id == Booking.sitting_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Workstation, Workstation.id == Booking.workstation_id)
        .join(Room, Room.id == Workstation.room_id)
        .join(Centre, Centre.id == Room.centre_id)
        .outerjoin(ExamFormRecord, ExamFormRecord.id == Booking.form_id)
        .outerjoin(Attempt, Attempt.booking_id == Booking.id)
        .order_by(Booking.id)
    )


def proctors() -> Any:
    """Return who was to run which sitting."""
    return (
        select(Sitting.code.label("sitting"), StaffAccount.code.label("proctor"), StaffAccount.display_name)
        .select_from(Sitting)
        .join(SittingProctor, SittingProctor.sitting_id == Sitting.id)
        .join(StaffAccount, StaffAccount.id == SittingProctor.staff_id)
        .order_by(Sitting.id, StaffAccount.code)
    )


def incidents() -> Any:
    """Return what went wrong in the rooms."""
    one = Incident
    return (
        select(
            one.code,
            Sitting.code.label("sitting"),
            Attempt.code.label("attempt"),
            *(one.kind, one.text.label("words"), one.consequence, one.minutes, one.item),
            *(one.recorded_by, one.recorded_at),
        )
        .select_from(one)
        .join(Sitting, Sitting.id == one.sitting_id)
        .outerjoin(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.id)
    )


def interventions() -> Any:
    """Return each act of a proctor; what was written to somebody stands in the dossier."""
    one = Intervention
    return (
        select(
            Sitting.code.label("sitting"),
            Attempt.code.label("attempt"),
            one.act,
            one.actor,
            one.at.label("at"),
        )
        .select_from(one)
        .join(Sitting, Sitting.id == one.sitting_id)
        .outerjoin(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.id)
    )


def withdrawn_admissions() -> Any:
    """Return each admission that was taken back before the start, with the check that counts no more."""
    one = WithdrawnAdmission
    return (
        select(
            Attempt.code.label("attempt"),
            *(one.document, one.checked_by, one.checked_at, one.kind, one.withdrawn_by, one.withdrawn_at),
        )
        .join(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.id)
    )


def seat_silences() -> Any:
    """Return each silence of a seat that is over, by the heartbeats before and after it."""
    one = SeatSilence
    return (
        select(Attempt.code.label("attempt"), one.since, one.until)
        .join(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.attempt_id, one.since)
    )


def time_ledger() -> Any:
    """Return each change of an attempt's time with its cause and author."""
    one = TimeLedgerRow
    return (
        select(
            Attempt.code.label("attempt"),
            *(one.number, one.kind, one.at_wall, one.since_wall, one.added_ms, one.cause, one.author),
        )
        .select_from(one)
        .join(Attempt, Attempt.id == one.attempt_id)
        .order_by(one.attempt_id, one.number)
    )


def question_lists() -> Any:
    """Return the question lists with each signature under them; one without has a row of its own."""
    one, signed = QuestionList, ListSignature
    return (
        select(
            one.code,
            Programme.code.label("programme"),
            *(one.digest, one.sample, one.state, one.valid_until, one.composed_by, one.composed_at),
            *(one.sealed_at, one.cut_score),
            *(signed.account_code.label("signed_by"), signed.at.label("signed_at")),
            *(signed.public_key, signed.signature),
        )
        .select_from(one)
        .join(Programme, Programme.id == one.programme_id)
        .outerjoin(signed, signed.list_id == one.id)
        .order_by(one.id, signed.account_code)
    )


def item_acts() -> Any:
    """Return which version of an item went from which state to which, and by whom; never what it asks."""
    one = ItemEvent
    return (
        select(
            *(DeskItem.code, DeskItem.version, DeskItem.topic, one.act, one.from_state, one.to_state),
            *(StaffAccount.code.label("by"), one.at),
        )
        .select_from(one)
        .join(DeskItem, DeskItem.id == one.item_id)
        .join(StaffAccount, StaffAccount.id == one.by_id)
        .order_by(one.id)
    )


def cut_scores() -> Any:
    """Return the studies of cut scores, with the digest of the record that was sealed."""
    one, sealed = CutScoreStudy, SealedCutScore
    return (
        select(
            one.code,
            QuestionList.code.label("question_list"),
            *(one.method, one.state, one.opened_by, one.opened_at, one.held_on, one.abandon_reason),
            *(sealed.digest, sealed.signature, sealed.sealed_by, sealed.sealed_at),
        )
        .select_from(one)
        .join(QuestionList, QuestionList.id == one.list_id)
        .outerjoin(sealed, sealed.study_id == one.id)
        .order_by(one.id)
    )


def requirement_versions() -> Any:
    """Return the versions of curricula and parameters."""
    one = RequirementVersion
    return select(
        *(
            one.programme_code,
            one.part,
            one.number,
            one.state,
            one.rows.label("content"),
            one.note,
            one.document,
        ),
        *(one.changed_at, one.published_by, one.published_at),
    ).order_by(one.id)
