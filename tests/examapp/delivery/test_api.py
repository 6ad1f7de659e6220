"""The exam API as a whole: tokens, storage that fails, what no reply may hold, and never a 500."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examapp.delivery.api import blueprint
from examapp.delivery.models import Attempt
from examapp.delivery.tokens import issue_token
from tests.examapp.delivery.failing import failing_storage
from tests.examapp.delivery.making import API, PICTURE_DIGEST, TEXT_ITEM

CALLS = [
    ("GET", "/attempt"),
    ("POST", "/attempt/heartbeat"),
    ("POST", "/attempt/start"),
    ("POST", "/attempt/shown"),
    ("POST", "/attempt/consent"),
    ("POST", "/attempt/language"),
    ("GET", "/attempt/paper"),
    ("GET", f"/attempt/media/{PICTURE_DIGEST}"),
    ("PUT", "/attempt/responses"),
    ("POST", "/attempt/submit"),
    ("POST", "/attempt/alert"),
]
BODIES = {
    "/attempt/consent": {"accepted": True},
    "/attempt/language": {"language": "ru"},
    "/attempt/responses": {"entries": [{"lease": 1, "seq": 0, "item": TEXT_ITEM, "response": "a"}]},
    "/attempt/submit": {"last": {"lease": 1, "seq": -1}},
    "/attempt/alert": {"kind": "help"},
}
FORBIDDEN_MEMBERS = {
    "answer_key", "correct", "is_correct", "mapping", "rationale", "score", "point", "points", "scoring",
    "max_points",
}  # fmt: skip
MEMBERS = [
    "entries", "lease", "seq", "item", "response", "head", "id", "last", "kind", "text", "prev", "tick",
    "pin", "sitting_code", "candidate_code", "device", "accepted", "language", "since_tick_ms",
]  # fmt: skip


def call(room, method, path, headers=None, **more):
    body = {} if method == "GET" else {"json": BODIES.get(path, {})}
    return room.app.test_client().open(API + path, method=method, headers=headers or {}, **(body | more))


def members(value):
    """Return the names of all members of a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value) | set().union(*map(members, value.values()))
    return set().union(*map(members, value)) if isinstance(value, list) else set()


def test_the_list_of_calls_is_complete(room):
    rules = [rule for rule in room.app.url_map.iter_rules() if rule.endpoint.startswith(f"{blueprint.name}.")]
    known = {path.replace(PICTURE_DIGEST, "<sha256>") for _, path in CALLS} | {"/entry", "/openapi.json"}
    assert {rule.rule.removeprefix(API) for rule in rules} == known


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "token", [None, "", "Bearer ", "Bearer x.y.z", "Bearer a1.1.A." + "0" * 32 + ".1." + "A" * 43]
)
def test_without_a_valid_token_every_call_is_refused_with_json(room, method, path, token):
    reply = call(room, method, path, {"Authorization": token} if token is not None else {})
    assert (reply.status_code, reply.json["error"]["code"]) == (401, "token_refused")
    assert reply.json["error"]["message"]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_an_expired_token_is_refused(room, clock, method, path):
    seat = room.started_seat()
    clock.advance(hours=25)
    reply = call(room, method, path, seat.headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (401, "token_expired")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_the_token_of_an_attempt_that_does_not_exist_is_refused(room, method, path):
    token = issue_token(
        room.desk.token_key, attempt_id=10**9, code="NOSUCH", device="0" * 32, at=room.now.wall
    )
    reply = call(room, method, path, {"Authorization": f"Bearer {token}"})
    assert (reply.status_code, reply.json["error"]["code"]) in {(401, "token_refused"), (404, "not_found")}


@pytest.mark.parametrize(("method", "path"), [pair for pair in CALLS if pair[0] == "POST"])
def test_nothing_is_changed_by_get(room, method, path):
    seat = room.started_seat()
    reply = call(room, "GET", path, seat.headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (405, "method_not_allowed")
    assert seat.state["state"] == "in_progress"


def test_an_unknown_address_is_answered_with_json(room):
    reply = call(room, "GET", "/nothing")
    assert (reply.status_code, reply.json["error"]["code"]) == (404, "not_found")


def test_a_message_comes_in_the_persons_language(room):
    russian = call(room, "GET", "/attempt", {"Accept-Language": "ru"}).json["error"]["message"]
    uzbek = call(room, "GET", "/attempt", {"Accept-Language": "uz"}).json["error"]["message"]
    assert "Введите коды" in russian
    assert "Kodlaringizni" in uzbek


@pytest.mark.parametrize("at_commit", [False, True])
def test_storage_that_fails_is_a_retry_and_what_was_acknowledged_stays(room, at_commit):
    seat = room.started_seat()
    seat.save(0, "kept")
    with failing_storage(room.database, at_commit=at_commit):
        reply = seat.save(1, "not yet")
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "retry")
    assert reply.headers["Retry-After"]
    assert seat.save(1, "not yet").json["results"][0]["status"] == "live"
    assert seat.state["answers"] == {TEXT_ITEM: "not yet"}


@pytest.mark.parametrize(
    "path", ["/attempt/start", "/attempt/shown", "/attempt/submit", "/attempt/alert", "/attempt/consent"]
)
def test_storage_that_fails_is_a_retry_for_every_act(room, path):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    seat.enter()
    if path not in {"/attempt/start", "/attempt/consent"}:
        seat.post("start")
    before = seat.state
    with failing_storage(room.database, at_commit=True):
        reply = call(room, "POST", path, seat.headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "retry")
    assert seat.state == before
    assert call(room, "POST", path, seat.headers).status_code == 200


def test_no_reply_of_a_whole_attempt_holds_a_key_a_mapping_or_a_mark(room, clock):
    seat = room.seat(room.places[0])
    room.open()
    room.admit(seat.place)
    acts = ("heartbeat", "consent", "start", "shown", "language")
    replies = [seat.enter(), *(seat.post(act, BODIES.get(f"/attempt/{act}")) for act in acts)]
    replies += [seat.get(f"/paper?lang={language}") for language in ("uz-Latn", "uz-Cyrl", "ru", "en")]
    replies += [
        seat.save(0, "a"),
        seat.save(0, "z"),
        seat.save(1, "b", item="LAW-999"),
        seat.beat(1, 0, "a" * 64),
    ]
    replies += [
        seat.post("alert", {"kind": "help"}),
        seat.get(),
        seat.submit(5),
        seat.submit(1),
        seat.get(),
        seat.beat(),
    ]
    for reply in replies:
        assert reply.status_code < 500
        assert not members(reply.json) & FORBIDDEN_MEMBERS
        assert b"SECRET" not in reply.data
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_paper_is_the_candidates_own(room):
    mine, theirs = room.started_seat(room.places[0]), room.started_seat(room.places[1])
    one, two = mine.get("/paper").json, theirs.get("/paper").json
    assert one["form"]["digest"] != two["form"]["digest"]
    own = {public for item in mine.place.form.item_ids() for public in mine.place.form.find_item(item).ids}
    shown = json.dumps(one["texts"])
    assert all(public in shown or public not in own for public in own)
    assert one["form"]["sections"][0]["items"][0]["interactions"][0]["type"] in {
        "choice", "order", "match", "inline_choice", "text_entry", "numeric", "hotspot",
    }  # fmt: skip


def test_the_questions_are_for_the_machine_that_holds_the_seat_alone(room):
    """Whoever has read the three codes can enter elsewhere before the start, and again after the end."""
    place = room.places[0]
    room.open()
    room.admit(place)
    elsewhere, picture = room.seat(place), f"/media/{PICTURE_DIGEST}"
    assert elsewhere.enter().status_code == 200
    seat = room.started_seat(place)
    assert {seat.get(path).status_code for path in ("/paper", picture)} == {200}
    stranger = [elsewhere.get(path) for path in ("/paper", picture)]
    assert {(reply.status_code, reply.json["error"]["code"]) for reply in stranger} == {
        (409, "needs_proctor")
    }
    room.take_over(place)
    new = room.seat(place)
    assert new.enter().status_code == 200
    assert new.get("/paper").status_code == 200
    new.submit(-1, lease=2)
    after = room.seat(place)
    assert after.enter().status_code == 200
    assert (after.get("/paper").status_code, after.get(picture).status_code) == (409, 409)
    assert new.get("/paper").status_code == 200


def test_a_picture_is_kept_in_no_cache(room):
    reply = room.started_seat().get(f"/media/{PICTURE_DIGEST}")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("size", [256 * 1024 + 1, 30 * 1024 * 1024])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/entry"), *(pair for pair in CALLS if pair[0] == "PUT")]
)
def test_an_oversized_body_is_refused_before_it_is_read(room, method, path, size):
    seat = room.started_seat()
    reply = room.app.test_client().open(API + path, method=method, data=b"x" * size, headers=seat.headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "too_large")


def test_no_message_at_all_gets_a_500(room):
    seat = room.started_seat()
    client = room.app.test_client()
    json_value = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=6)
        ),
        max_leaves=12,
    )
    entry = st.fixed_dictionaries(
        {
            "lease": st.integers(0, 2),
            "seq": st.integers(0, 40),
            "item": st.sampled_from([TEXT_ITEM, "LAW-001", "x"]),
        },
        optional={"response": json_value, "prev": json_value, "tick": json_value, "made_ms": json_value},
    )
    body = st.one_of(
        st.binary(max_size=60),
        json_value.map(lambda value: json.dumps(value).encode()),
        st.lists(entry, max_size=4).map(lambda entries: json.dumps({"entries": entries}).encode()),
    )

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(pair=st.sampled_from([*CALLS, ("POST", "/entry")]), body=body)
    def say(pair, body):
        method, path = pair
        reply = client.open(API + path, method=method, data=body, headers=seat.headers)
        assert reply.status_code in {200, 400, 401, 409, 413, 422, 429}
        if reply.status_code >= 400 and "results" not in (reply.json or {}):
            assert set(reply.json["error"]) >= {"code", "message"}

    say()
    with room.writing() as db:
        assert db.get_one(Attempt, seat.place.attempt_id).code == seat.place.code
