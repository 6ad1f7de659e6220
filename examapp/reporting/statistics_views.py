"""The open statistics: a page for everybody, and the same as JSON and CSV."""

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request

from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.reporting.file_views import give_file
from examapp.reporting.open_statistics import (
    OpenQuarter,
    OpenStatistics,
    StatisticsShelf,
    statistics_as_csv,
    statistics_as_json,
)
from examapp.reporting.quarter_parts import quarter_name
from examapp.reporting.quarters import read_quarter

blueprint = Blueprint("statistics", __name__)
_SHELF = "statistics_shelf"


def _read() -> OpenStatistics:
    shelf: StatisticsShelf = current_app.extensions[_SHELF]
    with reading() as db:
        return shelf.read(db, read_quarter(request.args.get("quarter", "")), now())


def _one() -> OpenQuarter:
    found = _read().read
    if found is None:
        raise NotFound
    return found


@blueprint.get("/statistics")
@public
def statistics() -> str:
    """Show a quarter's results by region and topic."""
    return render_template("reporting/statistics.html", statistics=_read(), quarter_name=quarter_name)


@blueprint.get("/statistics.json")
@public
def statistics_json() -> Response:
    """Give programs the same."""
    return jsonify(statistics_as_json(_one()))


@blueprint.get("/statistics.csv")
@public
def statistics_csv() -> Response:
    """Give the same as a table."""
    one = _one()
    name = f"statistics-{one.quarter.code}.csv"
    return give_file(statistics_as_csv(one).encode(), "text/csv; charset=utf-8", name)


def init_statistics(app: Flask) -> None:
    """Register the page."""
    app.extensions[_SHELF] = StatisticsShelf()
    app.register_blueprint(blueprint)
