"""`/schedule` for everybody: page, JSON, PDF and calendar; no cookie, no sign-in."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.core.access import public
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import NotFound, wants_json
from examapp.core.i18n import in_tashkent
from examapp.core.web import current_settings
from examapp.organisations.regions import list_regions, region_name
from examapp.sittings.public_schedule import write_ics, write_json, write_pdf
from examapp.sittings.schedule_queries import (
    ScheduleView,
    find_published,
    list_published_years,
    view_schedule,
)

blueprint = Blueprint("schedule", __name__)


def _asked() -> dict[str, str]:
    """Return what narrows the list, as the address says it; what it does not say is left out."""
    given = {name: request.args.get(name, "").strip() for name in ("year", "region", "q")}
    return {name: value for name, value in given.items() if value}


def _read(db: Session) -> ScheduleView | None:
    asked = _asked()
    year = asked.get("year", "")
    if year and not year.isdecimal():
        raise NotFound
    schedule = find_published(db, int(year) if year else None, in_tashkent(now()).year)
    if schedule is None:
        return None
    return view_schedule(db, schedule, region_code=asked.get("region"), asked=asked.get("q", ""))


def _get(db: Session) -> ScheduleView:
    view = _read(db)
    if view is None:
        raise NotFound
    return view


@blueprint.get("/schedule")
@public
def schedule() -> str | Response:
    """Show the published schedule of a year, by region and organisation."""
    with reading() as db:
        if wants_json():
            return jsonify(write_json(_get(db)))
        return render_template(
            "sittings/public_schedule.html",
            view=_read(db),
            years=list_published_years(db),
            regions=list_regions(),
            region_name=region_name,
            asked=_asked(),
        )


@blueprint.get("/schedule.pdf")
@public
def pdf() -> Response:
    """Give the same rows on paper."""
    settings, asked = current_settings(), _asked()
    words = [region_name(asked["region"])] if asked.get("region") else []
    words += [gettext("found by: %(words)s", words=asked["q"])] if asked.get("q") else []
    with reading() as db:
        view = _get(db)
        content = write_pdf(
            view,
            settings.fonts,
            filter_words="; ".join(words),
            address=f"{settings.base_url}{url_for('schedule.schedule')}",
        )
        return _download(content, "application/pdf", f"schedule-{view.schedule.year}.pdf")


@blueprint.get("/schedule.ics")
@public
def calendar() -> Response:
    """Give the same rows to a calendar program."""
    with reading() as db:
        view = _get(db)
        host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
        content = write_ics(view, host)
        return _download(content, "text/calendar; charset=utf-8", f"schedule-{view.schedule.year}.ics")


def _download(content: bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
