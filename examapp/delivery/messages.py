"""The exam API's messages, read strictly: a body is of the agreed shape or is refused as a whole.

What is of the right shape and wrong in content (unknown item or choice) is not refused here: it is stored.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from examapp.core.settings import LANGUAGES
from examapp.delivery.errors import BatchTooLarge, Malformed, TooLarge
from examapp.delivery.ticks import LONGEST_TICK, SeatHead
from examapp.delivery.tokens import LONGEST_DEVICE

LARGEST_BODY: Final = 256 * 1024
MOST_ENTRIES: Final = 32
# An hour's attempt makes some hundreds of events, three hours of typing without a pause some thousands; the
# bound keeps a hostile seat from filling the disk, and is that of a rescue file.
HIGHEST_SEQ: Final = 19_999
HIGHEST_LEASE: Final = 9_999
LONGEST_RESPONSE: Final = 16 * 1024
LONGEST_ITEM: Final = 200
LONGEST_CODE: Final = 60
LONGEST_WORKSTATION: Final = 100
LONGEST_TEXT: Final = 1_000
_LARGEST_NUMBER: Final = 2**53 - 1
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
CONTENT_LANGUAGES: Final = (*LANGUAGES, "kaa")


@dataclass(frozen=True, slots=True)
class SentEntry:
    """One entry of a batch as the seat sent it."""

    seq: int
    item: str
    response: Any
    made_ms: int | None
    prev: str | None
    tick: str | None
    since_tick_ms: int | None


@dataclass(frozen=True, slots=True)
class SentBatch:
    """The entries of one request, all of one lease, in the order in which they came."""

    lease: int
    entries: tuple[SentEntry, ...]


@dataclass(frozen=True, slots=True)
class SentEntryCodes:
    """What a candidate typed to enter; the machine's device secret and workstation token if there are."""

    sitting_code: str
    candidate_code: str
    pin: str
    device: str | None
    workstation: str | None = None


@dataclass(frozen=True, slots=True)
class SentAlert:
    """A call to the proctor."""

    kind: str
    item: str | None
    text: str | None


def read_object(body: bytes) -> dict[str, Any]:
    """Read a body that must be one JSON object; an empty body is an empty object."""
    if len(body) > LARGEST_BODY:
        raise TooLarge
    if not body:
        return {}
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(where="JSON") from error
    if type(data) is not dict:
        raise Malformed(where="JSON")
    return data


def read_batch(body: bytes) -> SentBatch:
    """Read `PUT /attempt/responses`."""
    if len(body) > LARGEST_BODY:
        raise BatchTooLarge
    entries = read_object(body).get("entries")
    if type(entries) is not list or not entries:
        raise Malformed(where="entries")
    if len(entries) > MOST_ENTRIES:
        raise BatchTooLarge
    leases = {_whole(entry, "lease", HIGHEST_LEASE) for entry in entries}
    if len(leases) != 1:
        raise Malformed(where="lease")
    return SentBatch(leases.pop(), tuple(_read_entry(entry) for entry in entries))


def _read_entry(entry: dict[str, Any]) -> SentEntry:
    if "response" not in entry:
        raise Malformed(where="response")
    prev, tick = entry.get("prev"), entry.get("tick")
    if prev is not None and (type(prev) is not str or not _HEX64.fullmatch(prev)):
        raise Malformed(where="prev")
    if tick is not None and (type(tick) is not str or len(tick) > LONGEST_TICK or _CONTROL.search(tick)):
        raise Malformed(where="tick")
    return SentEntry(
        seq=_whole(entry, "seq", HIGHEST_SEQ),
        item=_line(entry, "item", LONGEST_ITEM),
        response=entry["response"],
        made_ms=_read_claim(entry, "made_ms"),
        prev=prev,
        tick=tick,
        since_tick_ms=_number(entry, "since_tick_ms"),
    )


def read_entry_codes(body: bytes) -> SentEntryCodes:
    """Read `POST /entry`."""
    data = read_object(body)
    device = data.get("device")
    if device is not None:
        device = _line(data, "device", LONGEST_DEVICE) or None
    workstation = data.get("workstation")
    if workstation is not None:
        workstation = _line(data, "workstation", LONGEST_WORKSTATION) or None
    return SentEntryCodes(
        _line(data, "sitting_code", LONGEST_CODE),
        _line(data, "candidate_code", LONGEST_CODE),
        _line(data, "pin", LONGEST_CODE),
        device,
        workstation,
    )


def read_head(body: bytes) -> SeatHead | None:
    """Read `POST /attempt/heartbeat`; without a head, its id, or a first event, there is none."""
    head = read_object(body).get("head")
    if head is None or head == {}:
        return None
    if type(head) is not dict:
        raise Malformed(where="head")
    event, seq = head.get("id"), head.get("seq")
    if seq is None or seq == -1 or ("id" in head and event in (None, "")):
        return None
    if type(event) is not str or not _HEX64.fullmatch(event):
        raise Malformed(where="id")
    return SeatHead(_whole(head, "lease", HIGHEST_LEASE), _whole(head, "seq", HIGHEST_SEQ), event)


def read_last(body: bytes) -> tuple[int, int]:
    """Read `POST /attempt/submit`: (lease, seq) of the last event; an explicit -1 or null is "none made"."""
    last = read_object(body).get("last")
    if type(last) is not dict:
        raise Malformed(where="last")
    lease = _whole(last, "lease", HIGHEST_LEASE)
    if "seq" not in last:  # a forgotten member must not hand in a queue that is still under way
        raise Malformed(where="seq")
    return lease, -1 if last["seq"] in (-1, None) else _whole(last, "seq", HIGHEST_SEQ)


def read_alert(body: bytes) -> SentAlert:
    """Read `POST /attempt/alert`."""
    data = read_object(body)
    kind = _line(data, "kind", LONGEST_ITEM)
    if not _KIND.fullmatch(kind):
        raise Malformed(where="kind")
    item = _line(data, "item", LONGEST_ITEM) if data.get("item") is not None else None
    text = data.get("text")
    if text is not None and (type(text) is not str or _CONTROL_IN_TEXT.search(text)):
        raise Malformed(where="text")
    if text is not None and len(text) > LONGEST_TEXT:
        raise TooLarge
    return SentAlert(kind, item, text)


def read_consent(body: bytes) -> bool:
    """Read `POST /attempt/consent`."""
    accepted = read_object(body).get("accepted")
    if type(accepted) is not bool:
        raise Malformed(where="accepted")
    return accepted


def read_language(body: bytes) -> str:
    """Read `POST /attempt/language`."""
    return check_language(read_object(body).get("language"))


def check_language(language: object) -> str:
    """Return a content language tag; raises Malformed for any other value."""
    if type(language) is not str or language not in CONTENT_LANGUAGES:
        raise Malformed(where="language")
    return language


def _whole(data: object, name: str, most: int) -> int:
    value = data.get(name) if type(data) is dict else None
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed(where=name)
    return value


def _number(data: dict[str, Any], name: str) -> int | None:
    value = data.get(name)
    if value is None:
        return None
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        raise Malformed(where=name)
    return value


def _read_claim(data: dict[str, Any], name: str) -> int | None:
    """Return a number that only informs: any finite one, cut to a whole number that every database keeps."""
    value = data.get(name)
    if value is None:
        return None
    if type(value) not in {int, float}:
        raise Malformed(where=name)
    return max(-_LARGEST_NUMBER, min(int(value), _LARGEST_NUMBER))


def _line(data: object, name: str, longest: int) -> str:
    value = data.get(name) if type(data) is dict else None
    if type(value) is not str or len(value) > longest or _CONTROL.search(value):
        raise Malformed(where=name)
    return value
