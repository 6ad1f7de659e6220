"""The ceremony's pages: a sealing official reads what is to be signed, prints it, and signs it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.accounts.queries import get_staff
from examapp.authoring.ceremony import list_signatures, sign_list
from examapp.authoring.composing import compose_from_desk, list_supply, mark_sealed
from examapp.authoring.errors import ListBroken
from examapp.authoring.lists import OFFICIALS, check_statement, note_list_act, read_contents
from examapp.authoring.models import QuestionList, QuestionListState
from examapp.authoring.printing import list_document
from examapp.authoring.queries import count_items_by_topic, get_question_list, list_question_lists
from examapp.authoring.retiring import end_list, take_back_list
from examapp.authoring.vault import ListVault
from examapp.authoring.web_forms import ComposeListForm, ReasonForm, SignListForm
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.programmes.queries import get_programme

blueprint = Blueprint("sealing", __name__)


@blueprint.get("/sealing/")
@requires(Permission.SEAL_LISTS)
def lists() -> str:
    """Show the lists that wait for signatures, and those in force."""
    with reading() as db:
        rows = [(found, len(list_signatures(db, found))) for found in list_question_lists(db)]
        return render_template("authoring/sealing_lists.html", rows=rows, needed=OFFICIALS)


@blueprint.get("/sealing/<code>")
@requires(Permission.SEAL_LISTS)
def question_list(code: str) -> str:
    """Show what is to be signed: digest, counts, who has signed."""
    with reading() as db:
        return _page(db, get_question_list(db, code), SignListForm())


@blueprint.post("/sealing/<code>/sign")
@requires(Permission.SEAL_LISTS)
def sign(code: str) -> str | Response:
    """Sign with the second factor; the second official's signature puts the list into force."""
    form = SignListForm()
    refusal: AppError | None = None
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, account = get_question_list(db, code), get_staff(db, current_user.code)
                signed = sign_list(
                    db,
                    ListVault(key_ring()),
                    found,
                    account,
                    typed_code=form.digits.data,
                    address=request.remote_addr or "",
                    at=now(),
                )
                if found.state is QuestionListState.SEALED:
                    mark_sealed(db, found, current_user, now())
            refusal = signed if isinstance(signed, AppError) else None
        except AppError as failure:
            refusal = failure
        if refusal is None:
            flash(gettext("You have signed the list %(list)s.", list=code), "success")
            return redirect(url_for("sealing.question_list", code=code))
        form.digits.errors = [refusal.sentence()]
    with reading() as db:
        return _page(db, get_question_list(db, code), form)


@blueprint.post("/sealing/<code>/print")
@grave
@requires(Permission.SEAL_LISTS)
def print_list(code: str) -> Response:
    """Give the whole list as PDF for the commission: an audited opening of every item."""
    vault, settings = ListVault(key_ring()), current_settings()
    with transaction() as db:
        found = get_question_list(db, code)
        check_statement(db, found, vault)
        opened = read_contents(db, found, vault)
        document = list_document(
            found, opened, list_signatures(db, found), language=current_language(), at=found.composed_at
        )
        note_list_act(db, found, "printed", current_user.actor, now(), language=current_language())
    ensure_fonts(settings.fonts)
    pdf = render(
        "question_list",
        document,
        fonts=settings.fonts,
        language=current_language(),
        translate=gettext,
    )
    reply = current_app.response_class(pdf, mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'attachment; filename="{code}.pdf"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


@blueprint.route("/question-lists/compose/<programme_code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_QUESTION_LISTS)
def compose(programme_code: str) -> str | Response:
    """Compose a list of the approved items of a programme's topics."""
    form = ComposeListForm()
    if form.validate_on_submit():
        titles = {"uz-Latn": form.title_latn.data, "ru": form.title_ru.data, "en": form.title_en.data}
        try:
            with transaction() as db:
                made = compose_from_desk(
                    db,
                    ListVault(key_ring()),
                    programme=get_programme(db, programme_code),
                    titles=titles,
                    valid_until=form.valid_until.data,
                    actor=current_user.actor,
                    at=now(),
                )
                code = made.code
        except AppError as refusal:
            form.form_errors.append(refusal.sentence())
        else:
            return redirect(url_for("authoring.question_list", code=code))
    with reading() as db:
        programme = get_programme(db, programme_code)
        supply = list_supply(db, programme, now())
        return render_template("authoring/compose_list.html", form=form, programme=programme, supply=supply)


@blueprint.post("/question-lists/<code>/withdraw")
@grave
@requires(Permission.MANAGE_QUESTION_LISTS)
def withdraw(code: str) -> Response:
    """Take a composed list back."""
    return _end(code, retire=False)


@blueprint.post("/question-lists/<code>/retire")
@grave
@requires(Permission.MANAGE_QUESTION_LISTS)
def retire(code: str) -> Response:
    """End a list in force."""
    return _end(code, retire=True)


def _end(code: str, *, retire: bool) -> Response:
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as db:
            end = end_list if retire else take_back_list
            end(
                db,
                get_question_list(db, code),
                reason=form.reason.data,
                account=current_user,
                at=now(),
            )
        flash(gettext("The list %(list)s is no longer in use.", list=code), "success")
    else:
        flash(gettext("Say why, so that it can be understood later."), "error")
    return redirect(url_for("authoring.question_list", code=code))


def _page(db: Session, found: QuestionList, form: SignListForm) -> str:
    try:
        vault = ListVault(key_ring())
        check_statement(db, found, vault)
        read_contents(db, found, vault)
        broken = None
    except ListBroken as failure:
        broken = failure.sentence()
    signatures = list_signatures(db, found)
    return render_template(
        "authoring/sealing_list.html",
        list=found,
        topics=count_items_by_topic(db, found.id),
        signatures=signatures,
        needed=OFFICIALS,
        has_signed=any(one.account_code == current_user.code for one in signatures),
        broken=broken,
        form=form,
    )
