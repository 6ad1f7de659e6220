"""The final record's page: what the panel came to, the chair's seal, and the file as it was sealed."""

from collections.abc import Mapping
from decimal import Decimal

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.accounts.queries import get_staff
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.cut_scores.errors import RecordBroken
from examapp.cut_scores.models import CutScoreStudy, SealedCutScore
from examapp.cut_scores.panel_ballots import read_points
from examapp.cut_scores.queries import find_sealed
from examapp.cut_scores.recording import (
    compose_record,
    find_in_force,
    read_record,
    seal_record,
    verify_record,
)
from examapp.cut_scores.room_views import blueprint, find_study
from examapp.cut_scores.web_forms import SealRecordForm
from question_bank.cut_score import CutScoreRecord, cut_score_of, record_digest


@blueprint.get("/<code>/record")
@requires(Permission.VIEW_CUT_SCORES)
def record(code: str) -> str:
    """Show the record: cut score, error, judges, values of the items, and whether it is sealed."""
    with reading() as db:
        return _page(db, code, SealRecordForm())


def _page(db: Session, code: str, form: SealRecordForm) -> str:
    study, question_list = find_study(db, code)
    sealed, broken = find_sealed(db, study), None
    try:
        made = verify_record(db, key_ring(), sealed) if sealed else compose_record(db, study)
    except RecordBroken as failure:
        broken, made = failure.sentence(), compose_record(db, study)
    points = read_points(db, study.list_id)
    form.seen.data = record_digest(made)
    in_force = find_in_force(db, study.list_id)
    return render_template(
        "cut_scores/record.html",
        study=study,
        list=question_list,
        record=made,
        cut=cut_score_of(made, points),
        own_cuts=_own_cuts(made, points),
        digest=record_digest(made),
        sealed=sealed,
        broken=broken,
        in_force=sealed is not None and in_force is not None and in_force.id == sealed.id,
        form=form,
    )


def _own_cuts(made: CutScoreRecord, points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {
        judge: sum((share * points[item] for item, share in shares.items()), Decimal(0))
        for judge, shares in made.judge_shares.items()
    }


@blueprint.post("/<code>/seal")
@requires(Permission.SEAL_CUT_SCORES)
def seal(code: str) -> str | Response:
    """Seal the record with the second factor."""
    form = SealRecordForm()
    seen = form.seen.data or ""
    refusal: AppError | None = None
    if form.validate_on_submit():
        try:
            refusal = _seal(code, form, seen)
        except NotFound:
            raise
        except AppError as failure:
            refusal = failure
        if refusal is None:
            flash(gettext("The cut score is sealed. Forms that are made from now on pass by it."), "success")
            return redirect(url_for("cut_scores.record", code=code))
        form.digits.errors = [refusal.sentence()]
    with reading() as db:
        return _page(db, code, form)


def _seal(code: str, form: SealRecordForm, seen: str) -> AppError | None:
    with transaction() as db:
        study: CutScoreStudy = find_study(db, code)[0]
        made = seal_record(
            db,
            key_ring(),
            study,
            get_staff(db, current_user.code),
            digest_seen=seen,
            typed_code=form.digits.data,
            address=request.remote_addr or "",
            at=now(),
        )
        return made if isinstance(made, AppError) else None


@blueprint.get("/<code>/record.json")
@requires(Permission.VIEW_CUT_SCORES)
def download(code: str) -> Response:
    """Give the sealed record's own bytes: their SHA-256 is the digest on the page."""
    with reading() as db:
        study, _list = find_study(db, code)
        sealed: SealedCutScore | None = find_sealed(db, study)
        if sealed is None:
            raise NotFound
        read_record(sealed)
        body, digest = sealed.body, sealed.digest
    reply = current_app.response_class(body.encode(), mimetype="application/json")
    reply.headers["Content-Disposition"] = f'attachment; filename="cut-score-{digest[:8]}.json"'
    return reply
