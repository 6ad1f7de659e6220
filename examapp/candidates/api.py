"""The API by which an organisation's own programs send its list; errors are JSON, the token says the body."""

from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.api_reading import read_people
from examapp.candidates.api_tokens import use_token
from examapp.candidates.blueprint import read_past
from examapp.candidates.intake_arrival import new_intake, refuse_closed
from examapp.candidates.intake_checking import check_sheet
from examapp.candidates.intake_writing import confirm_intake, write_intake
from examapp.candidates.list_history import NamedHand
from examapp.candidates.list_models import ApiToken, CandidateList, IntakeState, ListIntake
from examapp.candidates.list_opening import find_list, open_list
from examapp.candidates.list_queries import count_numbers, list_rows
from examapp.candidates.openapi import openapi_document
from examapp.core.access import program_view, public
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.signing import key_ring
from examapp.core.web import current_settings
from examapp.programmes.queries import get_programme

api = Blueprint("lists_api", __name__, url_prefix="/api/v1")


def _reply(data: dict[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(data), status=status, content_type="application/json", headers=headers)


def _token() -> ApiToken:
    """Return whose program calls, and count the call even where it is refused later."""
    with transaction() as db:
        token = use_token(db, key_ring(), request.headers.get("Authorization"), now())
        db.refresh(token, ["organisation"])
        return token


def _hand(token: ApiToken) -> NamedHand:
    return NamedHand(f"token:{token.code}", token.name)


@api.get("/openapi.json")
@public
def document() -> Response:
    """Give anybody the document by which programs are written."""
    return _reply(openapi_document(current_settings().base_url))


@api.get("/lists/<programme>/<int:year>")
@program_view
def read_list(programme: str, year: int) -> Response:
    """Say where the organisation's list stands."""
    token = _token()
    with reading() as db:
        found = find_list(db, token.organisation_id, get_programme(db, programme).id, year)
        if found is None:
            raise NotFound
        numbers = count_numbers(db, [found.id])[found.id]
    facts = {"people": numbers.people, "noted": numbers.noted, "unfit": numbers.unfit}
    return _reply({"list": found.code, "state": found.state.value, **facts})


@api.post("/lists/<programme>/<int:year>/intakes")
@program_view
def park_people(programme: str, year: int) -> Response:
    """Check people and park them; nobody is registered."""
    token = _token()
    body = request.get_data(cache=False)
    sheet = read_people(body)
    with transaction() as db:
        found = _list_of(db, token, programme, year)
        refuse_closed(found)
        parked = new_intake(found, "api", token.name, body, by=_hand(token), at=now())
        db.add(parked)
        db.flush()
    check_sheet(parked.id, sheet, read_past(), now())
    return _receipt(token, parked.code, 201)


def _list_of(db: Session, token: ApiToken, programme: str, year: int) -> CandidateList:
    wanted = get_programme(db, programme)
    found = find_list(db, token.organisation_id, wanted.id, year)
    return found or open_list(db, token.organisation, wanted, year, by=_hand(token), at=now())


@api.get("/intakes/<intake>")
@program_view
def read_intake(intake: str) -> Response:
    """Give the receipt of an intake."""
    return _receipt(_token(), intake)


@api.post("/intakes/<intake>/confirm")
@program_view
def confirm(intake: str) -> Response:
    """Write the people of a checked intake; confirmed twice, they are written once."""
    token, past = _token(), read_past()
    with transaction() as db:
        parked = _intake_of(db, token, intake)
        if parked.state is not IntakeState.WRITTEN:
            confirm_intake(db, parked, by=_hand(token))
    write_intake(parked.id, past, now(), by_name=token.name)
    return _receipt(token, intake)


def _intake_of(db: Session, token: ApiToken, code: str) -> ListIntake:
    """Return an intake of the token's organisation, or raise NotFound."""
    found = db.scalars(
        select(ListIntake)
        .join(ListIntake.list)
        .where(ListIntake.code == code, CandidateList.organisation_id == token.organisation_id)
        .options(joinedload(ListIntake.list))
    ).first()
    if found is None:
        raise NotFound
    return found


def _receipt(token: ApiToken, code: str, status: int = 200) -> Response:
    with reading() as db:
        parked = _intake_of(db, token, code)
        part = list_rows(db, parked, page=request.args.get("page", 1, type=int))
    totals = {name: value for name, value in parked.totals.items() if isinstance(value, int)}
    rows = [_row(row.line) for row in part.rows]
    head = {"intake": parked.code, "state": parked.state.value, "totals": totals}
    return _reply(head | {"page": part.page, "pages": part.pages, "rows": rows}, status)


def _row(line: dict[str, Any]) -> dict[str, Any]:
    findings = [
        {name: finding[name] for name in ("kind", "gravity", "column", "text")}
        for finding in line["findings"]
    ]
    return {"row": line["row"], "outcome": line["outcome"], "findings": findings}


def init_list_api(app: Flask) -> None:
    """Register the API; its calls carry a token of their own, and no cookie speaks for them."""
    app.extensions["csrf"].exempt(api)
    app.register_blueprint(api)
