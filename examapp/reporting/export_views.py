"""The auditor's export of everything."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Flask, Response, render_template, stream_with_context
from flask_login import current_user

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import Forbidden
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.reporting.audit_export import note_begun, note_sent, stream_export
from examapp.reporting.export_tables import list_tables

blueprint = Blueprint("exports", __name__, url_prefix="/reports/export")


@blueprint.get("/")
@requires(Permission.VIEW_AUDIT)
def export() -> str:
    """Say what the export holds, and to a regional person that it is not theirs."""
    whole, tables = current_user.region_code is None, [table.name for table in list_tables()]
    return render_template("reporting/export.html", tables=tables, whole=whole)


@blueprint.post("/all.zip")
@grave
@requires(Permission.VIEW_AUDIT)
def take() -> Response:
    """Give everything, and log it; a regional person has the pages of the region instead."""
    if current_user.region_code is not None:
        raise Forbidden
    actor, at = current_user.actor, now()
    with transaction() as db:
        note_begun(db, actor=actor, at=at)
    name = f"attestation-{in_tashkent(at):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = stream_with_context(_send(actor, at))
    return Response(content, content_type="application/zip", headers=headers)


def _send(actor: str, at: datetime) -> Iterator[bytes]:
    """Send the file as it is read; a reader who breaks off leaves a file that does not open."""
    verifier = key_ring().signer("audit").verifier
    with reading(steady=True) as db:
        facts = yield from stream_export(db, verifier, actor=actor, at=at)
    with transaction() as db:
        note_sent(db, facts, actor=actor, at=now())


def init_exports(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
