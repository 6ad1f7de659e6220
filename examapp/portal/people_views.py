"""The HR officer's and the head's page of their own people: how each of them stands."""

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, render_template, request
from flask_login import current_user

from examapp.candidates.models import CandidateNameWord
from examapp.candidates.name_search import find_ids_by_name
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.permissions import Permission
from examapp.organisations.models import Organisation
from examapp.organisations.sight import get_own_body
from examapp.portal.people_states import PersonState, Standing, list_states
from examapp.portal.people_words import say_standing_day, standing_badge, write_workbook
from examapp.programmes.models import Programme
from examapp.programmes.queries import list_programmes
from examapp.reporting.file_views import XLSX, give_file

blueprint = Blueprint("our_people", __name__, url_prefix="/people")
ON_A_PAGE = 50


@dataclass(frozen=True)
class _Found:
    """What was asked for: `people` fits, `everybody` is the whole body."""

    body: Organisation
    programmes: list[Programme]
    programme: Programme | None
    everybody: list[PersonState]
    people: list[PersonState]


def _read() -> _Found:
    asked, standing = request.args.get("q", "").strip(), request.args.get("standing", "")
    with reading() as db:
        body, programmes = get_own_body(db, current_user), list(list_programmes(db))
        wanted = request.args.get("programme")
        programme = next((one for one in programmes if one.code == wanted), next(iter(programmes), None))
        everybody = list_states(db, body, programme, now()) if programme else []
        people = [one for one in everybody if standing in {"", one.standing.value}]
        if asked:
            own = CandidateNameWord.organisation_id == body.id
            ids = set(find_ids_by_name(db, asked, own, most=len(everybody)))
            people = [one for one in people if one.candidate.id in ids]
        return _Found(body, programmes, programme, everybody, people)


@blueprint.get("/")
@requires(Permission.VIEW_OWN_PEOPLE)
def people() -> str:
    """Show how each person of the own body stands."""
    found = _read()
    pages = max(1, -(-len(found.people) // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    counts = {one: sum(person.standing is one for person in found.everybody) for one in Standing}
    return render_template(
        "portal/people.html",
        found=found,
        rows=found.people[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        page=page,
        pages=pages,
        counts={one: number for one, number in counts.items() if number},
        asked=request.args.get("q", ""),
        standing=request.args.get("standing", ""),
        standing_badge=standing_badge,
        say_standing_day=say_standing_day,
    )


@blueprint.get("/table.xlsx")
@requires(Permission.VIEW_OWN_PEOPLE)
def table() -> Response:
    """Give the same people as a workbook."""
    return give_file(write_workbook(_read().people), XLSX, "people.xlsx")


def init_people(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
