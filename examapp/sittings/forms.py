"""Exam forms of a sitting: assembled from the blueprint, sealed, one for each candidate, before the day."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from examapp.authoring.lists import open_list
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.signing import PublicVerifier
from examapp.programmes.policy import read_policy
from examapp.sittings.errors import FormsCannotBeAssembled
from examapp.sittings.models import Booking, ExamFormRecord, Sitting
from examapp.sittings.planning import require_planned
from question_bank.assembly import assemble
from question_bank.blueprint import Blueprint
from question_bank.exam_form import ExamForm, form_digest, form_to_json
from question_bank.infeasible import Infeasible
from question_bank.sealing import canonical_json


def assemble_forms(
    db: Session,
    sitting: Sitting,
    verifier: PublicVerifier,
    *,
    actor: str,
    at: datetime,
    seed: str | None = None,
) -> int:
    """Assemble and seal a form for every booking, replacing earlier ones, and return how many.

    Each has its own order of items and choices and its own choice ids; seed and snapshot are kept. Raises
    FormsCannotBeAssembled naming the topics that lack items, ListBroken if the list does not verify.
    """
    require_planned(sitting)
    opened = open_list(db, sitting.list_id, verifier)
    blueprint = Blueprint(read_policy(db, sitting.programme_id, at).blueprint)
    bookings = db.scalars(select(Booking).where(Booking.sitting_id == sitting.id).order_by(Booking.id)).all()
    _drop_forms(db, sitting)
    seed = seed or secrets.token_hex(16)
    try:
        forms = assemble(opened.items, blueprint, len(bookings), seed)
    except Infeasible as failure:
        raise FormsCannotBeAssembled(cells=_say_cells(failure)) from failure
    for booking, form in zip(bookings, forms, strict=True):
        booking.form = _seal(sitting, form, at)
        db.add(booking.form)
    db.flush()
    record(
        db,
        act="sitting.forms_sealed",
        actor=actor,
        subject_kind="sitting",
        subject_code=sitting.code,
        at=at,
        facts={"forms": len(forms), "list": opened.digest, "seed": seed},
    )
    return len(forms)


def _drop_forms(db: Session, sitting: Sitting) -> None:
    db.execute(update(Booking).where(Booking.sitting_id == sitting.id).values(form_id=None))
    db.execute(delete(ExamFormRecord).where(ExamFormRecord.sitting_id == sitting.id))
    db.expire_all()


def _seal(sitting: Sitting, form: ExamForm, at: datetime) -> ExamFormRecord:
    return ExamFormRecord(
        sitting_id=sitting.id,
        code=new_code(8),
        digest=form_digest(form),
        body=canonical_json(form_to_json(form)).decode(),
        sealed_at=at,
    )


def _say_cells(failure: Infeasible) -> str:
    return "; ".join(f"{cell.topic} {cell.apart}/{cell.needed}" for cell in failure.cells) or str(failure)
