"""The exam API: each view reads the message, calls one verb and replies; errors are JSON, never a redirect.

Replies that acknowledge are built after the transaction has ended. None holds a key, a mapping or a mark.
"""

from typing import Any

import orjson
from flask import Blueprint, Flask, Response, current_app, request

from examapp.core.access import candidate_api, public
from examapp.core.clock import Instant, read_instant
from examapp.core.db import transaction
from examapp.core.errors import AppError
from examapp.core.packed import send_packed
from examapp.core.signing import key_ring
from examapp.delivery import messages
from examapp.delivery.alerts import call_proctor
from examapp.delivery.closing import hand_in
from examapp.delivery.desk import AttemptDesk
from examapp.delivery.entry import enter, has_entered
from examapp.delivery.errors import AnswersMissing, BatchTooLarge, TooLarge
from examapp.delivery.openapi import describe_exam_api
from examapp.delivery.starting import choose_language, record_consent, show_first_item, start
from examapp.delivery.tokens import AttemptToken, read_token

blueprint = Blueprint("exam_api", __name__, url_prefix="/exam/api/v1")
JSON = "application/json"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def attempt_desk() -> AttemptDesk:
    """Return this process's desk."""
    desk: AttemptDesk = current_app.extensions["attempt_desk"]
    return desk


def _reply(data: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(data), status=status, content_type=JSON)


def _body(refusal: type[TooLarge] = TooLarge) -> bytes:
    """Return the body, refusing one that is too large before it is read."""
    if (request.content_length or 0) > messages.LARGEST_BODY:
        raise refusal
    return request.get_data(cache=False)


def _token(now: Instant) -> AttemptToken:
    return read_token(attempt_desk().token_key, request.headers.get("Authorization"), now.wall)


@blueprint.before_request
def be_alive() -> None:
    """See that the server's heartbeat is fresh before anything is written; who only reads waits for none.

    For every blueprint whose acts go by an attempt's clock: an outage is credited before anybody is ended by
    it, and a machine whose clock is not as the others' writes nothing into a ledger.
    """
    if current_app.testing:
        return
    if request.method in READING:
        attempt_desk().pulse.start()
    else:
        attempt_desk().pulse.ensure_beating()


@blueprint.errorhandler(AnswersMissing)
def _on_missing(error: AnswersMissing) -> Response:
    """Say which answers are not here, so that the page can send them."""
    body = {"code": error.code, "message": error.sentence(), "lease": error.lease, "seqs": error.seqs}
    return _reply({"error": body, "missing": error.seqs}, error.status)


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe this API to programs; whoever may load the page may read it."""
    return _reply(describe_exam_api())


@blueprint.post("/entry")
@candidate_api
def entry() -> Response:
    """Exchange the three codes for a token."""
    codes, now, desk = messages.read_entry_codes(_body()), read_instant(), attempt_desk()
    address = request.remote_addr or ""
    with desk.gate.pass_through(), transaction() as db:
        entered = enter(db, key_ring(), desk.token_key, codes, address=address, now=now)
    if isinstance(entered, AppError):
        raise entered
    return _reply(
        {
            "attempt": entered.attempt,
            "token": entered.token,
            "state": entered.state,
            "lease": entered.lease,
            "device": entered.device,
            "languages": entered.languages,
            "language": entered.language,
        }
    )


@blueprint.get("/attempt")
@candidate_api
def attempt() -> Response:
    """Say how the attempt stands and what the server holds."""
    now = read_instant()
    token = _token(now)
    return _reply(attempt_desk().read_state(token, now))


@blueprint.post("/attempt/heartbeat")
@candidate_api
def heartbeat() -> Response:
    """Take the seat's head and give a tick."""
    now = read_instant()
    token = _token(now)
    return _reply(attempt_desk().see(token, messages.read_head(_body()), now))


@blueprint.post("/attempt/start")
@candidate_api
def start_attempt() -> Response:
    """Start the attempt."""
    now, desk = read_instant(), attempt_desk()
    token = _token(now)
    with desk.gate.pass_through():
        desk.lay_out_paper(token)
        with transaction() as db:
            written = start(db, desk.papers, token.attempt_id, device=token.device, now=now)
        return _reply(desk.read_state(token, now, written))


@blueprint.post("/attempt/shown")
@candidate_api
def shown() -> Response:
    """Note that the first item is on the screen: the clock starts."""
    now, desk = read_instant(), attempt_desk()
    token = _token(now)
    with desk.gate.pass_through():
        with transaction() as db:
            written = show_first_item(db, token.attempt_id, device=token.device, now=now)
        return _reply(desk.read_state(token, now, written))


@blueprint.post("/attempt/consent")
@candidate_api
def consent() -> Response:
    """Record the candidate's word on the processing of personal data."""
    now, desk = read_instant(), attempt_desk()
    token, accepted = _token(now), messages.read_consent(_body())
    with desk.gate.pass_through():
        with transaction() as db:
            record_consent(db, token.attempt_id, accepted=accepted, now=now)
        return _reply(desk.read_state(token, now))


@blueprint.post("/attempt/language")
@candidate_api
def language() -> Response:
    """Keep the candidate's language."""
    now, desk = read_instant(), attempt_desk()
    token, chosen = _token(now), messages.read_language(_body())
    with transaction() as db:
        choose_language(db, token.attempt_id, device=token.device, language=chosen)
    return _reply(desk.read_state(token, now))


@blueprint.get("/attempt/paper")
@candidate_api
def paper() -> Response:
    """Give the whole paper in all its languages."""
    now, desk = read_instant(), attempt_desk()
    token, asked = _token(now), request.args.get("lang")
    language = messages.check_language(asked) if asked else None
    with desk.gate.pass_through():
        return send_packed(desk.show_paper(token, language))


@blueprint.get("/attempt/media/<sha256>")
@candidate_api
def media(sha256: str) -> Response:
    """Give a picture of the candidate's own paper."""
    _, own = attempt_desk().paper_of_seat(_token(read_instant()))
    content, kind = own.picture(sha256)
    return Response(content, content_type=kind)


@blueprint.put("/attempt/responses")
@candidate_api
def responses() -> Response:
    """Save answers; acknowledged only after they are durable."""
    now = read_instant()
    token = _token(now)
    status, reply = attempt_desk().save(token, messages.read_batch(_body(BatchTooLarge)), now)
    return _reply(reply, status)


@blueprint.post("/attempt/submit")
@candidate_api
def submit() -> Response:
    """Hand in."""
    now = read_instant()
    token, last = _token(now), messages.read_last(_body())
    with attempt_desk().gate.pass_through(), transaction() as db:
        ended = hand_in(db, token.attempt_id, device=token.device, last=last, now=now)
    return _reply({"state": ended.state.value, "version": ended.version, "receipt": ended.receipt.to_json()})


@blueprint.post("/attempt/alert")
@candidate_api
def alert() -> Response:
    """Call the proctor."""
    now = read_instant()
    token, sent = _token(now), messages.read_alert(_body())
    with transaction() as db:
        raised = call_proctor(db, token.attempt_id, sent, now).code
    return _reply({"alert": raised})


def init_delivery(app: Flask) -> None:
    """Register the exam API and this process's desk."""
    app.register_blueprint(blueprint)
    # The attempt token in a header is what another site cannot send; a page's CSRF token would only expire.
    app.extensions["csrf"].exempt(blueprint)
    app.extensions["attempt_desk"] = AttemptDesk(app.extensions["database"], app.extensions["key_ring"])
    app.extensions["beat_age"] = _beat_age
    app.extensions["has_entered"] = has_entered


def _beat_age() -> int | None:
    """Return how old this process's last heartbeat is; whoever asks lets it begin."""
    pulse = attempt_desk().pulse
    if not current_app.testing:
        pulse.start()
    return pulse.age_ms()
