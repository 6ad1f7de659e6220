"""The OpenAPI document of the calls that programs get. It is English: programmers of all bodies read it."""

from typing import Any, Final

from examapp.notices.outbox import BACK_OFF
from examapp.webhooks.calling import SECONDS

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_MOMENT: Final[dict[str, Any]] = {"type": "string", "format": "date-time"}
_DIGEST: Final[dict[str, Any]] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_CERTIFICATE: Final[dict[str, Any]] = {"certificate": _TEXT}
# Each event with what its body holds besides `webhook`, `occasion`, `event` and `at`.
EVENTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "sheet.published": (
        "The commission has confirmed a revision of a result sheet.",
        {"sheet": _TEXT, "revision": {"type": "integer", "minimum": 1}, "digest": _DIGEST},
    ),
    "certificate.issued": ("A certificate has been issued.", _CERTIFICATE),
    "certificate.replaced": ("A certificate has been replaced by another one.", _CERTIFICATE),
    "certificate.revoked": ("A certificate has been revoked.", _CERTIFICATE),
}


def calls_document() -> dict[str, Any]:
    """Return the document, in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Calls to programs outside",
            "version": "1",
            "description": (
                "Called is whoever entered an address on the page of webhooks. A body names no person: the "
                "program reads the rest by /api/v1/results and /api/v1/certificates with a token. "
                f"A call that is not answered with a status of 200 to 299 within {SECONDS} seconds is made "
                f"again, {len(BACK_OFF) + 1} times in all; a copy has the same `occasion`."
            ),
        },
        "webhooks": {name: _call(name, told[0]) for name, told in EVENTS.items()},
        "components": {
            "schemas": {_schema_name(name): _body(name, told[1]) for name, told in EVENTS.items()}
        },
    }


def _schema_name(event: str) -> str:
    return event.title().replace(".", "")


def _body(event: str, more: dict[str, Any]) -> dict[str, Any]:
    held = {"webhook": _TEXT, "occasion": _TEXT, "event": {"const": event}, "at": _MOMENT} | more
    return {"type": "object", "properties": held, "required": list(held), "additionalProperties": False}


def _call(event: str, summary: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{_schema_name(event)}"}
    return {
        "post": {
            "operationId": event,
            "summary": summary,
            "parameters": [
                _header("X-Attestation-Timestamp", "seconds since 1970 at which the call was made"),
                _header(
                    "X-Attestation-Signature",
                    "`sha256=` and, in hex, the HMAC-SHA-256 of the timestamp, a full stop and the body as "
                    "it came, under the secret that was shown when the address was entered",
                ),
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"2XX": {"description": "taken; the body of the reply is not read"}},
        }
    }


def _header(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": words}
