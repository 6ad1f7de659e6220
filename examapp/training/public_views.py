"""The public pages of training: the register with its search and open data, and what is demanded."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, render_template, request

from examapp.core.access import public
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.organisations.districts import list_districts
from examapp.organisations.regions import REGIONS
from examapp.training.differences import compare_versions
from examapp.training.kinds import KIND_NAMES
from examapp.training.models import Part
from examapp.training.open_data import entries_as_csv, entry_as_json
from examapp.training.queries import Wanted, list_public, read_wanted
from examapp.training.versions import get_demanded, list_versions
from question_bank.blueprint import TOPICS

blueprint = Blueprint("training", __name__)


def _wanted() -> Wanted:
    names = ("region", "district", "topic", "kind")
    return read_wanted(*(request.args.get(name, "").strip() for name in names))


@blueprint.get("/training")
@public
def register() -> str:
    """Show who teaches what where, by region, district, topic and kind."""
    wanted = _wanted()
    with reading() as db:
        districts = {one.code: one.name for one in list_districts(db)}
        offered = list_districts(db, wanted.region_code) if wanted.region_code else []
        if wanted.district_code not in {one.code for one in offered}:
            # The form still sends the district of the region that was chosen before.
            wanted = replace(wanted, district_code="")
        return render_template(
            "training/register.html",
            entries=list_public(db, wanted),
            everything=len(list_public(db)),
            wanted=wanted,
            regions=REGIONS,
            districts=districts,
            offered=sorted(offered, key=lambda one: one.name),
            topics=TOPICS,
            kinds=KIND_NAMES,
        )


@blueprint.get("/training.json")
@public
def register_json() -> Response:
    """Give the register to programs, narrowed as the page is."""
    with reading() as db:
        return jsonify(institutions=[entry_as_json(entry) for entry in list_public(db, _wanted())])


@blueprint.get("/training.csv")
@public
def register_csv() -> Response:
    """Give the register as a table, narrowed as the page is."""
    with reading() as db:
        content = entries_as_csv(list_public(db, _wanted()))
    headers = {"Content-Disposition": 'attachment; filename="training.csv"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.get("/requirements/<programme>/<part>")
@public
def versions(programme: str, part: str) -> str:
    """List the versions of a part of a programme."""
    with reading() as db:
        demanded, which = get_demanded(db, programme), read_part(part)
        found = list_versions(db, demanded, which)
    return render_template("training/versions.html", programme=demanded, part=which, versions=found)


@blueprint.get("/requirements/<programme>/<part>/<int:number>")
@public
def version(programme: str, part: str, number: int) -> str:
    """Show one version, and what it says otherwise than the one before."""
    with reading() as db:
        demanded, which = get_demanded(db, programme), read_part(part)
        found = {one.number: one for one in list_versions(db, demanded, which)}
    if number not in found:
        raise NotFound
    before = found.get(number - 1)
    changes = compare_versions(before.rows, found[number].rows) if before else []
    return render_template(
        "training/version.html", programme=demanded, part=which, version=found[number], changes=changes
    )


def read_part(text: str) -> Part:
    """Return a part of an address, or raise NotFound."""
    if text not in set(Part):
        raise NotFound
    return Part(text)
