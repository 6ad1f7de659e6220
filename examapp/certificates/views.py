"""The commission's pages of certificates: which sheets have theirs, one by one, and all at once."""

from flask import Flask, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.certificates.archive import pack
from examapp.certificates.due import list_lacking
from examapp.certificates.jobs import ask_to_issue
from examapp.certificates.lateness import count_late
from examapp.certificates.misses import MissCounter
from examapp.certificates.other_name_views import blueprint as other_names_blueprint
from examapp.certificates.other_name_views import papers_with_another_name
from examapp.certificates.public_views import blueprint, verify_file
from examapp.certificates.queries import (
    count_progress,
    get_certificate,
    get_confirmed_sheet,
    list_certificates,
    list_confirmed_sheets,
    open_sheet_certificates,
    read_file,
)
from examapp.certificates.register_search import list_waiting_requests
from examapp.certificates.register_views import blueprint as register_blueprint
from examapp.core.access import current_staff, grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission


@blueprint.get("/certificates/")
@requires(Permission.VIEW_CERTIFICATES)
def certificates() -> str:
    """List the confirmed sheets with the number of their certificates."""
    with reading() as db:
        today = in_tashkent(now()).date()
        late = count_late(db, current_staff(), today)
        waiting = len(list_waiting_requests(db, current_staff()))
        rows = list_confirmed_sheets(db, current_staff())
        return render_template("certificates/sheets.html", rows=rows, late=late, waiting=waiting)


@blueprint.get("/certificates/<sheet_number>")
@requires(Permission.VIEW_CERTIFICATES)
def sheet_certificates(sheet_number: str) -> str:
    """List the certificates of one sheet, and who still waits for theirs."""
    with reading() as db:
        sheet = get_confirmed_sheet(db, sheet_number, current_staff())
        page = open_sheet_certificates(db, sheet, in_tashkent(now()).date())
        return render_template(
            "certificates/sheet.html",
            page=page,
            sheet=sheet,
            progress=count_progress(db, sheet),
            rehearsal=sheet.rehearsal,
        )


@blueprint.get("/certificates/<sheet_number>/progress")
@requires(Permission.VIEW_CERTIFICATES)
def progress(sheet_number: str) -> str:
    """Give the part of the page that says how far the making is."""
    with reading() as db:
        sheet = get_confirmed_sheet(db, sheet_number, current_staff())
        return render_template("certificates/_progress.html", progress=count_progress(db, sheet), sheet=sheet)


@blueprint.get("/certificates/<sheet_number>/all.zip")
@requires(Permission.VIEW_CERTIFICATES)
def download_all(sheet_number: str) -> Response:
    """Give every certificate of a sheet in one archive."""
    with reading() as db:
        sheet = get_confirmed_sheet(db, sheet_number, current_staff())
        name = f"{sheet.sitting.code}-certificates.zip"
        archive = pack(list_certificates(db, sheet))
    return send_file(archive, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/certificates/file/<number>.pdf")
@requires(Permission.VIEW_CERTIFICATES)
def download(number: str) -> Response:
    """Give one certificate as it was issued."""
    with reading() as db:
        certificate = get_certificate(db, number, current_staff())
        content = read_file(certificate)
    headers = {"Content-Disposition": f'attachment; filename="{certificate.number}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


@blueprint.post("/certificates/<sheet_number>/issue")
@grave
@requires(Permission.ISSUE_CERTIFICATES)
def issue_again(sheet_number: str) -> AnyResponse:
    """Have the missing certificates made again."""
    with transaction() as db:
        sheet = get_confirmed_sheet(db, sheet_number, current_staff())
        ask_to_issue(db, sheet, actor=current_user.actor, at=now())
    flash(gettext("The missing certificates are being made. Load the page again in a minute."), "info")
    return redirect(url_for("certificates.sheet_certificates", sheet_number=sheet_number))


def sheets_without_certificates(sheet_ids: list[int]) -> set[int]:
    """Return those of some confirmed sheets that wait for certificates, for the commission's agenda."""
    with reading() as db:
        return list_lacking(db, sheet_ids)


def init_certificates(app: Flask) -> None:
    """Register the pages.

    Whoever drops a file on the public page has no session that a forged request could misuse: it changes
    nothing for anybody, and a token would need a cookie.
    """
    app.extensions["lookup_misses"] = MissCounter()
    app.jinja_env.globals.update(
        sheets_without_certificates=sheets_without_certificates,
        papers_with_another_name=papers_with_another_name,
    )
    app.register_blueprint(blueprint)
    app.register_blueprint(register_blueprint)
    app.register_blueprint(other_names_blueprint)
    app.extensions["csrf"].exempt(verify_file)
