"""Pages of imports: upload, the receipt row by row, writing it, and the template."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.errors import SheetUnreadable
from examapp.candidates.hr_import import cancel_import, check_file, judge_kept, read_file, write_import
from examapp.candidates.models import ImportState
from examapp.candidates.queries import get_import
from examapp.candidates.receipt_sheet import build_receipt_sheet
from examapp.candidates.receipt_words import receipt_line, template_words
from examapp.candidates.template import build_template
from examapp.candidates.web_forms import ImportForm
from examapp.core.access import requires
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading, transaction
from examapp.core.i18n import say_in
from examapp.core.permissions import Permission
from examapp.organisations.queries import list_organisations

blueprint = Blueprint("candidates", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_A_PAGE = 100
SHOWN = ("created", "matched", "changed", "refused", "repaired")


@blueprint.route("/candidates/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_CANDIDATES)
def upload() -> str | AnyResponse:
    """Take a file and check it; nobody is registered yet."""
    form = ImportForm()
    with reading() as db:
        form.offer(list_organisations(db, current_user.region_code))
    if form.validate_on_submit():
        try:
            today = now().astimezone(TASHKENT).date()
            judged = read_file(form.file.data.read(), form.file.data.filename or "", today=today)
        except SheetUnreadable as refusal:
            form.file.errors = [refusal.sentence()]
        else:
            with transaction() as db:
                region, body, who = current_user.region_code, form.organisation.data or "", current_user.actor
                kept = check_file(db, judged, region_code=region, organisation=body, actor=who, at=now())
            return redirect(url_for("candidates.receipt", code=kept.code))
    return render_template("candidates/upload.html", form=form)


@blueprint.get("/candidates/imports/<code>")
@requires(Permission.MANAGE_CANDIDATES)
def receipt(code: str) -> str:
    """Show what becomes, or became, of each row."""
    with reading() as db:
        kept = get_import(db, code, current_user.region_code)
    show = request.args.get("show", "")
    lines = [line for line in kept.receipt["receipt"] if show not in SHOWN or _belongs(line, show)]
    pages = max(1, -(-len(lines) // LINES_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    part = lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    return render_template(
        "candidates/receipt.html", kept=kept, lines=part, show=show, page=page, pages=pages
    )


def _belongs(line: Mapping[str, Any], show: str) -> bool:
    if show == "repaired":
        repaired = any(finding["gravity"] == "repaired" for finding in line["findings"])
        return repaired and line["outcome"] != "refused"
    return bool(line["outcome"] == show)


@blueprint.post("/candidates/imports/<code>/write")
@requires(Permission.MANAGE_CANDIDATES)
def write(code: str) -> AnyResponse:
    """Register the people of a checked file."""
    with reading() as db:
        rows = judge_kept(get_import(db, code, current_user.region_code), now())
    with transaction() as db:
        kept = get_import(db, code, current_user.region_code)
        write_import(db, kept, rows, actor=current_user.actor, at=now())
    done = kept.receipt["created"] + kept.receipt["changed"]
    flash(ngettext("%(num)s row is written.", "%(num)s rows are written.", done), "success")
    return redirect(url_for("candidates.receipt", code=code))


@blueprint.post("/candidates/imports/<code>/cancel")
@requires(Permission.MANAGE_CANDIDATES)
def cancel(code: str) -> AnyResponse:
    """Drop a checked file."""
    with transaction() as db:
        cancel_import(db, get_import(db, code, current_user.region_code))
    flash(gettext("The upload is cancelled. Nobody was registered."), "info")
    return redirect(url_for("candidates.candidates"))


@blueprint.get("/candidates/imports/<code>/receipt.xlsx")
@requires(Permission.MANAGE_CANDIDATES)
def download_receipt(code: str) -> Response:
    """Hand out the receipt as a workbook."""
    with reading() as db:
        kept = get_import(db, code, current_user.region_code)
    written = kept.state is ImportState.WRITTEN
    headings = [gettext("Row"), gettext("In the file"), gettext("Name in Latin"), gettext("PINFL")]
    headings += [gettext("Outcome"), gettext("What was found")]
    lines = [receipt_line(line, written=written) for line in kept.receipt["receipt"]]
    data = build_receipt_sheet(gettext("Receipt"), headings, lines)
    return _file(data, f"{kept.code}-receipt.xlsx")


@blueprint.get("/candidates/template.xlsx")
@requires(Permission.MANAGE_CANDIDATES)
def template() -> Response:
    """Hand out the workbook to fill in, with the organisations that the person may name."""
    with reading() as db:
        bodies = [
            (item.code, say_in(item.names)) for item in list_organisations(db, current_user.region_code)
        ]
    return _file(build_template(template_words(), bodies), "candidates.xlsx")


def _file(data: bytes, name: str) -> Response:
    return Response(data, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
