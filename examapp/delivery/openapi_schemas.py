"""The shapes of the exam API's messages as JSON Schema; bounds come from the readers that enforce them."""

from typing import Any, Final

from examapp.delivery import messages
from examapp.delivery.sealing import MOST_MISSING
from examapp.delivery.states import AttemptState
from examapp.delivery.statuses import EventStatus
from examapp.delivery.ticks import LONGEST_TICK
from examapp.delivery.tokens import LONGEST_DEVICE

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
MILLISECONDS: Final[Schema] = {"type": "integer"}
DIGEST: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
LANGUAGE: Final[Schema] = {"enum": list(messages.CONTENT_LANGUAGES)}
LEASE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": messages.HIGHEST_LEASE}
SEQ: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": messages.HIGHEST_SEQ}
# Of two replies that overtook each other the one with the higher version, or with more time used, is newer.
VERSION: Final[Schema] = {"type": "integer", "minimum": 0}
STATE: Final[Schema] = {"enum": [state.value for state in AttemptState]}
# A choice's ids, pairs, points on a picture, a record of gaps, a text, or nothing: the item says which.
RESPONSE: Final[Schema] = {
    "description": "choice, order, hotspot: ids; match, gap_match: [source, target]; select_point: [x, y]; "
    "inline_choice: {gap: id}; text_entry, numeric, slider: a string; null takes an answer back",
}


def record(required: str, /, **members: Schema) -> Schema:
    """Return the schema of an object; `required` names the members that always stand in it."""
    return {"type": "object", "required": required.split(), "properties": members}


def ref(name: str) -> Schema:
    """Return a reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def line(longest: int) -> Schema:
    """Return the schema of one line: no control characters, so long at most."""
    return {"type": "string", "maxLength": longest, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"}


def list_of(schema: Schema, **bounds: int) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema, **bounds}


def or_null(schema: Schema) -> Schema:
    """Return a schema that takes null as well."""
    return {"anyOf": [schema, {"type": "null"}]}


_NUMBER: Final[Schema] = or_null({"type": "number"})
_ENTRY = record(
    "lease seq item response",
    lease=LEASE,
    seq=SEQ,
    item=line(messages.LONGEST_ITEM),
    response=RESPONSE,
    made_ms=_NUMBER,
    prev=or_null(DIGEST),
    tick=or_null(line(LONGEST_TICK)),
    since_tick_ms=or_null({"type": "integer"}),
)
_RECEIPT = record(
    "code answered items digest",
    code=TEXT,
    answered={"type": "integer"},
    items={"type": "integer"},
    digest=DIGEST,
)
_LEDGER_ROW = record(
    "kind cause minutes added_ms from to at",
    kind=TEXT,
    cause=TEXT,
    minutes={"type": "number"},
    added_ms=MILLISECONDS,
    **{"from": MOMENT},
    to=or_null(MOMENT),
    at=MOMENT,
)
_NOTICE = record("id kind at", id=TEXT, kind=TEXT, text=TEXT, alert=TEXT, at=MOMENT)
_HEADS: Final[Schema] = {"type": "object", "additionalProperties": {"type": "integer", "minimum": -1}}
_STATE_MEMBERS: Final[Schema] = {
    "attempt": TEXT,
    "state": STATE,
    "version": VERSION,
    "lease": {"type": "integer", "minimum": 0},
    "head": _HEADS,
    "server_time": MOMENT,
    "used_ms": MILLISECONDS,
    "limit_ms": MILLISECONDS,
    "ends_at": or_null(MOMENT),
    "time_ledger": list_of(_LEDGER_ROW),
    "notices": list_of(_NOTICE),
    "sitting_open": {"type": "boolean"},
    "next_poll_ms": MILLISECONDS,
    "receipt": or_null(_RECEIPT),
}
_ITEM = record(
    "id interactions stem media",
    id=TEXT,
    interactions=list_of(record("id type", id=TEXT, type=TEXT), minItems=1, maxItems=1),
    stem=TEXT,
    media=list_of(record("id url", id=TEXT, url=TEXT)),
)
_SECTION = record("title items", title=TEXT, items=list_of(_ITEM))
_ERROR = record("code message", code=TEXT, message=TEXT)

SCHEMAS: Final[dict[str, Schema]] = {
    "Error": record("error", error=_ERROR),
    "Missing": record(
        "error missing",
        error=record("code message lease seqs", code=TEXT, message=TEXT, lease=LEASE, seqs=list_of(SEQ)),
        missing=list_of(SEQ, maxItems=MOST_MISSING),
    ),
    "EntryCodes": record(
        "sitting_code candidate_code pin",
        sitting_code=line(messages.LONGEST_CODE),
        candidate_code=line(messages.LONGEST_CODE),
        pin=line(messages.LONGEST_CODE),
        device=or_null(line(LONGEST_DEVICE)),
        workstation=or_null(line(messages.LONGEST_WORKSTATION)),
    ),
    "Entered": record(
        "attempt token state lease device languages language",
        attempt=TEXT,
        token=TEXT,
        state=STATE,
        lease=LEASE,
        device=TEXT,
        languages=list_of(TEXT),
        language=TEXT,
    ),
    "State": record(" ".join([*_STATE_MEMBERS, "answers"]), **_STATE_MEMBERS, answers={"type": "object"}),
    "Beat": record(" ".join([*_STATE_MEMBERS, "tick"]), **_STATE_MEMBERS, tick=or_null(TEXT)),
    "Head": record(
        "",
        head=or_null(record("", lease=LEASE, seq={**SEQ, "minimum": -1}, id=or_null(DIGEST))),
    ),
    "Consent": record("accepted", accepted={"type": "boolean"}),
    "Language": record("language", language=LANGUAGE),
    "Paper": record(
        "languages form texts",
        languages=list_of(TEXT),
        form=record("code digest sections", code=TEXT, digest=DIGEST, sections=list_of(_SECTION)),
        texts={"type": "object"},
    ),
    "Batch": record("entries", entries=list_of(ref("Entry"), minItems=1, maxItems=messages.MOST_ENTRIES)),
    "Entry": _ENTRY,
    "Saved": record(
        "acknowledged results used_ms limit_ms state version next_poll_ms",
        acknowledged=record("lease seq", lease=LEASE, seq={"type": "integer", "minimum": -1}),
        results=list_of(
            record(
                "seq id status",
                seq=SEQ,
                id=DIGEST,
                status={"enum": [*(status.value for status in EventStatus), "conflict"]},
            )
        ),
        used_ms=MILLISECONDS,
        limit_ms=MILLISECONDS,
        state=STATE,
        version=VERSION,
        next_poll_ms=MILLISECONDS,
    ),
    "Last": record("last", last=record("lease seq", lease=LEASE, seq=or_null({**SEQ, "minimum": -1}))),
    "HandedIn": record("state version receipt", state=STATE, version=VERSION, receipt=_RECEIPT),
    "Alert": record(
        "kind",
        kind={"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,39}$"},
        item=or_null(line(messages.LONGEST_ITEM)),
        text=or_null({"type": "string", "maxLength": messages.LONGEST_TEXT}),
    ),
    "Called": record("alert", alert=TEXT),
    "Locked": record("mode page signals", mode=TEXT, page=or_null(TEXT), signals=list_of(TEXT)),
    "Signals": record(
        "signals",
        signals=list_of(
            record(
                "mark kind",
                mark={"type": "string", "pattern": "^[0-9a-f]{16}$"},
                kind=TEXT,
                began_ms=or_null({"type": "integer", "minimum": 0}),
                duration_ms=or_null({"type": "integer", "minimum": 0}),
            ),
            maxItems=32,
        ),
    ),
    "Kept": record("kept left", kept={"type": "integer"}, left={"type": "integer"}),
}
