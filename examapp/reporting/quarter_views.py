"""The quarterly report: page, paper and workbook of the same content."""

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext
from flask_login import current_user

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.reporting.file_views import XLSX, give_file
from examapp.reporting.quarter_content import QuarterReport
from examapp.reporting.quarter_paper import about, head_figures, make_paper, remarks, whose
from examapp.reporting.quarter_parts import make_parts, quarter_name
from examapp.reporting.quarter_report import draw_up_report, first_sitting
from examapp.reporting.quarter_workbook import write_workbook
from examapp.reporting.quarters import last_complete, list_quarters, quarter_of, read_quarter
from examapp.reporting.sight import read_sight

blueprint = Blueprint("quarters", __name__, url_prefix="/reports/quarter")


def _read(code: str) -> QuarterReport:
    """Return the report of a quarter; one that has not begun does not exist."""
    quarter = read_quarter(code)
    if quarter is None or quarter > quarter_of(now()):
        raise NotFound
    with reading() as db:
        return draw_up_report(db, quarter, read_sight(db, current_user), now())


@blueprint.get("/")
@requires(Permission.VIEW_REPORTS)
def chosen() -> str:
    """Show the quarter that was chosen, else the newest that is over and has results."""
    with reading() as db:
        quarters = list_quarters(first_sitting(db), now())
    done = last_complete(now())
    newest = done if done in quarters else quarters[0]
    report = _read(request.args.get("quarter") or newest.code)
    return render_template(
        "reporting/quarter.html",
        quarters=quarters,
        quarter_name=quarter_name,
        content=report.content,
        as_of=report.as_of,
        running=report.content.quarter == quarter_of(now()),
        whose=whose(report.content),
        figures_first=head_figures(report.content),
        remarks=remarks(report.content),
        parts=make_parts(report.content),
    )


@blueprint.get("/<code>.pdf")
@requires(Permission.VIEW_REPORTS)
def paper(code: str) -> Response:
    """Give the report as paper."""
    report = _read(code)
    fonts = current_settings().fonts
    ensure_fonts(fonts)
    pdf = render(
        "quarter_report", make_paper(report), fonts=fonts, language=current_language(), translate=gettext
    )
    return give_file(pdf, "application/pdf", f"report-{code}.pdf")


@blueprint.get("/<code>.xlsx")
@requires(Permission.VIEW_REPORTS)
def workbook(code: str) -> Response:
    """Give the report as a workbook."""
    report = _read(code)
    return give_file(write_workbook(about(report), make_parts(report.content)), XLSX, f"report-{code}.xlsx")


def init_quarters(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
