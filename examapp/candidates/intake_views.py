"""Pages of an intake: upload, the columns, the bar, the receipt row by row, confirming or dropping it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.blueprint import lists, read_past, send_file
from examapp.candidates.column_guessing import WHY_PROPOSED
from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.intake_arrival import (
    choose_columns,
    head_of,
    is_small,
    look_elsewhere,
    park_file,
    read_head,
)
from examapp.candidates.intake_checking import check_intake
from examapp.candidates.intake_jobs import enqueue_check, enqueue_writing
from examapp.candidates.intake_writing import SMALL_ROWS, cancel_intake, confirm_intake, write_intake
from examapp.candidates.list_errors import MappingDoubled, MappingIncomplete
from examapp.candidates.list_forms import UploadListForm
from examapp.candidates.list_models import IntakeState, ListIntake
from examapp.candidates.list_queries import get_intake, list_rows
from examapp.candidates.list_sight import get_list
from examapp.candidates.receipt_sheet import build_receipt_sheet
from examapp.candidates.receipt_words import receipt_line, template_words
from examapp.candidates.sheet_columns import COLUMNS
from examapp.candidates.template import build_template
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import say_in
from examapp.core.permissions import Permission

SHOWN = ("created", "matched", "changed", "refused", "repaired", "noted")
WORKING = frozenset({IntakeState.CHECKING, IntakeState.WRITING})
ALL_ROWS = 100_000


def _intake_url(code: str, intake: str) -> str:
    return url_for("lists.intake", code=code, intake=intake)


@lists.route("/<code>/upload", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def upload(code: str) -> str | AnyResponse:
    """Take a file for the own organisation's list; nobody is registered yet."""
    form = UploadListForm()
    with reading() as db:
        found = get_list(db, code, current_user)
    if form.validate_on_submit():
        data, name = form.file.data.read(), form.file.data.filename or ""
        try:
            head = read_head(data, name)
        except SheetUnreadable as refusal:
            form.file.errors = [refusal.sentence()]
        else:
            with transaction() as db:
                own = get_list(db, code, current_user)
                parked = park_file(db, own, data, name, head, by=current_user, at=now())
            if parked.state is IntakeState.MAPPING:
                return redirect(url_for("lists.columns", code=code, intake=parked.code))
            return _check(code, parked, len(data))
    return render_template("candidates/lists/upload.html", form=form, found=found)


def _check(code: str, parked: ListIntake, size: int) -> AnyResponse:
    """Check a short file at once and have a worker check a long one."""
    if is_small(parked, size):
        check_intake(parked.id, read_past(), now())
    else:
        with transaction() as db:
            enqueue_check(db, parked, now())
    return redirect(_intake_url(code, parked.code))


@lists.route("/<code>/intakes/<intake>/columns", methods=["GET", "POST"])
@requires(Permission.KEEP_LISTS)
def columns(code: str, intake: str) -> str | AnyResponse:
    """Show what each column of the file is taken for, and let a person correct it."""
    with transaction() as db:
        found = get_list(db, code, current_user)
        parked = get_intake(db, found, intake)
        if parked.state is not IntakeState.MAPPING:
            return redirect(_intake_url(code, intake))
        if "sheet" in request.args:
            sheet, row = (request.args.get(name, 0, type=int) for name in ("sheet", "heading"))
            look_elsewhere(parked, min(max(sheet, 0), len(parked.columns["sheets"]) - 1), row)
    refusal, chosen = "", {int(place): name for place, name in parked.columns["columns"].items()}
    if request.method == "POST":
        chosen = _chosen(request.form)
        try:
            return _take_columns(code, intake, chosen)
        except MappingIncomplete as error:
            refusal = error.sentence()
        except MappingDoubled as error:
            label = str(error.parameters["column"])
            refusal = gettext(error.message, column=gettext(label))
    return _show_columns(found, parked, chosen, refusal)


def _chosen(form: Mapping[str, str]) -> dict[int, str]:
    return {
        int(name.removeprefix("column-")): value
        for name, value in form.items()
        if name.startswith("column-") and name.removeprefix("column-").isdecimal() and value
    }


def _take_columns(code: str, intake: str, chosen: Mapping[int, str]) -> AnyResponse:
    with transaction() as db:
        parked = get_intake(db, get_list(db, code, current_user), intake)
        choose_columns(db, parked, chosen)
        size = len(parked.sheet or b"")
    return _check(code, parked, size)


def _show_columns(found: Any, parked: ListIntake, chosen: Mapping[int, str], refusal: str) -> str:
    rows = head_of(parked)[parked.columns["sheet"]]
    heading = next((row for row in rows if row.number == parked.columns["heading"]), None)
    below = [row for row in rows if heading is None or row.number > heading.number][:3]
    width = max((len(row.texts) for row in [*below, *([heading] if heading else [])]), default=0)
    why = {int(place): gettext(WHY_PROPOSED[reason]) for place, reason in parked.columns["why"].items()}
    return render_template(
        "candidates/lists/columns.html",
        found=found,
        intake=parked,
        rows=rows,
        heading=heading,
        samples=[
            [row.texts[place] if place < len(row.texts) else "" for row in below] for place in range(width)
        ],
        chosen=chosen,
        why=why,
        known=[(column.name, gettext(column.label)) for column in COLUMNS],
        refusal=refusal,
    )


@lists.get("/<code>/intakes/<intake>")
@requires(Permission.VIEW_LISTS)
def intake(code: str, intake: str) -> str | AnyResponse:
    """Show the bar while it is worked on, then what becomes, or became, of each row."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else ""
    with reading() as db:
        found = get_list(db, code, current_user)
        parked = get_intake(db, found, intake)
        if parked.state is IntakeState.MAPPING:
            return redirect(url_for("lists.columns", code=code, intake=intake))
        rows = list_rows(db, parked, show=show, page=request.args.get("page", 1, type=int))
    return render_template(
        "candidates/lists/intake.html",
        found=found,
        intake=parked,
        rows=rows,
        show=show,
        working=parked.state in WORKING,
    )


@lists.get("/<code>/intakes/<intake>/progress")
@requires(Permission.VIEW_LISTS)
def progress(code: str, intake: str) -> str:
    """Give the bar as a part of the page."""
    with reading() as db:
        parked = get_intake(db, get_list(db, code, current_user), intake)
    return render_template("candidates/lists/_progress.html", intake=parked, working=parked.state in WORKING)


@lists.post("/<code>/intakes/<intake>/confirm")
@requires(Permission.KEEP_LISTS)
def confirm(code: str, intake: str) -> AnyResponse:
    """Write the people of a checked intake onto the list; a long one is written by a worker."""
    with transaction() as db:
        parked = get_intake(db, get_list(db, code, current_user), intake)
        confirm_intake(db, parked, by=current_user)
        small = parked.total <= SMALL_ROWS
        if not small:
            enqueue_writing(db, parked, now(), by=current_user)
    if small:
        write_intake(parked.id, read_past(), now(), by_name=current_user.display_name)
    return redirect(_intake_url(code, intake))


@lists.post("/<code>/intakes/<intake>/cancel")
@requires(Permission.KEEP_LISTS)
def cancel(code: str, intake: str) -> AnyResponse:
    """Drop what is parked."""
    with transaction() as db:
        cancel_intake(db, get_intake(db, get_list(db, code, current_user), intake))
    flash(gettext("The upload is cancelled. Nobody was registered."), "info")
    return redirect(url_for("lists.one_list", code=code))


@lists.get("/<code>/intakes/<intake>/receipt.xlsx")
@requires(Permission.VIEW_LISTS)
def download_receipt(code: str, intake: str) -> Response:
    """Hand out the receipt as a workbook."""
    with reading() as db:
        parked = get_intake(db, get_list(db, code, current_user), intake)
        rows = list_rows(db, parked, size=ALL_ROWS).rows
    written = parked.state is IntakeState.WRITTEN
    headings = [gettext("Row"), gettext("In the file"), gettext("Name in Latin"), gettext("PINFL")]
    headings += [gettext("Outcome"), gettext("What was found")]
    lines = [receipt_line(row.line, written=written) for row in rows]
    return send_file(build_receipt_sheet(gettext("Receipt"), headings, lines), f"{parked.code}-receipt.xlsx")


@lists.get("/<code>/template.xlsx")
@requires(Permission.KEEP_LISTS)
def template(code: str) -> Response:
    """Hand out the workbook to fill in."""
    with reading() as db:
        body = get_list(db, code, current_user).organisation
    return send_file(build_template(template_words(), [(body.code, say_in(body.names))]), "candidates.xlsx")
