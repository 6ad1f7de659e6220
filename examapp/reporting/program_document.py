"""The OpenAPI document of what programs read. It is English: programmers of all bodies read it."""

from typing import Any, Final

from examapp.candidates.api_tokens import CALLS_A_MINUTE, CERTIFICATES_READ, RESULTS_READ
from examapp.certificates.states import CertificateStatus
from examapp.reporting.program_rows import ON_A_PAGE
from examapp.results.outcomes import Outcome

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_MAYBE: Final[dict[str, Any]] = {"type": ["string", "null"]}
_DAY: Final[dict[str, Any]] = {"type": "string", "format": "date"}
_PERSON: Final[dict[str, Any]] = {
    "candidate": _TEXT,
    "pinfl": _MAYBE,
    "name_latn": _TEXT,
    "name_cyrl": _TEXT,
    "organisation": _TEXT,
}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _page(name: str, schema: str) -> dict[str, Any]:
    items = {"type": "array", "maxItems": ON_A_PAGE, "items": {"$ref": f"#/components/schemas/{schema}"}}
    return _object({name: items, "next": _MAYBE, "last": _TEXT})


def _call(operation: str, summary: str, schema: str, scope: str) -> dict[str, Any]:
    refusals = {
        "409": "a stored sheet does not match its digest; nothing is given until that is mended",
        "401": "the token is missing, wrong or revoked",
        "403": f"the token lacks the scope {scope}",
        "422": "`after` is not a place that an earlier reply gave",
        "429": f"more than {CALLS_A_MINUTE} calls within a minute",
    }
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    after = {
        "name": "after",
        "in": "query",
        "required": False,
        "schema": _TEXT,
        "description": (
            "`next` of the reply before, or, where that was null, its `last`, to ask later what has come "
            "since; without it, from the beginning"
        ),
    }
    replies: dict[str, Any] = {"200": {"description": "as asked", "content": content}}
    replies |= {code: {"description": words, "content": error} for code, words in refusals.items()}
    return {
        "get": {"operationId": operation, "summary": summary, "parameters": [after], "responses": replies}
    }


def program_document(base_url: str) -> dict[str, Any]:
    """Return the document of an installation, in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Results and certificates",
            "version": "1",
            "description": (
                "A token reads what belongs to its organisation's people, or everything where the operator "
                "made it so. Results appear when the commission has confirmed their sheet."
            ),
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/results": _call("readResults", "Published results.", "Results", RESULTS_READ),
            "/certificates": _call(
                "readCertificates",
                "Certificates as they stand today, in the order in which they were issued, revoked or "
                "replaced: one that was read before comes again when that happened to it since.",
                "Certificates",
                CERTIFICATES_READ,
            ),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    topic = _object({"points": _TEXT, "maximum": _TEXT})
    result = _PERSON | {
        "sheet": _TEXT,
        "revision": {"type": "integer"},
        "decided_at": {"type": "string", "format": "date-time"},
        "outcome": {"type": "string", "enum": [one.value for one in Outcome]},
        "points": _MAYBE,
        "maximum": _MAYBE,
        "percent": {"type": ["integer", "null"]},
        "topics": {"type": "object", "additionalProperties": topic},
    }
    certificate = _PERSON | {
        "number": _TEXT,
        "code": _TEXT,
        "status": {"type": "string", "enum": [one.value for one in CertificateStatus]},
        "sheet": _TEXT,
        "tested_on": _DAY,
        "issued_on": _DAY,
        "valid_until": _DAY,
        "file_sha256": _TEXT,
        "changed_at": {"type": "string", "format": "date-time"},
    }
    return {
        "Results": _page("results", "Result"),
        "Result": _object(result),
        "Certificates": _page("certificates", "Certificate"),
        "Certificate": _object(certificate),
        "Error": _object({"error": _object({"code": _TEXT, "message": _TEXT})}),
    }
