"""Which thing a typed code names, what belongs to it in the log, and in which region it lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.authoring.desk_models import DeskItem
from examapp.authoring.models import ListItem, QuestionList
from examapp.candidates.models import Candidate
from examapp.centres.models import Centre
from examapp.certificates.models import Certificate
from examapp.core.codes import read_code
from examapp.core.i18n import N_
from examapp.delivery.models import Attempt
from examapp.results.models import Result, ResultSheet
from examapp.sittings.models import Booking, Sitting

# What the log calls the kinds of things.
KIND_WORDS: Final = {
    "attempt": N_("Attempt"),
    "sitting": N_("Sitting"),
    "certificate": N_("Certificate"),
    "result_sheet": N_("Result sheet"),
    "candidate": N_("Candidate"),
    "centre": N_("Centre"),
    "item": N_("Item"),
    "question_list": N_("Question list"),
    "organisation": N_("Organisation"),
    "staff": N_("Member of staff"),
    "programme": N_("Programme"),
    "candidate_list": N_("Candidate list"),
    "candidate_import": N_("File with candidates"),
    "cut_score_study": N_("Study of the cut score"),
    "schedule": N_("Schedule of the year"),
    "sitting_proposal": N_("Plan of sittings"),
    "training_institution": N_("Training institution"),
    "requirement_version": N_("Version of the requirements"),
    "api_token": N_("Access of a program"),
    "export": N_("Export for the auditor"),
    "webhook": N_("Call to a program outside"),
    "district": N_("District"),
    "retention": N_("Deletion of old records"),
    "commission": N_("Commission"),
}


@dataclass(frozen=True)
class Named:
    """A thing by the kind and code that the log knows it by."""

    kind: str
    code: str


@dataclass(frozen=True)
class FoundThing:
    """A thing with what belongs to it: `within` are others whose entries may speak of it by its code.

    `region_code` is None where the thing lies in no region, `related` are others to go on with.
    """

    named: Named
    title: str
    region_code: str | None
    belongs: tuple[Named, ...] = ()
    within: tuple[Named, ...] = ()
    related: tuple[Named, ...] = field(default=())


def find_thing(db: Session, typed: str) -> FoundThing | None:
    """Return the thing of a code or number as people type it, or None."""
    code = typed.strip()
    spelled = tuple(dict.fromkeys([code, code.upper(), read_code(code)]))
    for find in _FINDERS:
        found = find(db, spelled)
        if found is not None:
            return found
    return None


def _find_attempt(db: Session, codes: Sequence[str]) -> FoundThing | None:
    attempt = db.scalars(select(Attempt).where(Attempt.code.in_(codes))).first()
    if attempt is None:
        return None
    candidate, sitting = attempt.booking.candidate, attempt.sitting
    return FoundThing(
        Named("attempt", attempt.code),
        candidate.name_latn,
        sitting.room.centre.region_code,
        belongs=_certificates(db, [attempt.id]),
        related=(Named("sitting", sitting.code), Named("candidate", candidate.code), *_sheets(db, attempt)),
    )


def _certificates(db: Session, attempt_ids: Sequence[int]) -> tuple[Named, ...]:
    numbers = db.scalars(select(Certificate.number).where(Certificate.attempt_id.in_(attempt_ids)))
    return tuple(Named("certificate", number) for number in numbers)


def _sheets(db: Session, attempt: Attempt) -> tuple[Named, ...]:
    numbers = select(ResultSheet.number).join(Result).where(Result.attempt_id == attempt.id).distinct()
    return tuple(Named("result_sheet", number) for number in db.scalars(numbers))


def _find_sitting(db: Session, codes: Sequence[str]) -> FoundThing | None:
    sitting = db.scalars(select(Sitting).where(Sitting.code.in_(codes))).first()
    if sitting is None:
        return None
    numbers = select(ResultSheet.number).where(ResultSheet.sitting_id == sitting.id).distinct()
    attempts = select(Attempt.code).where(Attempt.sitting_id == sitting.id).order_by(Attempt.id)
    return FoundThing(
        Named("sitting", sitting.code),
        sitting.room.name,
        sitting.room.centre.region_code,
        belongs=tuple(Named("result_sheet", number) for number in db.scalars(numbers)),
        related=tuple(Named("attempt", code) for code in db.scalars(attempts)),
    )


def _find_certificate(db: Session, codes: Sequence[str]) -> FoundThing | None:
    found = db.scalars(
        select(Certificate).where(Certificate.number.in_(codes) | Certificate.code.in_(codes))
    ).first()
    if found is None:
        return None
    attempt = db.get_one(Attempt, found.attempt_id)
    return FoundThing(
        Named("certificate", found.number),
        found.name_latn,
        found.sheet.region_code,
        related=(Named("attempt", attempt.code), Named("result_sheet", found.sheet.number)),
    )


def _find_sheet(db: Session, codes: Sequence[str]) -> FoundThing | None:
    sheet = db.scalars(select(ResultSheet).where(ResultSheet.number.in_(codes))).first()
    if sheet is None:
        return None
    return FoundThing(
        Named("result_sheet", sheet.number),
        "",
        sheet.region_code,
        related=(Named("sitting", sheet.sitting.code),),
    )


def _find_candidate(db: Session, codes: Sequence[str]) -> FoundThing | None:
    booked = select(Booking.candidate_id).where(Booking.candidate_code.in_(codes))
    candidate = db.scalars(
        select(Candidate).where(Candidate.code.in_(codes) | Candidate.id.in_(booked))
    ).first()
    if candidate is None:
        return None
    attempts = db.execute(
        select(Attempt.id, Attempt.code).join(Booking).where(Booking.candidate_id == candidate.id)
    ).all()
    sittings = select(Sitting.code).join(Booking).where(Booking.candidate_id == candidate.id)
    own = tuple(Named("attempt", attempt.code) for attempt in attempts)
    return FoundThing(
        Named("candidate", candidate.code),
        candidate.name_latn,
        candidate.organisation.region_code,
        belongs=own + _certificates(db, [attempt.id for attempt in attempts]),
        within=tuple(Named("sitting", code) for code in db.scalars(sittings)),
        related=own,
    )


def _find_centre(db: Session, codes: Sequence[str]) -> FoundThing | None:
    centre = db.scalars(select(Centre).where(Centre.code.in_(codes))).first()
    return FoundThing(Named("centre", centre.code), "", centre.region_code) if centre else None


def _find_item(db: Session, codes: Sequence[str]) -> FoundThing | None:
    """Find an item of the desk, or of a list: what a commission decides on it stands under the list."""
    held = db.execute(
        select(ListItem.item_id, QuestionList.code)
        .join(QuestionList, QuestionList.id == ListItem.list_id)
        .where(ListItem.item_id.in_(codes))
        .order_by(QuestionList.id)
    ).all()
    code = db.scalars(select(DeskItem.code).where(DeskItem.code.in_(codes))).first()
    code = code or next((row.item_id for row in held), None)
    if code is None:
        return None
    lists = tuple(Named("question_list", row.code) for row in held if row.item_id == code)
    return FoundThing(Named("item", code), "", None, within=lists, related=lists)


def _find_list(db: Session, codes: Sequence[str]) -> FoundThing | None:
    code = db.scalars(select(QuestionList.code).where(QuestionList.code.in_(codes))).first()
    return FoundThing(Named("question_list", code), "", None) if code else None


_FINDERS: Final[tuple[Callable[[Session, Sequence[str]], FoundThing | None], ...]] = (
    _find_attempt,
    _find_sitting,
    _find_certificate,
    _find_sheet,
    _find_candidate,
    _find_centre,
    _find_item,
    _find_list,
)
