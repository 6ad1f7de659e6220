"""`/schedule` for everybody: page, JSON, PDF and calendar; no cookie, no sign-in."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for
from sqlalchemy.orm import Session

from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import NotFound, wants_json
from examapp.core.i18n import current_language, in_tashkent
from examapp.core.web import current_settings
from examapp.organisations.regions import REGIONS, list_regions, region_name
from examapp.sittings.kept_papers import KeptPapers
from examapp.sittings.public_schedule import write_ics, write_json, write_pdf
from examapp.sittings.schedule_models import YearSchedule
from examapp.sittings.schedule_queries import (
    ScheduleView,
    find_published,
    list_published_years,
    view_schedule,
)

blueprint = Blueprint("schedule", __name__)
PAPERS = "schedule_papers"


def _asked() -> dict[str, str]:
    """Return what narrows the list, as the address says it; what it does not say is left out."""
    given = {name: request.args.get(name, "").strip() for name in ("year", "region", "q")}
    return {name: value for name, value in given.items() if value}


def _find(db: Session) -> YearSchedule | None:
    """Return the published schedule of the year that was asked for; NotFound for what is no year."""
    year = _asked().get("year", "")
    if year and not year.isdecimal():
        raise NotFound
    return find_published(db, int(year) if year else None, in_tashkent(now()).year)


def _get(db: Session) -> YearSchedule:
    schedule = _find(db)
    if schedule is None:
        raise NotFound
    return schedule


def _narrow(db: Session, schedule: YearSchedule) -> ScheduleView:
    """Return what the address asks for of a schedule."""
    asked = _asked()
    return view_schedule(db, schedule, region_code=asked.get("region"), asked=asked.get("q", ""))


@blueprint.get("/schedule")
@public
def schedule() -> str | Response:
    """Show the published schedule of a year, by region and organisation."""
    with reading() as db:
        if wants_json():
            return jsonify(write_json(_narrow(db, _get(db))))
        found = _find(db)
        return render_template(
            "sittings/public_schedule.html",
            view=_narrow(db, found) if found else None,
            years=list_published_years(db),
            regions=list_regions(),
            region_name=region_name,
            asked=_asked(),
        )


@blueprint.get("/schedule.pdf")
@public
def pdf() -> Response:
    """Give a year on paper, whole or of one region: no more papers than languages and regions are drawn."""
    settings, asked = current_settings(), _asked().get("region", "")
    region = asked if asked in {one.code for one in REGIONS} else ""
    address = f"{settings.base_url}{url_for('schedule.schedule')}"
    with reading() as db:
        view = view_schedule(db, _get(db), region_code=region)
        says = [write_json(view), region, current_language(), address]
        words = region_name(region) if region else ""
        papers: KeptPapers = current_app.extensions[PAPERS]
        content = papers.get(
            says, lambda: write_pdf(view, settings.fonts, filter_words=words, address=address)
        )
        return _download(content, "application/pdf", f"schedule-{view.schedule.year}.pdf")


@blueprint.get("/schedule.ics")
@public
def calendar() -> Response:
    """Give the same rows to a calendar program."""
    with reading() as db:
        view = _narrow(db, _get(db))
        host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
        content = write_ics(view, host)
        return _download(content, "text/calendar; charset=utf-8", f"schedule-{view.schedule.year}.ics")


def _download(content: bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
