"""The published description of the exam API is true: to its routes, its replies, and under a fuzzer."""

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from examapp.delivery.models import ResponseEvent
from examapp.delivery.openapi import BASE, CALLS, describe_exam_api
from tests.examapp.delivery.failing import failing_storage
from tests.examapp.delivery.making import CHOICE_ITEM, PICTURE_DIGEST, TEXT_ITEM

ADDRESS = f"{BASE}/openapi.json"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12
# What a computer of the room says of itself, whoever sits there, is no part of a candidate's attempt.
OF_A_COMPUTER = (f"{BASE}/workstation", f"{BASE}/rehearsal")
# What the API says does not depend on the database.
pytestmark = pytest.mark.parametrize("exam_url", ["sqlite"], indirect=True)


def validator(method: str, path: str, status: int) -> jsonschema_rs.Validator | None:
    """Return what checks a reply's JSON; None for a picture."""
    document = describe_exam_api()
    content = document["paths"][BASE + path][method]["responses"][str(status)]["content"]
    if "application/json" not in content:
        return None
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def check(method: str, path: str, reply) -> int:
    """See that a reply is as the document says, and return its status."""
    found = validator(method, path, reply.status_code)
    if found is not None:
        found.validate(reply.json)
    return reply.status_code


def test_the_document_names_exactly_the_routes_and_methods_of_the_api(room):
    rules = [
        rule
        for rule in room.app.url_map.iter_rules()
        if rule.rule.startswith(f"{BASE}/") and not rule.rule.startswith(OF_A_COMPUTER)
    ]
    routes = {
        (method.lower(), rule.rule.replace("<sha256>", "{sha256}"))
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(call.method, BASE + call.path) for call in CALLS}
    assert routes - described == {("get", ADDRESS)}
    assert described <= routes
    assert len(described) == len(CALLS)


def test_anybody_may_read_the_document_and_it_holds_no_secret(room):
    reply = room.app.test_client().get(ADDRESS)
    assert (reply.status_code, reply.json) == (200, describe_exam_api())
    assert "Set-Cookie" not in reply.headers


def test_the_document_is_valid(room):
    jsonschema_rs.meta.validate(describe_exam_api()["components"]["schemas"]["Batch"])
    schemathesis.openapi.from_dict(describe_exam_api()).validate()


def test_every_reply_of_a_whole_attempt_is_as_the_document_says(room):
    """Each documented status but 413 and 503 of each call is met on the way, so that none is invented."""
    met = set()

    def see(method, path, reply):
        met.add((path, check(method, path, reply)))

    seat, place = room.seat(room.places[0]), room.places[0]
    room.open()
    see("post", "/entry", seat.enter(pin="000000"))
    see("post", "/entry", seat.enter(pin=5))
    see("post", "/entry", seat.enter())
    picture = f"/media/{PICTURE_DIGEST}"
    for path, get in (("", "/attempt"), ("/paper", "/attempt/paper"), (picture, "/attempt/media/{sha256}")):
        see("get", get, seat.get(path))
    for verb in ("start", "shown"):
        see("post", f"/attempt/{verb}", seat.post(verb))
    see("post", "/attempt/consent", seat.post("consent", {"accepted": True}))
    see("post", "/attempt/consent", seat.post("consent", {"accepted": 1}))
    see("post", "/attempt/language", seat.post("language", {"language": "ru"}))
    see("post", "/attempt/language", seat.post("language", {"language": "xx"}))
    room.admit(place)
    for verb in ("start", "shown"):
        see("post", f"/attempt/{verb}", seat.post(verb))
    see("get", "/attempt/paper", seat.get("/paper"))
    see("get", "/attempt/paper", seat.get("/paper?lang=xx"))
    see("get", "/attempt/media/{sha256}", seat.get(picture))
    see("get", "/attempt/media/{sha256}", seat.get("/media/" + "0" * 64))
    see("put", "/attempt/responses", seat.save(0, "a"))
    see("put", "/attempt/responses", seat.save(0, "another"))
    see("put", "/attempt/responses", seat.save(1, "b", item="NO-SUCH"))
    see("put", "/attempt/responses", seat.put())
    see("post", "/attempt/heartbeat", seat.beat())
    see("post", "/attempt/heartbeat", seat.post("heartbeat", {"head": 5}))
    for _ in range(22):
        see("post", "/attempt/alert", seat.post("alert", {"kind": "help", "text": f"{len(met)}{_}"}))
    see("post", "/attempt/alert", seat.post("alert", {"kind": "Help!"}))
    see("post", "/attempt/lockdown", seat.post("lockdown"))
    see("post", "/attempt/signals", seat.post("signals", {"signals": []}))
    see("post", "/attempt/signals", seat.post("signals", {"signals": [{}]}))
    other = room.seat(place)
    see("post", "/entry", other.enter())
    see("post", "/attempt/submit", seat.submit(3))
    see("post", "/attempt/submit", seat.submit(1, lease=7))
    see("post", "/attempt/submit", seat.post("submit", {}))
    see("post", "/attempt/submit", seat.submit(1))
    see("get", "/attempt", seat.get())
    seat.token = ""
    for call in CALLS:
        if call.path != "/entry":
            reply = room.app.test_client().open(BASE + call.path.replace("{sha256}", "0"), method=call.method)
            see(call.method, call.path, reply)
    documented = {(call.path, status) for call in CALLS for status in call.statuses}
    # Rarer ones have tests of their own: too large, an attempt that is gone, a room that guesses.
    assert {(path, status) for path, status in documented - met if status not in {404, 413}} == {
        ("/entry", 429)
    }


def test_storage_that_fails_answers_as_the_document_says(room):
    seat = room.started_seat()
    with failing_storage(room.database, at_commit=True):
        assert check("put", "/attempt/responses", seat.save(0, "a")) == 503


@pytest.mark.parametrize("mode", GenerationMode)
def test_a_fuzzer_meets_only_what_the_document_says_and_nothing_of_it_counts_by_mistake(room, mode):
    seat = room.started_seat()
    # The fuzzer speaks to the application without a connection, and there it opens nothing that is packed.
    headers = seat.headers | {"Accept-Encoding": "identity"}
    api = schemathesis.openapi.from_wsgi(ADDRESS, room.app)
    for result in api.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def fuzz(case):
            case.call_and_validate(headers=headers, checks=CHECKS)

        fuzz()
    with room.writing() as db:
        stored = db.query(ResponseEvent).filter_by(attempt_id=seat.place.attempt_id).all()
        assert [
            event for event in stored if event.item not in {TEXT_ITEM, CHOICE_ITEM} and event.status == "live"
        ] == []
