"""What is done to an item as a whole, and the pages of its history."""

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.authoring.desk_errors import DraftChanged, LanguageNotReady, NotApprovable
from examapp.authoring.desk_forms import ReturnItemForm
from examapp.authoring.desk_history import compare_bodies
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_page import look_at, read_item_page
from examapp.authoring.desk_queries import (
    get_desk_item,
    list_events,
    list_revisions,
    list_writers,
    read_body,
    read_names,
)
from examapp.authoring.desk_review import accept_item, add_comment, approve_item, return_item, settle_comment
from examapp.authoring.desk_sight import Sight
from examapp.authoring.desk_template import template_words
from examapp.authoring.desk_translating import refuse_unready, save_translation
from examapp.authoring.desk_views import item_desk, show_page
from examapp.authoring.desk_words import say_findings
from examapp.authoring.desk_writing import begin_next_version
from examapp.authoring.draft_fields import read_words
from examapp.authoring.import_views import item_import
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission


def _seen(db: Session, code: str, version: int) -> DeskItem:
    """Return an item of which the person sees all, or raise NotFound."""
    found = get_desk_item(db, code, version)
    if look_at(db, found, current_user) is not Sight.ALL:
        raise NotFound
    return found


def _back(code: str, version: int, beside: str = "") -> Response:
    return redirect(url_for("item_desk.item", code=code, version=version, beside=beside or None))


@item_desk.post("/<code>/<int:version>/translation")
@requires(Permission.TRANSLATE_ITEMS)
def translate(code: str, version: int) -> str | Response | tuple[str, int]:
    """Keep the words of one language; with the second button, declare that they follow the source text."""
    beside, ready = request.form.get("beside", ""), request.form.get("act") == "ready"
    base = request.form.get("base", "")
    try:
        with transaction() as db:
            found = get_desk_item(db, code, version)
            look_at(db, found, current_user)
            typed = read_words(read_body(db, found), request.form, (beside,), blind=True)
            done = save_translation(
                db,
                found,
                typed,
                beside,
                base=int(base) if base.isdecimal() and len(base) < 10 else 0,
                ready=ready,
                account=current_user,
                at=now(),
            )
    except DraftChanged as refusal:
        return _show_unsaved_translation(code, version, beside, refusal), refusal.status
    if done:
        flash(gettext("Every language is ready: the item goes to the approver."), "success")
        return redirect(url_for("item_desk.items"))
    try:
        if ready:
            refuse_unready(found, typed, beside)
        flash(gettext("The translation is saved."), "success")
    except LanguageNotReady as refusal:
        flash(refusal.sentence(), "warning")
    return _back(code, version, beside)


def _show_unsaved_translation(code: str, version: int, beside: str, refusal: DraftChanged) -> str:
    with reading() as db:
        found = get_desk_item(db, code, version)
        typed = read_words(read_body(db, found), request.form, (beside,), blind=True)
        page = read_item_page(db, found, current_user, beside=beside, body=typed)
    return show_page(page, refusal=refusal.sentence())


@item_desk.post("/<code>/<int:version>/accept")
@requires(Permission.REVIEW_ITEMS)
def accept(code: str, version: int) -> Response:
    """Accept an item as its reviewer."""
    with transaction() as db:
        accept_item(db, _seen(db, code, version), account=current_user, at=now())
    flash(gettext("The item is accepted. With every language ready it goes to the approver."), "success")
    return _back(code, version)


@item_desk.route("/<code>/<int:version>/return", methods=["GET", "POST"])
@requires(Permission.RETURN_ITEMS)
def send_back(code: str, version: int) -> str | Response:
    """Return an item to its author with a remark."""
    form = ReturnItemForm()
    with reading() as db:
        found = _seen(db, code, version)
    if not form.validate_on_submit():
        return render_template("authoring/desk/return.html", form=form, item=found)
    with transaction() as db:
        return_item(db, _seen(db, code, version), form.remark.data, account=current_user, at=now())
    flash(gettext("The item went back to its author."), "success")
    return redirect(url_for("item_desk.items"))


@item_desk.post("/<code>/<int:version>/approve")
@requires(Permission.APPROVE_ITEMS)
def approve(code: str, version: int) -> str | Response | tuple[str, int]:
    """Approve a version for ever, unless the checks find something."""
    try:
        with transaction() as db:
            approve_item(db, _seen(db, code, version), account=current_user, at=now())
    except NotApprovable as refusal:
        with reading() as db:
            found = _seen(db, code, version)
            page = read_item_page(db, found, current_user)
        notes = say_findings(refusal.findings, page.body)
        return show_page(page, refusal=refusal.sentence(), refused=notes), refusal.status
    flash(gettext("%(code)s, version %(version)s is approved.", code=code, version=version), "success")
    return redirect(url_for("item_desk.items"))


@item_desk.post("/<code>/<int:version>/comments")
@requires(Permission.WORK_ON_ITEMS)
def comment(code: str, version: int) -> Response:
    """Put a comment on the present revision."""
    try:
        with transaction() as db:
            found = _seen(db, code, version)
            add_comment(db, found, request.form.get("text", ""), account=current_user, at=now())
    except AppError as refusal:
        if refusal.status != 422:
            raise
        flash(refusal.sentence(), "error")
    return redirect(url_for("item_desk.item", code=code, version=version, _anchor="comments"))


@item_desk.post("/<code>/<int:version>/comments/<int:number>/settle")
@requires(Permission.WORK_ON_ITEMS)
def settle(code: str, version: int, number: int) -> Response:
    """Mark a comment as settled."""
    with transaction() as db:
        settle_comment(db, _seen(db, code, version), number, account=current_user, at=now())
    return redirect(url_for("item_desk.item", code=code, version=version, _anchor="comments"))


@item_desk.post("/<code>/<int:version>/next")
@requires(Permission.WRITE_ITEMS)
def begin_next(code: str, version: int) -> Response:
    """Begin the next version of an approved item."""
    with transaction() as db:
        begun = begin_next_version(db, get_desk_item(db, code, version), account=current_user, at=now())
    sentence = gettext("Version %(version)s is begun; the one before stays as it is.", version=begun.version)
    flash(sentence, "info")
    return _back(code, begun.version)


@item_desk.get("/<code>/<int:version>/history")
@requires(Permission.WORK_ON_ITEMS)
def history(code: str, version: int) -> str:
    """Show every revision, and what differs between two of them."""
    with reading() as db:
        found = _seen(db, code, version)
        revisions, events = list_revisions(db, found), list_events(db, found)
        numbers = [revision.number for revision in revisions]
        after = request.args.get("to", type=int, default=found.revision)
        before = request.args.get("from", type=int, default=max(after - 1, 1))
        if before not in numbers or after not in numbers:
            raise NotFound
        changes = compare_bodies(read_body(db, found, before), read_body(db, found, after))
        people = [row.by_id for row in revisions] + [row.by_id for row in events]
        names = read_names(db, [*people, *list_writers(db, found)])
    return render_template(
        "authoring/desk/history.html",
        item=found,
        revisions=revisions,
        events=events,
        changes=changes,
        before=before,
        after=after,
        names=names,
    )


def init_item_desk(app: Flask) -> None:
    """Register the pages, and the words in which they show items."""
    app.register_blueprint(item_desk)
    app.register_blueprint(item_import)
    app.jinja_env.globals.update(template_words())
