"""Pages of centres, their rooms and workstations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.centres.errors import (
    CentreCodeTaken,
    OutOfServiceReasonMissing,
    RoomNameTaken,
    TooManyWorkstations,
)
from examapp.centres.keeping import change_centre, create_centre, create_room, rename_room
from examapp.centres.queries import get_centre, get_room, get_workstation, list_centres
from examapp.centres.web_forms import AddWorkstationsForm, CentreForm, RoomForm
from examapp.centres.workstations import add_workstations, set_in_service
from examapp.core.access import current_staff, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.organisations.districts import list_districts
from examapp.organisations.errors import DistrictRefused, NameRefused

blueprint = Blueprint("centres", __name__)


@blueprint.get("/centres")
@requires(Permission.MANAGE_CENTRES)
def centres() -> str:
    """List the centres that the person may see."""
    with reading() as db:
        return render_template("centres/centres.html", centres=list_centres(db, current_staff()))


@blueprint.route("/centres/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def new_centre() -> str | Response:
    """Add a centre."""
    form = CentreForm()
    with reading() as db:
        form.offer(list_districts(db, current_user.region_code), current_user.region_code)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                centre = create_centre(
                    db,
                    names=form.names(),
                    region_code=form.region_code.data,
                    address=form.address.data,
                    district_code=form.district_code.data,
                    code=form.code.data,
                    actor=current_user.actor,
                    at=now(),
                )
        except (NameRefused, DistrictRefused, CentreCodeTaken) as refusal:
            _blame(form, refusal)
        else:
            flash(gettext("The centre is added. Now add its rooms."), "success")
            return redirect(url_for("centres.centre", code=centre.code))
    return render_template("centres/edit_centre.html", form=form, centre=None)


@blueprint.route("/centres/<code>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def edit_centre(code: str) -> str | Response:
    """Change a centre."""
    form = CentreForm()
    with reading() as db:
        form.offer(list_districts(db, current_user.region_code), current_user.region_code)
        centre = get_centre(db, code, current_staff())
    if form.validate_on_submit():
        try:
            with transaction() as db:
                change_centre(
                    db,
                    get_centre(db, code, current_staff()),
                    names=form.names(),
                    region_code=form.region_code.data,
                    district_code=form.district_code.data,
                    address=form.address.data,
                    actor=current_user.actor,
                    at=now(),
                )
        except (NameRefused, DistrictRefused) as refusal:
            _blame(form, refusal)
        else:
            flash(gettext("The centre is saved."), "success")
            return redirect(url_for("centres.centre", code=code))
    elif not form.is_submitted():
        form.show(centre)
    return render_template("centres/edit_centre.html", form=form, centre=centre)


def _blame(form: CentreForm, refusal: NameRefused | DistrictRefused | CentreCodeTaken) -> None:
    fields = {CentreCodeTaken: form.code, DistrictRefused: form.district_code}
    field = fields.get(type(refusal), form.name_latn)
    field.errors.append(refusal.sentence())


@blueprint.route("/centres/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def centre(code: str) -> str | Response:
    """Show a centre with its rooms, and add a room to it."""
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found = get_centre(db, code, current_staff())
                room = create_room(db, found, name=form.name.data, actor=current_user.actor, at=now())
        except RoomNameTaken as refusal:
            form.name.errors.append(refusal.sentence())
        else:
            return redirect(url_for("centres.room", code=code, room_id=room.id))
    with reading() as db:
        return render_template("centres/centre.html", centre=get_centre(db, code, current_staff()), form=form)


@blueprint.route("/centres/<code>/rooms/<int:room_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def room(code: str, room_id: int) -> str | Response:
    """Show a room's seats as tiles, and add workstations to it."""
    form = AddWorkstationsForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, who = get_room(db, code, room_id, current_staff()), current_user.actor
                added = add_workstations(db, found, form.count.data, actor=who, at=now())
        except TooManyWorkstations as refusal:
            form.count.errors.append(refusal.sentence())
        else:
            words = ngettext("%(num)s workstation is added.", "%(num)s workstations are added.", len(added))
            flash(words, "success")
            return redirect(url_for("centres.room", code=code, room_id=room_id))
    with reading() as db:
        found = get_room(db, code, room_id, current_staff())
        seat = request.args.get("seat", type=int)
        chosen = next((item for item in found.workstations if item.number == seat), None)
        return render_template("centres/room.html", room=found, chosen=chosen, form=form)


@blueprint.route("/centres/<code>/rooms/<int:room_id>/name", methods=["GET", "POST"])
@requires(Permission.MANAGE_CENTRES)
def edit_room(code: str, room_id: int) -> str | Response:
    """Give a room another name."""
    with reading() as db:
        found = get_room(db, code, room_id, current_staff())
        form = RoomForm(obj=found)
        page = {"room": found, "centre": found.centre, "form": form}
    if form.validate_on_submit():
        try:
            with transaction() as db:
                found, who = get_room(db, code, room_id, current_staff()), current_user.actor
                rename_room(db, found, name=form.name.data, actor=who, at=now())
        except RoomNameTaken as refusal:
            form.name.errors.append(refusal.sentence())
        else:
            return redirect(url_for("centres.room", code=code, room_id=room_id))
    return render_template("centres/edit_room.html", **page)


@blueprint.post("/centres/<code>/rooms/<int:room_id>/workstations/<int:number>")
@requires(Permission.MANAGE_CENTRES)
def change_workstation(code: str, room_id: int, number: int) -> Response:
    """Take a workstation out of service, or put it back."""
    with transaction() as db:
        workstation = get_workstation(db, code, room_id, number, current_staff())
        wanted, why = request.form.get("in_service") == "yes", request.form.get("reason", "")
        try:
            set_in_service(db, workstation, in_service=wanted, reason=why, actor=current_user.actor, at=now())
        except OutOfServiceReasonMissing as refusal:
            flash(refusal.sentence(), "error")
    return redirect(url_for("centres.room", code=code, room_id=room_id, seat=number))
