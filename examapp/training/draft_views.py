"""The working body's pages of curriculum and parameters: write a draft, read it, publish it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.permissions import Permission
from examapp.programmes.policy import read_policy
from examapp.programmes.queries import list_programmes
from examapp.training.differences import compare_versions
from examapp.training.models import Part, RequirementVersion
from examapp.training.public_views import read_part
from examapp.training.register_views import keeper
from examapp.training.version_rows import count_by_topic, read_rows
from examapp.training.versions import (
    Demanded,
    begin_draft,
    discard_draft,
    find_draft,
    get_demanded,
    list_demanded,
    list_versions,
    may_publish,
    publish_draft,
    save_draft,
)
from examapp.training.web_forms import VersionForm

blueprint = Blueprint("requirement_drafts", __name__, url_prefix="/requirements/drafts")


@blueprint.get("/")
@requires(Permission.VIEW_REQUIREMENT_DRAFTS)
def parts() -> str:
    """List what is versioned, with the published version and the draft of each."""
    with reading() as db:
        rows = [
            (one, part, list_versions(db, one, part), find_draft(db, one, part))
            for one in list_demanded(db, "minimum")
            for part in Part
        ]
        return render_template("training/parts.html", rows=rows)


@blueprint.post("/<programme>/<part>/begin")
@requires(Permission.DRAFT_REQUIREMENTS)
def begin(programme: str, part: str) -> Response:
    """Begin the next version, or go on with the draft that is there."""
    with transaction() as db:
        begin_draft(db, get_demanded(db, programme), read_part(part), by=keeper(), at=now())
    return redirect(url_for("requirement_drafts.edit", programme=programme, part=part))


@blueprint.route("/<programme>/<part>/edit", methods=["GET", "POST"])
@requires(Permission.DRAFT_REQUIREMENTS)
def edit(programme: str, part: str) -> str | Response:
    """Write the draft."""
    form = VersionForm()
    with reading() as db:
        demanded, which = get_demanded(db, programme), read_part(part)
        found = _get_draft(db, demanded, which)
    if not form.is_submitted():
        form.show(found.rows, found.edition, found.note, found.document)
    form.offer()
    if form.validate_on_submit() and _save(demanded, which, form):
        flash(gettext("The draft is saved. Another person publishes it."), "success")
        more = request.form.get("then") == "more"
        address = "requirement_drafts.edit" if more else "requirement_drafts.draft"
        return redirect(url_for(address, programme=programme, part=part, _anchor="note" if more else None))
    return render_template("training/edit.html", form=form, programme=demanded, part=which, draft=found)


def _save(programme: Demanded, part: Part, form: VersionForm) -> bool:
    edition = int(form.edition.data) if (form.edition.data or "").isdecimal() else -1
    try:
        rows = read_rows(part, form.typed_rows())
        with transaction() as db:
            found = _get_draft(db, programme, part)
            save_draft(
                db,
                found,
                edition=edition,
                rows=rows,
                note=form.note.data or "",
                document=form.document.data or "",
                by=keeper(),
                at=now(),
            )
    except AppError as refusal:
        form.form_errors.append(refusal.sentence())
        return False
    return True


@blueprint.get("/<programme>/<part>")
@requires(Permission.VIEW_REQUIREMENT_DRAFTS)
def draft(programme: str, part: str) -> str:
    """Show the draft beside what is published, and to a second person the button that publishes it."""
    with reading() as db:
        demanded, which = get_demanded(db, programme), read_part(part)
        found = _get_draft(db, demanded, which)
        published = list_versions(db, demanded, which)
        return render_template(
            "training/draft.html",
            programme=demanded,
            part=which,
            draft=found,
            changes=compare_versions(published[0].rows if published else [], found.rows),
            second=may_publish(db, found, current_user.actor),
            otherwise=_otherwise(db, demanded, found) if which is Part.PARAMETERS else {},
        )


def _otherwise(db: Session, programme: Demanded, found: RequirementVersion) -> dict[str, tuple[int, int]]:
    """Return the topics whose questions a test has otherwise: {topic: (in the draft, in a test)}."""
    made = [one for one in list_programmes(db) if one.code == programme.code]
    if made:
        counts = read_policy(db, made[0].id, now()).blueprint
    elif programme.shipped is not None:
        counts = count_by_topic({"topic": p.topic, "number": p.items} for p in programme.shipped.parameters)
    else:
        return {}
    drafted = count_by_topic(found.rows)
    pairs = {topic: (drafted.get(topic, 0), counts.get(topic, 0)) for topic in {**counts, **drafted}}
    return {topic: pair for topic, pair in pairs.items() if pair[0] != pair[1]}


@blueprint.post("/<programme>/<part>/publish")
@requires(Permission.PUBLISH_REQUIREMENTS)
def publish(programme: str, part: str) -> Response:
    """Publish the draft as it was shown."""
    edition = request.form.get("edition", -1, type=int)
    with transaction() as db:
        found = _get_draft(db, get_demanded(db, programme), read_part(part))
        publish_draft(db, found, edition=edition, by=keeper(), at=now())
    flash(gettext("Version %(number)s is published.", number=found.number), "success")
    return redirect(url_for("requirement_drafts.parts"))


@blueprint.post("/<programme>/<part>/discard")
@requires(Permission.DRAFT_REQUIREMENTS)
def discard(programme: str, part: str) -> Response:
    """Drop the draft."""
    with transaction() as db:
        found = _get_draft(db, get_demanded(db, programme), read_part(part))
        discard_draft(db, found, by=keeper(), at=now())
    flash(gettext("The draft is dropped. What is published stays."), "success")
    return redirect(url_for("requirement_drafts.parts"))


def _get_draft(db: Session, programme: Demanded, part: Part) -> RequirementVersion:
    found = find_draft(db, programme, part)
    if found is None:
        raise NotFound
    return found
