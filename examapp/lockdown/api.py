"""The check before each call of the exam API, the attempt's own page, and the way in for signals.

Two calls are not refused: `entry`, whose token opens nothing as long as every other call is checked and
without which nobody would know whom to help; and `alert`, because a call for help must always get through.
"""

from typing import Any, Final

import orjson
from flask import Blueprint, Response, current_app, request

from examapp.core.access import candidate_api, public
from examapp.core.clock import Instant, read_instant
from examapp.core.db import transaction
from examapp.core.errors import NotFound
from examapp.delivery.api import JSON, attempt_desk
from examapp.delivery.errors import TokenRefused, TooLarge
from examapp.delivery.tokens import AttemptToken, read_token
from examapp.delivery.views import show_exam_page
from examapp.lockdown.checking import Arrived, Fault, Mode, PageRule, Pair
from examapp.lockdown.desk import LockdownDesk, Watch
from examapp.lockdown.errors import LockdownFailed, PageValueMissing
from examapp.lockdown.pages import VALUE_BYTES, issue_page
from examapp.lockdown.signal_messages import read_signals
from examapp.lockdown.signals import keep_signals, kinds_for

lockdown_api = Blueprint("lockdown_api", __name__, url_prefix="/exam/api/v1/attempt")
lockdown_page = Blueprint("lockdown_page", __name__, url_prefix="/exam/p")

LARGEST_BODY: Final = 16 * 1024
_GUARDED: Final = frozenset({"exam_api", "lockdown_api"})
_LET_THROUGH: Final = frozenset({"exam_api.entry", "exam_api.alert"})
# From the start on a call without the attempt's value is none of its page; before, the value may not exist
# yet.
_RULES: Final = {
    "lockdown_api.ask": PageRule.NEVER,
    "exam_api.start_attempt": PageRule.ALWAYS,
    "exam_api.shown": PageRule.ALWAYS,
    "exam_api.paper": PageRule.ALWAYS,
    "exam_api.media": PageRule.ALWAYS,
    "exam_api.responses": PageRule.ALWAYS,
    "exam_api.submit": PageRule.ALWAYS,
}


def lockdown_desk() -> LockdownDesk:
    """Return this process's desk."""
    desk: LockdownDesk = current_app.extensions["lockdown_desk"]
    return desk


def read_arrived(base_url: str) -> Arrived:
    """Read what a call shows; its address is its own path and query under our scheme and host."""
    query = request.query_string.decode("latin-1")
    headers = request.headers
    return Arrived(
        url=f"{base_url}{request.path}{'?' if query else ''}{query}",
        headers=Pair(
            headers.get("X-SafeExamBrowser-ConfigKeyHash", ""),
            headers.get("X-SafeExamBrowser-RequestHash", ""),
        ),
        of_page=Pair(headers.get("X-Page-ConfigKeyHash", ""), headers.get("X-Page-RequestHash", "")),
        page=request.args.get("page", ""),
    )


def _claimed_attempt() -> int | None:
    """Return the attempt that a token names; whether the token is genuine the view asks, or the check."""
    kind, _dot, rest = request.headers.get("Authorization", "").partition(".")
    claimed = rest.partition(".")[0]
    return int(claimed) if kind == "Bearer a1" and len(claimed) <= 18 and claimed.isdecimal() else None


def guard() -> None:
    """Check a call of the exam API; raises LockdownFailed, or PageValueMissing, which pages mend."""
    if request.blueprint not in _GUARDED or request.endpoint in _LET_THROUGH:
        return
    claimed, desk = _claimed_attempt(), lockdown_desk()
    if claimed is None or desk.is_known_open(claimed):
        return
    now = read_instant()
    token = _token(now)
    if _watch(token).mode is not Mode.SAFE_EXAM_BROWSER:
        return
    rule = _RULES.get(request.endpoint or "", PageRule.ONCE_ISSUED)
    fault = desk.check(token.attempt_id, read_arrived(desk.base_url), rule, now)
    if fault is Fault.PAGE:
        raise PageValueMissing
    if fault is not None:
        desk.count(token.attempt_id, fault, request.headers.get("User-Agent", ""), now)
        raise LockdownFailed


def _token(now: Instant) -> AttemptToken:
    return read_token(attempt_desk().token_key, request.headers.get("Authorization"), now.wall)


def _watch(token: AttemptToken) -> Watch:
    watch = lockdown_desk().watch_of(token.attempt_id)
    if watch is None:
        raise TokenRefused
    return watch


def _reply(data: dict[str, Any]) -> Response:
    return Response(orjson.dumps(data), content_type=JSON)


@lockdown_api.post("/lockdown")
@candidate_api
def ask() -> Response:
    """Say how the seat is locked and what is recorded, and issue the attempt's page once it is admitted."""
    now, desk = read_instant(), lockdown_desk()
    token = _token(now)
    watch = _watch(token)
    mode = watch.mode
    if mode is Mode.SAFE_EXAM_BROWSER and desk.is_excepted(token.attempt_id):
        mode = Mode.OFF
    page = ""
    with transaction() as db:
        if mode is Mode.SAFE_EXAM_BROWSER:
            page = issue_page(db, token.attempt_id, now)
        kinds = kinds_for(db, token.attempt_id) if watch.signals else []
    return _reply({"mode": mode.value, "page": page or None, "signals": kinds})


@lockdown_api.post("/signals")
@candidate_api
def signals() -> Response:
    """Keep what a page has noticed; what is acknowledged may be forgotten there."""
    now = read_instant()
    token = _token(now)
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge
    sent = read_signals(request.get_data(cache=False))
    if not _watch(token).signals:
        return _reply({"kept": len(sent), "left": 0})
    with transaction() as db:
        left = keep_signals(db, token.attempt_id, token.device, sent, now)
    return _reply({"kept": len(sent), "left": left})


@lockdown_page.get("/<value>/")
@public
def show_own_page(value: str) -> Response:
    """Show the exam page under an attempt's own address; what it may do is asked by each of its calls."""
    if len(value) != 2 * VALUE_BYTES or set(value) - set("0123456789abcdef"):
        raise NotFound
    return show_exam_page()
