"""Pages of reports."""

from dataclasses import replace

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext
from flask_login import current_user

from examapp.core.access import requires
from examapp.core.clock import TASHKENT, now
from examapp.core.db import reading
from examapp.core.permissions import Permission
from examapp.reporting.api import init_program_api
from examapp.reporting.deadline_views import init_deadlines
from examapp.reporting.export_views import init_exports
from examapp.reporting.file_views import XLSX, give_file
from examapp.reporting.participation import (
    Asked,
    BodyRow,
    by_region,
    count_participation,
    list_years,
    sum_counts,
)
from examapp.reporting.participation_sheet import write_workbook
from examapp.reporting.participation_words import COLUMNS, column_word
from examapp.reporting.quarter_views import init_quarters
from examapp.reporting.sight import read_sight
from examapp.reporting.statistics_views import init_statistics

blueprint = Blueprint("reporting", __name__, url_prefix="/participation")


def _read() -> tuple[Asked, list[BodyRow], list[int]]:
    """Return what was asked for, its rows, and the years that can be chosen."""
    this_year = now().astimezone(TASHKENT).year
    with reading() as db:
        years = sorted({*list_years(db), this_year}, reverse=True)
        year = request.args.get("year", this_year, type=int)
        asked = Asked(year if year in years else this_year, rehearsal=request.args.get("rehearsal") == "1")
        sight = read_sight(db, current_user)
        rows = count_participation(db, asked, sight)
        if not rows and "rehearsal" not in request.args:  # an installation that only rehearses shows that
            rehearsed = replace(asked, rehearsal=True)
            found = count_participation(db, rehearsed, sight)
            asked, rows = (rehearsed, found) if found else (asked, rows)
        return asked, rows, years


@blueprint.get("/")
@requires(Permission.VIEW_PARTICIPATION)
def participation() -> str:
    """Show who was planned, notified and came, by organisation and region."""
    asked, rows, years = _read()
    return render_template(
        "reporting/participation.html",
        asked=asked,
        rows=rows,
        years=years,
        total=sum_counts(row.counts for row in rows),
        regions=by_region(rows),
        columns=COLUMNS,
        column_word=column_word,
    )


@blueprint.get("/table.xlsx")
@requires(Permission.VIEW_PARTICIPATION)
def table() -> Response:
    """Give the same figures as a workbook."""
    asked, rows, _years = _read()
    kind = gettext("rehearsals") if asked.rehearsal else gettext("official sittings")
    content = write_workbook(rows, f"{gettext('Participation')} {asked.year}, {kind}")
    name = f"participation-{asked.year}{'-rehearsals' if asked.rehearsal else ''}.xlsx"
    return give_file(content, XLSX, name)


def init_reporting(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
    init_quarters(app)
    init_deadlines(app)
    init_exports(app)
    init_statistics(app)
    init_program_api(app)
