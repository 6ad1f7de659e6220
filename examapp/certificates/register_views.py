"""The register for operator and commission: search, one certificate, its end by two people, what is late."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.certificates.asking import ask_to_replace, ask_to_revoke, grant, refuse, require_able, withdraw
from examapp.certificates.badges import BADGE_TYPE, make_badge
from examapp.certificates.errors import NoLongerStands
from examapp.certificates.keys import read_or_make_authority
from examapp.certificates.lateness import list_late
from examapp.certificates.lookup import describe
from examapp.certificates.models import Certificate
from examapp.certificates.one import get_request, open_certificate
from examapp.certificates.public_views import words
from examapp.certificates.queries import get_certificate
from examapp.certificates.register import list_entries, write_register
from examapp.certificates.register_search import Sought, list_waiting_requests, search_register
from examapp.certificates.series import account_for
from examapp.certificates.web_forms import (
    AskReplacementForm,
    AskRevocationForm,
    RefuseRequestForm,
    read_question,
)
from examapp.certificates.words import sought_words
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission, may
from examapp.core.web import current_settings
from examapp.organisations.queries import list_organisations
from examapp.results.competence import find_bar

blueprint = Blueprint("certificate_register", __name__)
blueprint.context_processor(words)
# Two forms of one page ask for a reason: each field has a name of its own.
REPLACEMENT = "new"


@blueprint.get("/certificates/register")
@requires(Permission.VIEW_CERTIFICATES)
def register() -> str:
    """Search the register; what waits for a decision stands above it."""
    question, today = read_question(), in_tashkent(now()).date()
    with reading() as db:
        page = request.args.get("page", 1, type=int)
        found = search_register(db, question, current_staff(), today, page=page)
        return render_template(
            "certificates/register.html",
            found=found,
            rows=[describe(one, today) for one in found.certificates],
            question=question,
            states={one: sought_words(one) for one in Sought},
            bodies=list_organisations(db, current_user.region_code),
            waiting=list_waiting_requests(db, current_staff()),
            series=account_for(db) if current_user.region_code is None else [],
        )


@blueprint.get("/certificates/register.json")
@requires(Permission.VIEW_CERTIFICATES)
def export_register() -> Response:
    """Give the signed register of every certificate's state, for checking offline."""
    at = now()
    with reading() as db:
        entries = list_entries(db)
    signer = read_or_make_authority(current_settings().keys, at=at).signer
    name = f'attachment; filename="register-{in_tashkent(at):%Y%m%d}.json"'
    content = write_register(entries, signer, at=at)
    return Response(content, content_type="application/json", headers={"Content-Disposition": name})


@blueprint.get("/certificates/late")
@requires(Permission.VIEW_CERTIFICATES)
def late() -> str:
    """List the certificates that came, or have still to come, later than the rule allows."""
    with reading() as db:
        rows = list_late(db, current_staff(), in_tashkent(now()).date())
    return render_template("certificates/late.html", rows=rows)


@blueprint.get("/certificates/one/<number>")
@requires(Permission.VIEW_CERTIFICATES)
def one(number: str) -> str:
    """Show one certificate: what it says, where it stands, and how it came there."""
    with reading() as db:
        return _show(db, get_certificate(db, number, current_staff()))


def _show(db: Session, certificate: Certificate, **forms: object) -> str:
    page = open_certificate(db, certificate, in_tashkent(now()).date())
    asked, by = page.waiting, current_user.actor
    decides = may(current_staff(), Permission.DECIDE_CERTIFICATES)
    shown = {
        "gone": None if page.stands else NoLongerStands(number=certificate.number),
        "bar": find_bar(lambda: require_able(db, asked, by, now())) if asked and decides else None,
        "revoking": AskRevocationForm(formdata=None),
        "replacing": AskReplacementForm(
            formdata=None, prefix=REPLACEMENT, obj=page.registered or certificate
        ),
        "refusing": RefuseRequestForm(formdata=None),
        **forms,
    }
    return render_template(
        "certificates/one.html", page=page, certificate=certificate, rehearsal=certificate.rehearsal, **shown
    )


@blueprint.post("/certificates/one/<number>/revocation")
@requires(Permission.ISSUE_CERTIFICATES)
def ask_revocation(number: str) -> str | AnyResponse | tuple[str, int]:
    """Ask that a certificate be revoked."""
    form = AskRevocationForm()
    with transaction() as db:
        certificate = get_certificate(db, number, current_staff())
        if not form.validate_on_submit():
            return _show(db, certificate, revoking=form), 400
        words = {"reason": form.reason.data, "document": form.document.data}
        ask_to_revoke(db, certificate, **words, actor=current_user.actor, at=now())
    return _asked(number)


@blueprint.post("/certificates/one/<number>/replacement")
@requires(Permission.ISSUE_CERTIFICATES)
def ask_replacement(number: str) -> str | AnyResponse | tuple[str, int]:
    """Ask that a certificate with a mended name take this one's place."""
    form = AskReplacementForm(prefix=REPLACEMENT)
    with transaction() as db:
        certificate = get_certificate(db, number, current_staff())
        if not form.validate_on_submit():
            return _show(db, certificate, replacing=form), 400
        names = (form.name_latn.data, form.name_cyrl.data)
        words = {"reason": form.reason.data, "document": form.document.data}
        ask_to_replace(db, certificate, names, **words, actor=current_user.actor, at=now())
    return _asked(number)


def _asked(number: str) -> AnyResponse:
    flash(
        gettext("The request waits for the chair of the commission. Until then nothing changes."), "success"
    )
    return redirect(url_for("certificate_register.one", number=number))


@blueprint.post("/certificates/requests/<code>/grant")
@grave
@requires(Permission.DECIDE_CERTIFICATES)
def grant_request(code: str) -> AnyResponse:
    """Let what was asked for happen."""
    with transaction() as db:
        asked = get_request(db, code, current_staff())
        number = asked.certificate.number
        revision = grant(db, asked, actor=current_user.actor, at=now())
        sheet = revision.number if revision is not None else None
    flash(gettext("It is done: whoever checks this certificate is told from now on."), "success")
    if sheet is not None:
        flash(_tell_of_revision(sheet), "info")
    return redirect(url_for("certificate_register.one", number=number))


def _tell_of_revision(sheet: str) -> str:
    return str(
        gettext(
            "The next revision of the sheet %(sheet)s has the mended name and waits for signatures.",
            sheet=sheet,
        )
    )


@blueprint.post("/certificates/requests/<code>/refuse")
@requires(Permission.DECIDE_CERTIFICATES)
def refuse_request(code: str) -> str | AnyResponse | tuple[str, int]:
    """Refuse with a remark."""
    form = RefuseRequestForm()
    with transaction() as db:
        asked = get_request(db, code, current_staff())
        if not form.validate_on_submit():
            return _show(db, asked.certificate, refusing=form), 400
        refuse(db, asked, form.remark.data, actor=current_user.actor, at=now())
        number = asked.certificate.number
    flash(gettext("The request is refused. The certificate stands as before."), "info")
    return redirect(url_for("certificate_register.one", number=number))


@blueprint.post("/certificates/requests/<code>/withdraw")
@requires(Permission.ISSUE_CERTIFICATES)
def withdraw_request(code: str) -> AnyResponse:
    """Take one's own request back."""
    with transaction() as db:
        asked = get_request(db, code, current_staff())
        withdraw(db, asked, actor=current_user.actor, at=now())
        number = asked.certificate.number
    flash(gettext("The request is withdrawn."), "info")
    return redirect(url_for("certificate_register.one", number=number))


@blueprint.get("/certificates/badge/<number>.json")
@requires(Permission.VIEW_CERTIFICATES)
def badge(number: str) -> Response:
    """Give a certificate's Open Badges credential."""
    with reading() as db:
        certificate = get_certificate(db, number, current_staff())
        content = make_badge(certificate)
    headers = {"Content-Disposition": f'attachment; filename="{number}.json"'}
    return Response(content, content_type=BADGE_TYPE, headers=headers)
