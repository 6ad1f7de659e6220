"""What a workstation's computer says to the server: who it is, and how its check ended.

It stands beside the exam API and as it does: JSON, no cookie, no redirect. A token in a header speaks for the
computer, never for a candidate.
"""

from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request

from examapp.centres.checking import record_check
from examapp.centres.errors import PairingRefused, ReadingsMalformed
from examapp.centres.models import Workstation
from examapp.centres.naming import say_place
from examapp.centres.pairing import get_workstation_by_token, pair
from examapp.centres.readiness import judge, read_readings
from examapp.centres.readiness_words import write_lines
from examapp.core.access import candidate_api
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.i18n import show_date
from examapp.core.signing import key_ring

blueprint = Blueprint("workstation_api", __name__, url_prefix="/exam/api/v1/workstation")
LARGEST_BODY = 4096
LARGEST_NUMBER = 10_000


def _read_body() -> dict[str, Any]:
    try:
        data = orjson.loads(request.get_data(cache=False)[:LARGEST_BODY] or b"{}")
    except orjson.JSONDecodeError as error:
        raise ReadingsMalformed from error
    if type(data) is not dict:
        raise ReadingsMalformed
    return data


def _token() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _reply(data: dict[str, Any]) -> Response:
    return Response(orjson.dumps(data), content_type="application/json")


def write_workstation(workstation: Workstation) -> dict[str, Any]:
    """Return what a computer is told of the workstation that it is."""
    room, until = workstation.room, workstation.ready_until
    return {
        "number": workstation.number,
        "room": room.name,
        "place": say_place(room.centre.names, room.name),
        "ready_until": show_date(until) if until else None,
    }


@blueprint.post("/pairing")
@candidate_api
def pairing() -> Response:
    """Make a computer that is told a room's code one of its workstations."""
    data = _read_body()
    code, number = data.get("code"), data.get("number")
    if type(code) is not str or type(number) is not int or not 0 < number <= LARGEST_NUMBER:
        raise PairingRefused
    with transaction() as db:
        workstation, token = pair(db, key_ring(), code, number, now())
        told = write_workstation(workstation)
    return _reply(told | {"token": token})


@blueprint.get("")
@candidate_api
def who_am_i() -> Response:
    """Say which workstation a computer is."""
    with reading() as db:
        return _reply(write_workstation(get_workstation_by_token(db, key_ring(), _token())))


@blueprint.post("/readiness")
@candidate_api
def readiness() -> Response:
    """Keep a check, and say what it means."""
    with transaction() as db:
        workstation = get_workstation_by_token(db, key_ring(), _token())
        readings = read_readings(_read_body())
        check = record_check(db, workstation, readings, now())
        told = write_workstation(workstation)
    return _reply(
        {"lines": write_lines(judge(readings), readings), "ready": check.ready, "workstation": told}
    )


def init_workstation_api(app: Flask) -> None:
    """Register the computer's side."""
    app.register_blueprint(blueprint)
    # The token in a header is what another site cannot send, as with the exam API.
    app.extensions["csrf"].exempt(blueprint)
