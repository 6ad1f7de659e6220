"""The room's papers, as a page and as PDF: the attendance sheet, and the minutes of the sitting."""

from flask import Response, render_template
from flask_babel import gettext
from flask_login import current_user

from examapp.core.access import requires
from examapp.core.clock import read_instant
from examapp.core.db import reading
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.documents.attendance_sheet.context import AttendanceSheet
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.documents.sitting_minutes.context import SittingMinutes
from examapp.proctoring.attendance import draw_up_attendance
from examapp.proctoring.console_views import blueprint
from examapp.proctoring.minutes import draw_up_minutes
from examapp.sittings.queries import get_sitting


@blueprint.get("/<code>/attendance")
@requires(Permission.RUN_SITTINGS)
def attendance(code: str) -> str:
    """Show who came."""
    with reading() as db:
        sheet = draw_up_attendance(db, get_sitting(db, code, current_user), read_instant())
        return _show("proctoring/attendance.html", code, sheet)


@blueprint.get("/<code>/attendance.pdf")
@requires(Permission.RUN_SITTINGS)
def attendance_file(code: str) -> Response:
    """Give the attendance sheet to print and sign."""
    with reading() as db:
        sheet = draw_up_attendance(db, get_sitting(db, code, current_user), read_instant())
    return _give("attendance_sheet", f"{code}-attendance.pdf", sheet)


@blueprint.get("/<code>/minutes")
@requires(Permission.RUN_SITTINGS)
def minutes(code: str) -> str:
    """Show the minutes as they stand."""
    with reading() as db:
        drawn = draw_up_minutes(db, get_sitting(db, code, current_user), read_instant())
        return _show("proctoring/minutes.html", code, drawn)


@blueprint.get("/<code>/minutes.pdf")
@requires(Permission.RUN_SITTINGS)
def minutes_file(code: str) -> Response:
    """Give the minutes to print and sign."""
    with reading() as db:
        drawn = draw_up_minutes(db, get_sitting(db, code, current_user), read_instant())
    return _give("sitting_minutes", f"{code}-minutes.pdf", drawn)


def _show(template: str, code: str, paper: AttendanceSheet | SittingMinutes) -> str:
    with reading() as db:
        sitting = get_sitting(db, code, current_user)
        return render_template(template, sitting=sitting, rehearsal=sitting.rehearsal, paper=paper)


def _give(document: str, name: str, paper: AttendanceSheet | SittingMinutes) -> Response:
    return Response(
        print_paper(document, paper),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def print_paper(document: str, paper: AttendanceSheet | SittingMinutes) -> bytes:
    """Return a paper as PDF in the language of the request. Raises PdfLibrariesMissing without Pango."""
    fonts = current_settings().fonts
    ensure_fonts(fonts)
    return render(document, paper, fonts=fonts, language=current_language(), translate=gettext)
