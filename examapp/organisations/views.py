"""Pages of organisations."""

from collections.abc import Sequence

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError
from examapp.core.permissions import Permission
from examapp.organisations import district_views, people_views
from examapp.organisations.blueprint import blueprint
from examapp.organisations.districts import list_districts
from examapp.organisations.errors import (
    DistrictRefused,
    NameRefused,
    OrganisationCodeTaken,
    ParentRefused,
)
from examapp.organisations.keeping import change_organisation, create_organisation
from examapp.organisations.kind_names import kind_name
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.organisations.queries import get_organisation, list_organisations
from examapp.organisations.regions import region_name
from examapp.organisations.searching import match_names
from examapp.organisations.web_forms import OrganisationForm

# Their routes stand on the blueprint once they are read.
PAGES = (district_views, people_views)


@blueprint.get("/organisations")
@requires(Permission.MANAGE_ORGANISATIONS)
def organisations() -> str:
    """List the organisations that the person may see."""
    asked = request.args.get("q", "")
    with reading() as db:
        everything = list_organisations(db, current_user.region_code)
        parents = {item.id: item for item in list_organisations(db)}
    shown = match_names(everything, asked)
    return render_template(
        "organisations/organisations.html",
        organisations=shown,
        total=len(everything),
        parents=parents,
        asked=asked,
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def new_organisation() -> str | Response:
    """Add an organisation."""
    form = OrganisationForm()
    with reading() as db:
        _offer(db, form, list_organisations(db, current_user.region_code))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                organisation = create_organisation(
                    db,
                    names=form.names(),
                    kind=OrganisationKind(form.kind.data),
                    region_code=form.region_code.data,
                    district_code=form.district_code.data,
                    code=form.code.data,
                    parent=_parent(db, form),
                    actor=current_user.actor,
                    at=now(),
                )
        except AppError as refusal:
            _blame(form, refusal)
        else:
            flash(
                gettext("The organisation is added. Its code is %(code)s.", code=organisation.code), "success"
            )
            return redirect(url_for("organisations.organisations"))
    return render_template("organisations/organisation.html", form=form, organisation=None)


@blueprint.route("/organisations/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def edit_organisation(code: str) -> str | Response:
    """Change an organisation."""
    form = OrganisationForm()
    with reading() as db:
        organisation = get_organisation(db, code, current_user.region_code)
        others = [item for item in list_organisations(db, current_user.region_code) if item.code != code]
        _offer(db, form, others)
    if form.validate_on_submit():
        try:
            _change(code, form)
        except AppError as refusal:
            _blame(form, refusal)
        else:
            flash(gettext("The organisation is saved."), "success")
            return redirect(url_for("organisations.organisations"))
    elif not form.is_submitted():
        above = [item.code for item in others if item.id == organisation.parent_id]
        form.show(organisation, "".join(above))
    return render_template("organisations/organisation.html", form=form, organisation=organisation)


def _change(code: str, form: OrganisationForm) -> None:
    with transaction() as db:
        change_organisation(
            db,
            get_organisation(db, code, current_user.region_code),
            names=form.names(),
            kind=OrganisationKind(form.kind.data),
            region_code=form.region_code.data,
            district_code=form.district_code.data,
            parent=_parent(db, form),
            actor=current_user.actor,
            at=now(),
        )


def _offer(db: Session, form: OrganisationForm, others: Sequence[Organisation]) -> None:
    within = current_user.region_code
    form.offer(others, list_districts(db, within), within)


def _parent(db: Session, form: OrganisationForm) -> Organisation | None:
    chosen = form.parent.data
    return get_organisation(db, chosen, current_user.region_code) if chosen else None


def _blame(form: OrganisationForm, refusal: AppError) -> None:
    names = {
        NameRefused: "name_latn",
        OrganisationCodeTaken: "code",
        ParentRefused: "parent",
        DistrictRefused: "district_code",
    }
    field = names.get(type(refusal))
    errors = form[field].errors if field else form.form_errors
    errors.append(refusal.sentence())


def init_organisations(app: Flask) -> None:
    """Register the pages and give templates the names of regions and kinds."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(region_name=region_name, organisation_kind_name=kind_name)
