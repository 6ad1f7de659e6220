"""The page of districts: the table that is shipped, completed and corrected by hand."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.permissions import Permission
from examapp.organisations.blueprint import blueprint
from examapp.organisations.districts import keep_district, list_districts
from examapp.organisations.errors import DistrictCodeRefused, NameRefused
from examapp.organisations.web_forms import DistrictForm


@blueprint.route("/organisations/districts", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATIONS)
def districts() -> str | Response:
    """Show the districts; add one, or change the name of one by typing its code."""
    form = DistrictForm()
    form.offer_regions(current_user.region_code)
    if form.validate_on_submit():
        try:
            _keep(form)
        except DistrictCodeRefused as refusal:
            form.code.errors = [*form.code.errors, refusal.sentence()]
        except NameRefused as refusal:
            form.name_latn.errors = [*form.name_latn.errors, refusal.sentence()]
        else:
            flash(gettext("The district is saved."), "success")
            return redirect(url_for("organisations.districts"))
    with reading() as db:
        found = list_districts(db, current_user.region_code)
    return render_template("organisations/districts.html", form=form, districts=found)


def _keep(form: DistrictForm) -> None:
    with transaction() as db:
        keep_district(
            db,
            code=form.code.data,
            region_code=form.region_code.data,
            names={"uz-Latn": form.name_latn.data, "ru": form.name_ru.data},
            actor=current_user.actor,
            at=now(),
        )
