"""The attendance sheet: who came to a sitting, which document was seen, from when until when they sat."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, pgettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.accounts.queries import name_actors
from examapp.candidates.models import Candidate
from examapp.centres.naming import say_place
from examapp.core.clock import Instant
from examapp.core.i18n import current_language, say_in, show_date, show_time
from examapp.delivery.models import Attempt
from examapp.delivery.queries import AttemptRow, list_attempts
from examapp.delivery.states import AttemptState
from examapp.documents.attendance_sheet.context import AttendanceLine, AttendanceSheet
from examapp.proctoring.models import IdentityCheck, WithdrawnAdmission
from examapp.proctoring.names import name_for, with_initials
from examapp.proctoring.reasons import DOCUMENT_WORDS, WITHDRAWAL_WORDS
from examapp.sittings.models import Sitting, SittingState

_NOT_ADMITTED: Final = AttemptState.AWAITING


def draw_up_attendance(db: Session, sitting: Sitting, now: Instant) -> AttendanceSheet:
    """Return the sheet as it stands, in the language of the request."""
    rows = list_attempts(db, sitting.id, now)
    people = _people(db, rows)
    checks = _first_checks(db, sitting.id)
    lines = [_line(row, people[row.candidate_id], checks.get(row.attempt_id or 0), sitting) for row in rows]
    return AttendanceSheet(
        created_at=sitting.closed_at or now.wall,
        rehearsal=sitting.rehearsal,
        final=sitting.state is SittingState.CLOSED,
        sitting=sitting.code,
        facts=list_facts(sitting),
        lines=tuple(lines),
        proctors=tuple(one.staff.display_name for one in sitting.proctors),
        withdrawn=_list_withdrawn(db, sitting.id, {row.attempt_id: row for row in rows}, people),
    )


def list_facts(sitting: Sitting) -> tuple[tuple[str, str], ...]:
    """Return what stands above each paper of a sitting, labels and values."""
    opened, closed = sitting.opened_at, sitting.closed_at
    return (
        (gettext("Programme"), say_in(sitting.programme.titles)),
        (gettext("Centre and room"), say_place(sitting.room.centre.names, sitting.room.name)),
        (gettext("Day"), show_date(sitting.starts_at)),
        (gettext("Room opened"), show_time(opened) if opened else "–"),
        (gettext("Sitting closed"), show_time(closed) if closed else "–"),
        (gettext("Proctors"), ", ".join(one.staff.display_name for one in sitting.proctors) or "–"),
    )


def _people(db: Session, rows: list[AttemptRow]) -> Mapping[int, Candidate]:
    found = db.scalars(
        select(Candidate)
        .where(Candidate.id.in_([row.candidate_id for row in rows]))
        .options(joinedload(Candidate.organisation))
    )
    return {one.id: one for one in found}


def _first_checks(db: Session, sitting_id: int) -> Mapping[int, IdentityCheck]:
    checks = db.scalars(
        select(IdentityCheck)
        .join(Attempt, Attempt.id == IdentityCheck.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(IdentityCheck.lease.desc())
    )
    return {check.attempt_id: check for check in checks}


def _list_withdrawn(
    db: Session,
    sitting_id: int,
    rows: Mapping[int | None, AttemptRow],
    people: Mapping[int, Candidate],
) -> tuple[str, ...]:
    """Return a sentence for each admission that was taken back, in their order."""
    query = (
        select(WithdrawnAdmission)
        .join(Attempt, Attempt.id == WithdrawnAdmission.attempt_id)
        .where(Attempt.sitting_id == sitting_id)
        .order_by(WithdrawnAdmission.id)
    )
    found = db.scalars(query).all()
    names = name_actors(db, {one.withdrawn_by for one in found})
    return tuple(
        gettext(
            "Seat %(seat)s, %(name)s: %(document)s, %(checked)s. "
            "Taken back at %(back)s: %(reason)s (%(author)s)",
            seat=rows[one.attempt_id].seat,
            name=_name(people[rows[one.attempt_id].candidate_id]),
            document=gettext(DOCUMENT_WORDS[one.document]),
            checked=show_time(one.checked_at),
            back=show_time(one.withdrawn_at),
            reason=gettext(WITHDRAWAL_WORDS[one.kind]),
            author=with_initials(names.get(one.withdrawn_by, one.withdrawn_by)),
        )
        for one in found
    )


def _name(person: Candidate) -> str:
    return name_for(current_language(), person.name_latn, person.name_cyrl)


def _line(
    row: AttemptRow, person: Candidate, check: IdentityCheck | None, sitting: Sitting
) -> AttendanceLine:
    came = row.state is not _NOT_ADMITTED or row.last_seen_at is not None
    return AttendanceLine(
        seat=row.seat,
        name=_name(person),
        organisation=say_in(person.organisation.names),
        came=came,
        attendance=_say_attendance(row, sitting),
        document=f"{gettext(DOCUMENT_WORDS[check.document])}, {show_time(check.checked_at)}"
        if check
        else "–",
        hours=_hours(row),
    )


def _say_attendance(row: AttemptRow, sitting: Sitting) -> str:
    closed = sitting.state is SittingState.CLOSED
    if row.started_at:
        return str(pgettext("attendance", "came"))
    if row.state is not _NOT_ADMITTED:
        return str(gettext("came, did not start") if closed else gettext("came, has not started yet"))
    if row.last_seen_at is not None:
        return str(gettext("came, was not admitted") if closed else gettext("came, not admitted yet"))
    return str(pgettext("attendance", "did not come") if closed else pgettext("attendance", "not here yet"))


def _hours(row: AttemptRow) -> str:
    if row.started_at is None:
        return "–"
    return f"{show_time(row.started_at)}–{show_time(row.ended_at) if row.ended_at else ''}"
