"""What a seat of a rehearsal says to the server, in the exam API's manner: JSON, a token, no cookie.

A workstation joins by its own token. A simulated seat joins by the rehearsal's invitation, which only the
page of whoever began it holds. Both then speak by a token of the seat.
"""

import hmac
from typing import Any, Final

import orjson
from flask import Blueprint, Flask, Response, request
from sqlalchemy.orm import Session

from examapp.centres.pairing import get_workstation_by_token
from examapp.core.access import candidate_api
from examapp.core.clock import now
from examapp.core.db import transaction
from examapp.core.signing import KeyRing, key_ring
from examapp.delivery.messages import read_batch, read_object
from examapp.delivery.open_practice import open_paper
from examapp.rehearsals.answers import LEASE, keep_answers, name_attempt, write_verdicts
from examapp.rehearsals.conduct import hear, join
from examapp.rehearsals.errors import ReportMalformed, SeatUnknown
from examapp.rehearsals.models import RehearsalSeat, RehearsalState, RoomRehearsal
from examapp.rehearsals.queries import find_rehearsal, find_running

blueprint = Blueprint("rehearsal_api", __name__, url_prefix="/exam/api/v1/rehearsal")
POLL_MS: Final = 3_000
# Each kind of item comes several times in three minutes.
PACE_MS: Final = 3_000


def issue_invitation(keys: KeyRing, rehearsal: RoomRehearsal) -> str:
    """Return what lets a page play the simulated seats of a rehearsal."""
    return f"{rehearsal.code}.{keys.mac('rehearsal-invitation', rehearsal.code.encode())}"


def _issue_seat_token(keys: KeyRing, seat: RehearsalSeat) -> str:
    return f"{seat.id}.{keys.mac('rehearsal-seat', str(seat.id).encode())}"


def _token() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _is_mac(keys: KeyRing, purpose: str, body: str, mac: str) -> bool:
    return hmac.compare_digest(keys.mac(purpose, body.encode()).encode(), mac.encode())


def _get_seat(db: Session) -> RehearsalSeat:
    """Return the seat of the token while its rehearsal runs; raises SeatUnknown."""
    body, _dot, mac = _token().partition(".")
    if not _is_mac(key_ring(), "rehearsal-seat", body, mac):
        raise SeatUnknown
    seat = db.get(RehearsalSeat, int(body))
    if seat is None or seat.rehearsal.state is not RehearsalState.RUNNING:
        raise SeatUnknown
    return seat


def _find_invited(db: Session, data: dict[str, Any]) -> tuple[RoomRehearsal | None, int, bool]:
    """Return the rehearsal that a seat asks for, its number, and whether it is simulated."""
    number = data.get("number")
    code, _dot, mac = _token().partition(".")
    if type(number) is int and _is_mac(key_ring(), "rehearsal-invitation", code, mac):
        found = find_rehearsal(db, code)
        if found is None or found.state is not RehearsalState.RUNNING or not 0 < number <= found.simulated:
            raise SeatUnknown
        return found, number, True
    workstation = get_workstation_by_token(db, key_ring(), _token())
    found = find_running(db, workstation.room_id)
    return (found if found and workstation.number in found.expected else None), workstation.number, False


def _reply(data: dict[str, Any]) -> Response:
    return Response(orjson.dumps(data), content_type="application/json")


def _left_ms(rehearsal: RoomRehearsal) -> int:
    return max(0, round((rehearsal.ends_at - now()).total_seconds() * 1000))


@blueprint.post("/seat")
@candidate_api
def take_seat() -> Response:
    """Let a computer in where its room is being rehearsed; else it is told to ask again."""
    data = read_object(request.get_data(cache=False))
    with transaction() as db:
        rehearsal, number, simulated = _find_invited(db, data)
        if rehearsal is None or not _left_ms(rehearsal):
            return _reply({"rehearsal": None, "next_poll_ms": POLL_MS, "number": number})
        seat = join(db, rehearsal, number, simulated=simulated, at=now())
        token, attempt = _issue_seat_token(key_ring(), seat), name_attempt(seat)
        left, code = _left_ms(rehearsal), rehearsal.code
    return _reply(
        {
            "rehearsal": code,
            "token": token,
            "attempt": attempt,
            "lease": LEASE,
            "left_ms": left,
            "pace_ms": PACE_MS,
            "number": number,
        }
    )


@blueprint.put("/responses")
@candidate_api
def save() -> Response:
    """Keep answers; the reply comes after the commit."""
    body = request.get_data(cache=False)
    with transaction() as db:
        seat = _get_seat(db)
        batch = read_batch(body)
        verdicts = keep_answers(db, seat, batch, open_paper()["form"]["digest"])
        left = _left_ms(seat.rehearsal)
    return _reply(write_verdicts(verdicts, batch.lease) | {"left_ms": left})


@blueprint.post("/report")
@candidate_api
def report() -> Response:
    """Take in what a seat says of itself."""
    body = request.get_data(cache=False)
    with transaction() as db:
        seat = _get_seat(db)
        data = read_object(body)
        if type(data.get("report")) is not dict or type(data.get("done")) is not bool:
            raise ReportMalformed
        hear(db, seat, data["report"], done=data["done"], at=now())
        left = _left_ms(seat.rehearsal)
    return _reply({"left_ms": left})


def init_rehearsal_api(app: Flask) -> None:
    """Register the seats' side."""
    app.register_blueprint(blueprint)
    # The token in a header is what another site cannot send, as with the exam API.
    app.extensions["csrf"].exempt(blueprint)
