"""Exam forms of a sitting: assembled equal, sealed, one for each candidate, before the day."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from examapp.authoring.lists import open_list
from examapp.authoring.vault import ListVault
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.programmes.policy import Policy, read_policy
from examapp.sittings.errors import FormsCannotBeAssembled
from examapp.sittings.models import Booking, ExamFormRecord, Sitting
from examapp.sittings.passing import give_cut_scores
from examapp.sittings.planning import hold_planned
from question_bank.assembly import assemble_equal
from question_bank.blueprint import Blueprint
from question_bank.equal_forms.balancing import METHOD
from question_bank.equal_forms.rules import Limits
from question_bank.exam_form import ExamForm, form_digest, form_to_json
from question_bank.infeasible import Infeasible
from question_bank.sealing import canonical_json


def assemble_forms(
    db: Session,
    sitting: Sitting,
    vault: ListVault,
    *,
    actor: str,
    at: datetime,
    seed: str | None = None,
) -> int:
    """Assemble and seal a form for every booking, replacing earlier ones, and return how many.

    All are equally hard and equally sharp at the cut score, and share no more items than the policy allows.
    Each has its own order of items and choices and its own choice ids; seed, limits and snapshot are kept.
    Where the policy passes by `cut_score` each gets its own from the list's newest sealed record.
    Raises FormsCannotBeAssembled naming the cells that lack items, ListBroken if the list does not verify.
    """
    hold_planned(db, sitting)
    opened = open_list(db, sitting.list_id, vault)
    policy = read_policy(db, sitting.programme_id, at)
    blueprint = Blueprint(policy.blueprint)
    limits = limits_of(policy, blueprint)
    bookings = db.scalars(select(Booking).where(Booking.sitting_id == sitting.id).order_by(Booking.id)).all()
    _drop_forms(db, sitting)
    seed = seed or secrets.token_hex(16)
    try:
        forms = assemble_equal(opened.items, blueprint, len(bookings), seed, limits)
    except Infeasible as failure:
        raise FormsCannotBeAssembled(failure) from failure
    sealed = [_seal(sitting, form, at) for form in forms]
    for booking, form in zip(bookings, sealed, strict=True):
        booking.form = form
        db.add(form)
    cut_score = give_cut_scores(db, vault.keys, sitting, sealed, policy)
    db.flush()
    record(
        db,
        act="sitting.forms_sealed",
        actor=actor,
        subject_kind="sitting",
        subject_code=sitting.code,
        at=at,
        facts={
            "forms": len(forms),
            "list": opened.digest,
            "seed": seed,
            "method": METHOD,
            "exposure_percent": limits.exposure_percent,
            "overlap": limits.overlap,
            "cut_score": cut_score,
        },
    )
    return len(forms)


def limits_of(policy: Policy, blueprint: Blueprint) -> Limits:
    """Return how often items may come back in the forms of a sitting, as the policy says."""
    return Limits(
        overlap=blueprint.total * policy.overlap_percent // 100,
        exposure_percent=policy.exposure_percent,
    )


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
