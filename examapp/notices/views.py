"""Pages of the working body: who has been reached, the rest to print, and who got their paper."""

from datetime import datetime

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.core.settings import Settings
from examapp.core.signing import key_ring
from examapp.notices.by_hand import choose_rest, note_handed_over, note_printed
from examapp.notices.contact_views import blueprint as contact_blueprint
from examapp.notices.contacts import find_contacts
from examapp.notices.link_views import blueprint as link_blueprint
from examapp.notices.link_views import confirm
from examapp.notices.planning import foretell_cancelling
from examapp.notices.printed import print_list, write_workbook
from examapp.notices.reaching import Reach, get_body, list_bodies, list_people
from examapp.notices.slip import SlipDesk
from examapp.notices.sweeping import open_channels
from examapp.notices.words import kind_word, reach_badge, say_notice, say_ways
from examapp.sittings.cancelling import FORETELL_CANCELLING
from examapp.sittings.models import Sitting

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def slip_desk() -> SlipDesk:
    """Return what a paper needs of this installation."""
    settings: Settings = current_app.config["SETTINGS"]
    return SlipDesk(settings.fonts, settings.base_url, key_ring())


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the pages the words of states."""
    return {"kind_word": kind_word, "reach_badge": reach_badge, "say_notice": say_notice, "Reach": Reach}


@blueprint.get("/")
@requires(Permission.VIEW_NOTICES)
def bodies() -> str:
    """Show each organisation with how many of its people were reached."""
    post = current_app.config["SETTINGS"].post
    with reading() as db:
        found = list_bodies(db, current_user, now())
        return render_template("notices/bodies.html", bodies=found, post=post)


@blueprint.get("/bodies/<code>")
@requires(Permission.VIEW_NOTICES)
def body(code: str) -> str:
    """Show the people of one organisation, those not reached first unless all are asked for."""
    with reading() as db:
        found = get_body(db, code, current_user)
        people = list_people(db, found, current_user, now())
        return render_template(
            "notices/body.html",
            body=found,
            people=people if "all" in request.args else choose_rest(people),
            everybody="all" in request.args,
            total=len(people),
            rest=len(choose_rest(people)),
            contacts=find_contacts(db, {one.candidate.id for one in people}),
        )


@blueprint.post("/bodies/<code>/print")
@requires(Permission.GIVE_NOTICE)
def print_rest(code: str) -> Response:
    """Print the list of those not reached, and note that it was printed."""
    with reading() as db:
        found = get_body(db, code, current_user)
        rest = choose_rest(list_people(db, found, current_user, now()))
        content = print_list(found, rest, slip_desk(), now())
    printed = {one.booking_code for one in rest}
    with transaction() as db:  # not while the paper is made: nobody shall wait for that
        people = list_people(db, found, current_user, now())
        listed = [one for one in people if one.booking_code in printed]
        note_printed(db, found, listed, actor=current_user.actor, at=now())
    return _file(content, PDF, f"{code}-{now():%Y%m%d}.pdf")


@blueprint.get("/bodies/<code>/list.xlsx")
@requires(Permission.GIVE_NOTICE)
def workbook(code: str) -> Response:
    """Give all people of an organisation as a workbook with a letter each."""
    with reading() as db:
        found = get_body(db, code, current_user)
        people = list_people(db, found, current_user, now())
        contacts = find_contacts(db, {one.candidate.id for one in people})
        content = write_workbook(people, contacts, slip_desk())
    return _file(content, XLSX, f"{code}-{now():%Y%m%d}.xlsx")


@blueprint.post("/bodies/<code>/handed-over")
@requires(Permission.GIVE_NOTICE)
def handed_over(code: str) -> AnyResponse:
    """Note that the ticked people have got their paper, or their letter by E-XAT."""
    with transaction() as db:
        found = get_body(db, code, current_user)
        ticked = set(request.form.getlist("booking"))
        everybody = list_people(db, found, current_user, now())
        people = [one for one in everybody if one.booking_code in ticked]
        count = note_handed_over(db, found, people, actor=current_user.actor, at=now())
    flash(
        ngettext("%(num)s person has been told.", "%(num)s people have been told.", count),
        "success",
    )
    return redirect(url_for("notices.body", code=code, all=1))


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=media_type, headers=headers)


def foretell(db: Session, sitting: Sitting, at: datetime) -> dict[int, str]:
    """Say how each person booked would hear that a sitting is cancelled, by the booking's id."""
    channels = open_channels(current_app.config["SETTINGS"])
    news = foretell_cancelling(db, sitting, channels, at)
    return {booking_id: say_ways(ways) for booking_id, ways in news.items()}


def init_notices(app: Flask) -> None:
    """Register the pages; the link of a letter is confirmed without a cookie, and so without its token."""
    app.extensions[FORETELL_CANCELLING] = foretell
    for one in (blueprint, contact_blueprint, link_blueprint):
        app.register_blueprint(one)
    app.extensions["csrf"].exempt(confirm)
