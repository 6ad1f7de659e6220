"""The auditor's export of everything."""

from io import BytesIO

from flask import Blueprint, Flask, Response, render_template, send_file
from flask_login import current_user

from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.errors import Forbidden
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Permission
from examapp.reporting.audit_export import list_tables, write_export

blueprint = Blueprint("exports", __name__, url_prefix="/reports/export")


@blueprint.get("/")
@requires(Permission.VIEW_AUDIT)
def export() -> str:
    """Say what the export holds."""
    return render_template("reporting/export.html", tables=[table.name for table in list_tables()])


@blueprint.post("/all.zip")
@grave
@requires(Permission.VIEW_AUDIT)
def take() -> Response:
    """Give everything, and log it; a regional person has the pages of the region instead."""
    if current_user.region_code is not None:
        raise Forbidden
    file = BytesIO()
    with transaction() as db:
        write_export(db, file, actor=current_user.actor, at=now())
    file.seek(0)
    name = f"attestation-{in_tashkent(now()):%Y-%m-%d}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def init_exports(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)
