"""The blueprint of candidate lists, and what its modules of pages share."""

from flask import Blueprint, Response, current_app

from examapp.candidates.deadlines import ReadFirstDays
from examapp.candidates.eligibility import ReadPast

lists = Blueprint("lists", __name__, url_prefix="/lists")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_PAST = "read_past_results"
READ_FIRST_DAYS = "read_first_days"


def read_past() -> ReadPast:
    """Return what reads earlier results: it lies in a room above, which has hung it here."""
    found: ReadPast = current_app.extensions[READ_PAST]
    return found


def first_days() -> ReadFirstDays:
    """Return what reads the first days of organisations, hung here by the room of sittings."""
    found: ReadFirstDays = current_app.extensions[READ_FIRST_DAYS]
    return found


def send_file(data: bytes, name: str, media_type: str = XLSX) -> Response:
    """Hand out a file under a name; nothing in it is shown as a page of ours."""
    disposition = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(data, mimetype=media_type, headers=headers)
