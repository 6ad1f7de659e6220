"""The HR officer's and the head's page of their own people: how each of them stands."""

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.models import CandidateNameWord
from examapp.candidates.name_search import find_ids_by_name
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.core.web import current_settings
from examapp.notices.body_contacts import find_body_contact, find_last_letter, set_body_contact
from examapp.notices.body_models import BodyContact, BodyNotice
from examapp.notices.errors import EmailRefused
from examapp.notices.models import Channel
from examapp.notices.sweeping import open_channels
from examapp.notices.web_forms import BodyContactForm
from examapp.notices.words import say_letter
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
    """What was asked for: `people` fits, `everybody` is the whole body; `letter` is the last one to it."""

    body: Organisation
    programmes: list[Programme]
    programme: Programme | None
    everybody: list[PersonState]
    people: list[PersonState]
    contact: BodyContact | None
    letter: BodyNotice | None


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
        contact, letter = find_body_contact(db, body), find_last_letter(db, body)
        return _Found(body, programmes, programme, everybody, people, contact, letter)


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
        say_letter=say_letter,
        sends_letters=Channel.EMAIL in open_channels(current_settings()),
    )


@blueprint.get("/table.xlsx")
@requires(Permission.VIEW_OWN_PEOPLE)
def table() -> Response:
    """Give the same people as a workbook."""
    return give_file(write_workbook(_read().people), XLSX, "people.xlsx")


@blueprint.route("/letters", methods=["GET", "POST"])
@grave
@requires(Permission.EDIT_CONTACTS)
def letters() -> str | AnyResponse:
    """Show and change where letters about the body's results go."""
    form = BodyContactForm()
    with transaction() as db:
        body = get_own_body(db, current_user)
        form.offer(find_body_contact(db, body))
        if form.validate_on_submit():
            try:
                email, language = form.email.data or "", form.language.data
                set_body_contact(db, body, email=email, language=language, actor=current_user.actor, at=now())
                flash(gettext("It is kept. The next letter goes there."), "success")
                return redirect(url_for("our_people.people"))
            except EmailRefused as refusal:
                form.email.errors = [refusal.sentence()]
        return render_template("portal/body_letters.html", form=form, body=body)


def init_people(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(blueprint)
