"""Pages of the items' desk: the list, one item, its preview and its pictures."""

from typing import Any

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.authoring.desk_errors import DraftChanged
from examapp.authoring.desk_forms import BeginItemForm
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.desk_page import ItemPage, look_at, read_item_page
from examapp.authoring.desk_pictures import keep_picture, put_picture
from examapp.authoring.desk_preview import build_preview
from examapp.authoring.desk_queries import (
    count_desk_items,
    get_desk_item,
    get_picture,
    list_desk_items,
    read_body,
)
from examapp.authoring.desk_review import submit_item
from examapp.authoring.desk_sight import Sight, sight_of
from examapp.authoring.desk_states import ItemState
from examapp.authoring.desk_writing import begin_item, save_draft
from examapp.authoring.draft_acts import apply_act, place_after
from examapp.authoring.draft_fields import read_fields, read_words
from examapp.authoring.item_drafts import Body
from examapp.authoring.queries import list_question_lists
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from question_bank.items import LANGUAGES

item_desk = Blueprint("item_desk", __name__, url_prefix="/items")
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@item_desk.get("")
@requires(Permission.VIEW_ITEM_STATES)
def items() -> str:
    """List the items by state and topic; codes and states, and nothing of what they ask."""
    state = ItemState(request.args["state"]) if request.args.get("state") in set(ItemState) else None
    topic = request.args.get("topic", "")
    with reading() as db:
        found = list_desk_items(db, current_user, state=state, topic=topic)
        counts = count_desk_items(db, current_user)
        sealed = list_question_lists(db)
    # An author's list holds own items alone, so the author stands for their writers.
    opens = {one.id for one in found if sight_of(current_user, one, (current_user.id,)) is not Sight.NONE}
    return render_template(
        "authoring/desk/items.html",
        items=found,
        counts=counts,
        state=state,
        topic=topic,
        sealed=sealed,
        opens=opens,
    )


@item_desk.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE_ITEMS)
def begin() -> str | Response:
    """Begin an item."""
    form = BeginItemForm()
    form.offer()
    if not form.validate_on_submit():
        return render_template("authoring/desk/begin.html", form=form)
    with transaction() as db:
        begun = begin_item(
            db,
            kind=form.kind.data,
            topic=form.topic.data,
            language=form.language.data,
            account=current_user,
            at=now(),
        )
    return redirect(url_for("item_desk.item", code=begun.code, version=begun.version))


@item_desk.get("/<code>/<int:version>")
@requires(Permission.WORK_ON_ITEMS)
def item(code: str, version: int) -> str:
    """Show what the person may see of an item, and the work that is theirs."""
    with reading() as db:
        found = get_desk_item(db, code, version)
        page = read_item_page(db, found, current_user, beside=request.args.get("beside", ""))
    return show_page(page, saved="saved" in request.args)


def show_page(page: ItemPage, **more: Any) -> str:
    """Render the page of an item."""
    return render_template("authoring/desk/item.html", page=page, item=page.item, **more)


@item_desk.post("/<code>/<int:version>")
@requires(Permission.WRITE_ITEMS)
def save(code: str, version: int) -> str | Response | tuple[str, int]:
    """Keep what was typed, then do what the pressed button says; a refusal never costs a word."""
    act, beside = request.form.get("act", "save"), request.form.get("beside", "")
    act = f"kind:{request.form.get('kind', '')}" if act == "kind" else act
    try:
        with transaction() as db:
            found = _own_item(db, code, version)
            typed = apply_act(read_fields(read_body(db, found), request.form, _languages(found)), act)
            kept = save_draft(
                db,
                found,
                typed,
                base=_base(),
                confirmed=request.form.getlist("confirmed"),
                account=current_user,
                at=now(),
            )
    except DraftChanged as refusal:
        return _show_unsaved(code, version, act, refusal), refusal.status
    _say_saved(found, act, kept=kept)
    if act in {"submit", "upload"}:
        _go_on(code, version, act)
    beside = act.partition(":")[2] if act.startswith("show:") else beside
    return redirect(_address(code, version, beside, act))


def _own_item(db: Any, code: str, version: int) -> DeskItem:
    found = get_desk_item(db, code, version)
    look_at(db, found, current_user)
    return found


def _languages(found: DeskItem) -> tuple[str, str]:
    beside = request.form.get("beside", "")
    return found.source_language, beside if beside in LANGUAGES else found.source_language


def _base() -> int:
    typed = request.form.get("base", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _say_saved(found: DeskItem, act: str, *, kept: bool) -> None:
    if kept:
        flash(gettext("Saved as revision %(number)s.", number=found.revision), "success")
    elif act == "save":
        flash(gettext("Nothing had changed, so nothing new was saved."), "info")


def _address(code: str, version: int, beside: str, act: str) -> str:
    saved = "1" if act in {"save", "submit"} else None
    return url_for(
        "item_desk.item",
        code=code,
        version=version,
        saved=saved,
        _anchor=place_after(act),
        beside=beside or None,
    )


def _show_unsaved(code: str, version: int, act: str, refusal: DraftChanged) -> str:
    with reading() as db:
        found = _own_item(db, code, version)
        typed = apply_act(read_fields(read_body(db, found), request.form, _languages(found)), act)
        page = read_item_page(db, found, current_user, beside=request.form.get("beside", ""), body=typed)
    return show_page(page, refusal=refusal.sentence())


def _go_on(code: str, version: int, act: str) -> None:
    """Upload or send after the save has been kept; what is refused is said and loses nothing."""
    try:
        with transaction() as db:
            found = _own_item(db, code, version)
            if act == "submit":
                submit_item(db, found, account=current_user, at=now())
                flash(gettext("The item was sent to the reviewer."), "success")
                return
            upload = request.files.get("picture")
            content = upload.read() if upload else b""
            kept = keep_picture(db, content, account=current_user, at=now())
            body = put_picture(read_body(db, found), kept, (upload.filename or "") if upload else "")
            save_draft(db, found, body, base=found.revision, account=current_user, at=now())
    except AppError as refusal:
        flash(refusal.sentence(), "error")


@item_desk.route("/<code>/<int:version>/preview", methods=["GET", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def preview(code: str, version: int) -> Response:
    """Give the candidate's paper of the item as it stands, or as it is being typed; nothing is kept."""
    with reading() as db:
        found = get_desk_item(db, code, version)
        blind = look_at(db, found, current_user) is Sight.WORDS
        body = _typed_now(found, read_body(db, found), blind=blind)
        page = read_item_page(db, found, current_user, beside=request.form.get("beside", ""), body=body)
    shown = build_preview(body, lambda sha256: picture_url(found, sha256), blind=blind)
    checks = render_template("authoring/desk/checks.html", page=page, item=found)
    return jsonify(paper=shown.paper, languages=shown.languages, checks=checks)


def _typed_now(found: DeskItem, body: Body, *, blind: bool) -> Body:
    if request.method == "GET":
        return body
    if blind:
        return read_words(body, request.form, _languages(found)[1:], blind=True)
    return read_fields(body, request.form, _languages(found)) if found.state is ItemState.DRAFT else body


def picture_url(found: DeskItem, sha256: str) -> str:
    """Return the address of a picture of an item."""
    return url_for("item_desk.picture", code=found.code, version=found.version, sha256=sha256)


@item_desk.get("/<code>/<int:version>/pictures/<sha256>")
@requires(Permission.WORK_ON_ITEMS)
def picture(code: str, version: int, sha256: str) -> Response:
    """Give a picture that the item shows, to whoever sees the item."""
    with reading() as db:
        found = get_desk_item(db, code, version)
        look_at(db, found, current_user)
        shown = get_picture(db, read_body(db, found), sha256)
        response = make_response(shown.content)
    response.headers["Content-Type"] = shown.type
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
