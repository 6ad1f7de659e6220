"""The exam API, described for programs (OpenAPI 3.1): one row a call, true to the code by its tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from examapp.delivery.openapi_schemas import LANGUAGE, SCHEMAS, Schema, ref

BASE: Final = "/exam/api/v1"
_LOCKED: Final = (
    "Where the policy asks for Safe Exam Browser, every call but `entry` and `alert` answers 403 `lockdown` "
    "to any other browser, and nothing of it is kept: send the same again from the right one. "
    "`POST /attempt/lockdown` says what is asked for and, once the candidate is admitted, gives the value "
    "that each call then carries as `page` in its query; without it the answer is 409 `lockdown_page`."
)
_ANY_SAVE: Final = {"anyOf": [ref("Saved"), ref("Error")]}
_WHY: Final[Mapping[int, str]] = {
    200: "Done, or done before",
    400: "The message is not of the agreed shape; nothing of it was kept",
    401: "The codes do not fit, or the attempt token is missing, forged or too old",
    403: "Not the locked browser that this sitting demands",
    404: "Not here, or not this attempt's",
    409: "Not possible in the present state; `error.code` says why",
    413: "Larger than any message of its kind; nothing of it was kept",
    422: "Understood, and not possible",
    429: "Too often; Retry-After says for how many seconds to wait",
    503: "Nothing could be made durable now: send the same again; Retry-After says when",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it takes, what it gives, and every status that it may answer with.

    Beside these any call answers 503 where storage is away, and each that is checked in the locked browser
    403, or 409 `lockdown_page`.
    """

    method: str
    path: str
    summary: str
    statuses: tuple[int, ...]
    reply: str
    body: str | None = None
    replies: tuple[tuple[int, Schema], ...] = ()
    parameters: tuple[Schema, ...] = ()


def _parameter(name: str, place: str, schema: Schema) -> Schema:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


# A call for help must always get through, and without entry nobody would know whom to help.
_LET_THROUGH: Final = frozenset({"/entry", "/attempt/alert"})
_READING = (200, 401)
_ACT = (200, 401, 404, 409)
_BODY = (400, 413)
CALLS: Final = (
    Call(
        "post",
        "/entry",
        "Exchange the three codes for a token",
        (200, *_BODY, 401, 409, 429),
        "Entered",
        "EntryCodes",
    ),
    Call(
        "get",
        "/attempt",
        "How the attempt stands and what the server holds; changes nothing",
        _READING,
        "State",
    ),
    Call(
        "post",
        "/attempt/heartbeat",
        "Take the seat's head and give a tick",
        (*_READING, *_BODY),
        "Beat",
        "Head",
    ),
    Call("post", "/attempt/start", "Start; asked again it is started once", _ACT, "State"),
    Call("post", "/attempt/shown", "The first item is on the screen: the clock starts", _ACT, "State"),
    Call(
        "post", "/attempt/consent", "The word on personal data", (200, 401, 404, *_BODY), "State", "Consent"
    ),
    Call(
        "post",
        "/attempt/language",
        "Keep the candidate's language",
        (200, 401, 404, *_BODY),
        "State",
        "Language",
    ),
    Call(
        "get",
        "/attempt/paper",
        "The whole paper in all its languages, to the machine that holds the seat",
        (200, 400, 401, 409),
        "Paper",
        parameters=(_parameter("lang", "query", LANGUAGE),),
    ),
    Call(
        "get",
        "/attempt/media/{sha256}",
        "A picture of the candidate's own paper, to the machine that holds the seat",
        (200, 401, 404, 409),
        "",
        parameters=(_parameter("sha256", "path", {"type": "string"}),),
    ),
    Call(
        "put",
        "/attempt/responses",
        "Save answers; acknowledged only after they are durable",
        (200, *_BODY, 401, 409, 422),
        "Saved",
        "Batch",
        replies=((409, _ANY_SAVE), (422, _ANY_SAVE)),
    ),
    Call(
        "post",
        "/attempt/submit",
        "Hand in; asked again the receipt is the same",
        (*_ACT, *_BODY, 422),
        "HandedIn",
        "Last",
        replies=((409, {"anyOf": [ref("Missing"), ref("Error")]}),),
    ),
    Call("post", "/attempt/alert", "Call the proctor", (200, 401, 404, *_BODY, 429), "Called", "Alert"),
    Call(
        "post", "/attempt/lockdown", "How the seat is locked; issues the attempt's page", (200, 401), "Locked"
    ),
    Call(
        "post",
        "/attempt/signals",
        "Keep what a page has noticed; what is acknowledged may be forgotten there",
        (200, 401, *_BODY),
        "Kept",
        "Signals",
    ),
)


def _content(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _reply_of(call: Call, status: int) -> Schema:
    given = dict(call.replies).get(status)
    if status == 200:
        content = _content(ref(call.reply)) if call.reply else {"image/*": {"schema": {"type": "string"}}}
    else:
        content = _content(given or ref("Error"))
    reply: Schema = {"description": _WHY[status], "content": content}
    if status in {429, 503}:
        reply["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return reply


def _statuses_of(call: Call) -> list[int]:
    checked = () if call.path in _LET_THROUGH else (403, 409)
    return sorted({*call.statuses, *checked, 503})


def _operation(call: Call) -> Schema:
    name = call.path.removeprefix("/attempt").replace("/{sha256}", "").strip("/") or "state"
    operation: Schema = {
        "operationId": name,
        "summary": call.summary,
        "responses": {str(status): _reply_of(call, status) for status in _statuses_of(call)},
    }
    if call.parameters:
        operation["parameters"] = list(call.parameters)
    if call.body:
        operation["requestBody"] = {"required": True, "content": _content(ref(call.body))}
    if call.path == "/entry":
        operation["security"] = []
    return operation


def describe_exam_api() -> dict[str, Any]:
    """Return the OpenAPI document of the exam API."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(f"{BASE}{call.path}", {})[call.method] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Exam API", "version": "1", "description": f"{__doc__}\n\n{_LOCKED}"},
        "paths": paths,
        "security": [{"attempt": []}],
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "attempt": {"type": "http", "scheme": "bearer", "description": "The token that entry gives"}
            },
        },
    }
