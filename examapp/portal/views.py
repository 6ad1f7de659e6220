"""The public front, the staff's desk and the fonts."""

from datetime import datetime

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    send_from_directory,
    url_for,
)
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.candidates.blueprint import READ_PAST
from examapp.core.access import public, requires
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.core.i18n import in_tashkent, say_in
from examapp.core.permissions import Permission, may
from examapp.portal.changed_sittings import list_changed
from examapp.portal.navigation import navigation, public_navigation, staff_head
from examapp.portal.past_results import read_past_results
from examapp.portal.people_views import init_people
from examapp.portal.tasks import list_tasks
from examapp.sittings.models import Sitting, SittingState
from examapp.sittings.queries import list_sittings
from examapp.training.versions import list_demanded, newest_versions
from question_bank.blueprint import TOPIC_TITLES

blueprint = Blueprint("portal", __name__)
FIRST_PROGRAMME = "minimum"
FONT_SECONDS = 30 * 24 * 3600
PAGE_FONTS = frozenset({"noto-sans-400.woff2", "noto-sans-700.woff2"})


@blueprint.get("/")
@public
def front() -> str:
    """Show everybody where to go."""
    return render_template("portal/front.html")


@blueprint.get("/requirements")
@public
def requirements() -> str:
    """Say what each programme demands and teaches (P 11, annexes 3 and 4), the first one first."""
    with reading() as db:
        programmes = [(one, newest_versions(db, one)) for one in list_demanded(db, FIRST_PROGRAMME)]
    shown = [(one, parts) for one, parts in programmes if parts]
    return render_template("portal/requirements.html", programmes=shown)


@blueprint.get("/desk")
@requires(Permission.SEE_OWN_ACCOUNT)
def desk() -> str | AnyResponse:
    """Show a member of staff what is theirs to do, a proctor first of all the room of today."""
    pages = [entry for entry in navigation() if entry["url"] != url_for("portal.desk")]
    with reading() as db:
        rooms = _rooms_of_today(db, now()) if may(current_user, Permission.RUN_SITTINGS) else []
        tasks = list_tasks(db, current_user, now())
        if len(pages) == 1 and not rooms:
            return redirect(pages[0]["url"])
        return render_template(
            "portal/desk.html",
            pages=pages,
            rooms=rooms,
            tasks=tasks,
            changed=list_changed(db, current_user, now()),
            person=current_user.display_name,
        )


def _rooms_of_today(db: Session, at: datetime) -> list[Sitting]:
    """Return the sittings whose room is open, or can be opened today; the open ones first."""
    today = in_tashkent(at).date()
    rooms = [
        sitting
        for sitting in list_sittings(db, current_user)
        if sitting.state is SittingState.OPEN
        or (sitting.state is SittingState.PUBLISHED and in_tashkent(sitting.starts_at).date() == today)
    ]
    return sorted(rooms, key=lambda one: (one.state is not SittingState.OPEN, one.starts_at, one.code))


@blueprint.get("/fonts/<name>")
@public
def font(name: str) -> Response:
    """Give the pages their typeface; the files are made at the installation's first start."""
    folder = current_app.config["SETTINGS"].fonts
    if name not in PAGE_FONTS or not (folder / name).exists():
        raise NotFound
    return send_from_directory(folder, name, max_age=FONT_SECONDS, mimetype="font/woff2")


def topic_name(topic: str) -> str:
    """Return a topic's title in the language of the page."""
    titles = TOPIC_TITLES.get(topic)
    return say_in(dict(titles)) if titles else topic


def init_portal(app: Flask) -> None:
    """Register the pages, and the words that every template may use."""
    app.register_blueprint(blueprint)
    init_people(app)
    app.extensions[READ_PAST] = read_past_results
    app.jinja_env.globals.update(
        navigation=navigation,
        public_navigation=public_navigation,
        staff_head=staff_head,
        topic_name=topic_name,
    )
