"""Pages of the glass box: who did what, and the checkpoints that a witness takes away."""

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext

from examapp.core.access import current_staff, requires
from examapp.core.audit_checkpoints import fingerprint, list_checkpoints, write_witness_file
from examapp.core.db import reading
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission, may
from examapp.core.signing import key_ring
from examapp.glass_box.checkpointing import verify_since_checkpoint
from examapp.glass_box.objects import KIND_WORDS
from examapp.glass_box.reading import Asked, ReadPage, read_page
from examapp.glass_box.web_forms import SearchActsForm

blueprint = Blueprint("glass_box", __name__, url_prefix="/audit")
CHECKPOINTS_SHOWN = 200


def say_kind(kind: str) -> str:
    """Return what a kind of thing is called."""
    return str(gettext(KIND_WORDS[kind])) if kind in KIND_WORDS else kind


@blueprint.get("")
@requires(Permission.VIEW_HISTORY)
def acts() -> str:
    """Show who did what, searched by thing, person and day."""
    form = SearchActsForm(request.args, meta={"csrf": False})
    asked = form.asked(request.args.get("page", 1, type=int)) if form.validate() else None
    actor = current_staff()
    with reading(steady=True) as db:
        found = read_page(db, actor, asked) if asked else ReadPage((), 0, 1, None)
        whole = may(actor, Permission.VIEW_AUDIT)
        verdict = verify_since_checkpoint(db, key_ring().signer("audit").verifier) if whole else None
        latest = list_checkpoints(db, most=1) if whole else []
    return render_template(
        "glass_box/acts.html",
        form=form,
        asked=asked or Asked(),
        found=found,
        verdict=verdict,
        latest=latest[0] if latest else None,
        say_kind=say_kind,
        bounded=not whole or actor.region_code is not None,
    )


@blueprint.get("/checkpoints")
@requires(Permission.VIEW_AUDIT)
def checkpoints() -> str:
    """Show the hourly checkpoints and the key that signs them."""
    with reading() as db:
        shown = list_checkpoints(db, most=CHECKPOINTS_SHOWN)
    key = fingerprint(key_ring().signer("audit").verifier)
    return render_template("glass_box/checkpoints.html", checkpoints=shown, key=key)


@blueprint.get("/checkpoints.json")
@requires(Permission.VIEW_AUDIT)
def witness_file() -> Response:
    """Give a witness every checkpoint as a file."""
    with reading() as db:
        latest = list_checkpoints(db, most=1)
        if not latest:
            raise NotFound
        content = write_witness_file(db, key_ring().signer("audit"))
    name = f"audit-checkpoints-{latest[0].number:07d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="application/json", headers=headers)


def init_glass_box(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
