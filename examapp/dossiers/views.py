"""The page on which a dossier is taken: a reason, one press, one file."""

from flask import Blueprint, Flask, Response, render_template
from flask_login import current_user

from examapp.authoring.vault import ListVault
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.delivery.papers import PaperDesk
from examapp.dossiers.errors import ReasonTooShort
from examapp.dossiers.printing import print_dossier
from examapp.dossiers.taking import Taken, find_in_sight, make_dossier, note_taken, read_reason
from examapp.dossiers.web_forms import TakeDossierForm
from examapp.proctoring.names import name_for

blueprint = Blueprint("dossiers", __name__, url_prefix="/attempts")


@blueprint.get("/<code>/dossier")
@requires(Permission.TAKE_DOSSIERS)
def ask(code: str) -> str:
    """Ask what the dossier is for."""
    return _show(code, TakeDossierForm())


@blueprint.post("/<code>/dossier")
@grave
@requires(Permission.TAKE_DOSSIERS)
def take(code: str) -> Response | str:
    """Give the dossier as a file; the audit log says who took it before it leaves."""
    form = TakeDossierForm()
    if not form.validate_on_submit():
        return _show(code, form)
    try:
        taken = _make(code, read_reason(form.reason.data))
    except ReasonTooShort as refusal:
        form.reason.errors = [refusal.sentence()]
        return _show(code, form)
    with transaction() as db:
        note_taken(db, taken, actor=current_user.actor, at=now())
    headers = {"Content-Disposition": f'attachment; filename="{taken.attempt}-dossier.zip"'}
    return Response(taken.content, content_type="application/zip", headers=headers)


def _make(code: str, reason: str) -> Taken:
    at, fonts = now(), current_settings().fonts
    with reading(steady=True) as db:
        return make_dossier(
            db,
            PaperDesk(ListVault(key_ring())),
            key_ring().signer("audit"),
            find_in_sight(db, current_staff(), code),
            lambda session, gathered: print_dossier(session, gathered, fonts, at),
            reason=reason,
            taken_by=current_user.display_name,
            at=at,
        )


def _show(code: str, form: TakeDossierForm) -> str:
    with reading() as db:
        attempt = find_in_sight(db, current_staff(), code)
        candidate = attempt.booking.candidate
        return render_template(
            "dossiers/take.html",
            attempt=attempt,
            name=name_for(current_language(), candidate.name_latn, candidate.name_cyrl),
            form=form,
            rehearsal=attempt.sitting.rehearsal,
        )


def init_dossiers(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
