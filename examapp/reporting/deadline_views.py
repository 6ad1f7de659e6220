"""The auditor's page of deadlines kept and missed."""

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask_login import current_user

from examapp.candidates.blueprint import READ_FIRST_DAYS
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission
from examapp.reporting.days_of_then import read_days_of_then
from examapp.reporting.deadline_cases import list_cases
from examapp.reporting.deadline_words import rule_word, write_workbook
from examapp.reporting.deadlines import Case, Rule, count_rules, list_worst
from examapp.reporting.file_views import XLSX, give_file
from examapp.reporting.participation import list_years

blueprint = Blueprint("deadlines", __name__, url_prefix="/reports/deadlines")
WORST = 50


def _read() -> tuple[int, list[int], list[Case]]:
    """Return the year that was asked for, those that can be, and its cases."""
    this_year = in_tashkent(now()).year
    with reading() as db:
        years = sorted({*list_years(db), this_year}, reverse=True)
        asked = request.args.get("year", this_year, type=int)
        year = asked if asked in years else this_year
        return year, years, list_cases(db, year, current_user.region_code, now())


@blueprint.get("/")
@requires(Permission.VIEW_AUDIT)
def deadlines() -> str:
    """Show how many were kept and missed, and the worst."""
    year, years, cases = _read()
    missed = list_worst(cases)
    return render_template(
        "reporting/deadlines.html",
        year=year,
        years=years,
        counts=count_rules(cases),
        worst=missed[:WORST],
        missed=len(missed),
        rule_word=rule_word,
        case_url=case_url,
    )


@blueprint.get("/table.xlsx")
@requires(Permission.VIEW_AUDIT)
def table() -> Response:
    """Give all cases as a workbook."""
    year, _years, cases = _read()
    return give_file(write_workbook(cases), XLSX, f"deadlines-{year}.xlsx")


def case_url(case: Case) -> str:
    """Return the address where a case is seen; the page of what is due where there is no list yet."""
    if case.rule is Rule.NOTICE:
        return url_for("sittings.sitting", code=case.code)
    if case.rule is Rule.CERTIFICATE:
        return url_for("certificates.sheet_certificates", sheet_number=case.code)
    if case.rule is Rule.APPEAL_WINDOW:
        return url_for("results.sheet", number=case.code)
    if case.rule is Rule.APPEAL_ANSWER:
        return url_for("appeals.appeal", number=case.code)
    return url_for("lists.one_list", code=case.code) if case.code else url_for("lists.due")


def init_deadlines(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
    app.extensions[READ_FIRST_DAYS] = read_days_of_then  # the lists' own pages look back as well
