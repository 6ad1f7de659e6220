"""The OpenAPI document of the programs' API. It is English: programmers of all bodies read it."""

from typing import Any

from examapp.candidates.api_reading import FIELDS, MOST_PEOPLE
from examapp.candidates.api_tokens import CALLS_A_MINUTE
from examapp.candidates.list_models import IntakeState
from examapp.candidates.list_states import ListState
from examapp.candidates.settling import Outcome

_HINTS = {
    "pinfl": "14 digits as text",
    "document": "two Latin letters and seven digits, such as AA1234567",
    "birth_date": "DD.MM.YYYY or YYYY-MM-DD",
    "language": "uz-Latn, uz-Cyrl, ru, kaa or en",
    "full_name": "instead of family_name, given_name and patronymic",
}


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def _object(properties: dict[str, Any], *, required: tuple[str, ...] | None = None) -> dict[str, Any]:
    needed = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": needed}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _replies(status: int, schema: str) -> dict[str, Any]:
    refusals = {
        "401": "the token is missing, wrong or revoked",
        "404": "not of this organisation, or not there",
        "409": "the list or the intake is in another state",
        "422": "the request does not fit this document",
        "429": f"more than {CALLS_A_MINUTE} calls within a minute",
    }
    replies: dict[str, Any] = {str(status): {"description": "as asked", "content": _json(schema)}}
    for code, words in refusals.items():
        replies[code] = {"description": words, "content": _json("Error")}
    return replies


def _parameter(name: str, kind: str = "string", where: str = "path") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": kind}}


def openapi_document(base_url: str) -> dict[str, Any]:
    """Return the document of an installation, in OpenAPI 3.1."""
    of_list = [_parameter("programme"), _parameter("year", "integer")]
    of_intake = [_parameter("intake")]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Candidate lists",
            "version": "1",
            "description": (
                "An organisation's own programs send the people of its list. People are checked first and "
                "parked; nobody is registered before the intake is confirmed here or on the page."
            ),
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/lists/{programme}/{year}": {
                "get": {
                    "operationId": "readList",
                    "summary": "Where the organisation's list stands.",
                    "parameters": of_list,
                    "responses": _replies(200, "List"),
                }
            },
            "/lists/{programme}/{year}/intakes": {
                "post": {
                    "operationId": "parkPeople",
                    "summary": f"Check 1 to {MOST_PEOPLE} people and park them; opens the list if need be.",
                    "parameters": of_list,
                    "requestBody": {"required": True, "content": _json("People")},
                    "responses": _replies(201, "Intake"),
                }
            },
            "/intakes/{intake}": {
                "get": {
                    "operationId": "readIntake",
                    "summary": "The receipt, row by row, 100 rows a page.",
                    "parameters": [*of_intake, _parameter("page", "integer", "query")],
                    "responses": _replies(200, "Intake"),
                }
            },
            "/intakes/{intake}/confirm": {
                "post": {
                    "operationId": "confirmIntake",
                    "summary": "Write the people of a checked intake onto the list.",
                    "parameters": of_intake,
                    "responses": _replies(200, "Intake"),
                }
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    number = {"type": "integer"}
    names = ("rows", *(outcome.value for outcome in Outcome), "repaired", "noted")
    person = _object(
        {name: _text(description=_HINTS[name]) if name in _HINTS else _text() for name in FIELDS}, required=()
    )
    finding = _object({"kind": _text(), "gravity": _text(), "column": _text(), "text": _text()})
    row = _object(
        {
            "row": number,
            "outcome": _text(enum=[outcome.value for outcome in Outcome]),
            "findings": {"type": "array", "items": finding},
        }
    )
    people = {"type": "array", "minItems": 1, "maxItems": MOST_PEOPLE, "items": person}
    return {
        "People": _object({"people": people}),
        "Intake": _object(
            {
                "intake": _text(),
                "state": _text(enum=[state.value for state in IntakeState]),
                "totals": _object(dict.fromkeys(names, number)),
                "page": number,
                "pages": number,
                "rows": {"type": "array", "items": row},
            }
        ),
        "List": _object(
            {
                "list": _text(),
                "state": _text(enum=[state.value for state in ListState]),
                "people": number,
                "noted": number,
                "unfit": number,
            }
        ),
        "Error": _object({"error": _object({"code": _text(), "message": _text()})}),
    }
