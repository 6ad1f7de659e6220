"""The API of other programs: a token, people parked and confirmed, errors in JSON, a document."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.candidates.api_reading import FIELDS
from examapp.candidates.api_tokens import CALLS_A_MINUTE, make_token, revoke_token, use_token
from examapp.candidates.list_errors import TokenRefused, TooManyCalls
from examapp.candidates.list_models import ApiToken, CandidateList
from examapp.candidates.list_moving import submit_list
from examapp.candidates.list_states import ListState
from examapp.core import clock
from tests.examapp.candidates.list_ground import AT, NO_PAST, client_of, entries_of, lay_ground
from tests.examapp.candidates.making import pinfl

PERSON = {"family_name": "Ko'chqorov", "given_name": "Botir", "pinfl": pinfl(1), "position": "Mutaxassis"}


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.using(clock.ManualClock(AT)):
        yield


@pytest.fixture
def ground(app, database):
    with database.transaction() as db:
        return lay_ground(db)


@pytest.fixture
def keys(app):
    return app.extensions["key_ring"]


@pytest.fixture
def token(database, ground, keys):
    with database.transaction() as db:
        return make_token(db, keys, ground.own, "Personnel", actor="t", at=AT)[1]


@pytest.fixture
def call(app, token):
    client = app.test_client()

    def send(method, path, **more):
        return client.open(
            f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"}, **more
        )

    return send


def test_people_are_parked_then_confirmed_and_the_receipt_adds_up(call, database, ground):
    body = {"people": [PERSON, PERSON | {"pinfl": "4,1E+13"}, PERSON]}
    parked = call("POST", f"/lists/{ground.programme.code}/2027/intakes", json=body)
    assert parked.status_code == 201
    told = parked.json
    assert [row["outcome"] for row in told["rows"]] == ["created", "refused", "matched"]
    assert [finding["kind"] for finding in told["rows"][1]["findings"]] == ["apostrophe", "pinfl_scientific"]
    totals = told["totals"]
    assert totals["rows"] == 3 == sum(totals[name] for name in ("created", "matched", "changed", "refused"))
    assert call("GET", f"/lists/{ground.programme.code}/2027").json["people"] == 0
    for _time in range(2):
        assert call("POST", f"/intakes/{told['intake']}/confirm").json["state"] == "written"
    with database.reading() as db:
        (entry,) = entries_of(db, db.scalars(select(CandidateList)).one())
    assert entry.name_latn == "Koʻchqorov Botir"
    assert call("GET", f"/lists/{ground.programme.code}/2027").json["people"] == 1


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{",
        '{"people": []}',
        '{"people": [1]}',
        '{"people": [{"salary": "1"}]}',
        '{"people": [{"pinfl": 3}]}',
    ],
)
def test_what_does_not_fit_the_document_is_refused_in_json(call, ground, body):
    reply = call("POST", f"/lists/{ground.programme.code}/2027/intakes", data=body)
    assert (reply.status_code, reply.json["error"]["code"]) == (422, "body_refused")


def test_errors_are_json_and_never_a_page(call, app, ground, database):
    assert app.test_client().get("/api/v1/nothing").json["error"]["code"] == "not_found"
    assert app.test_client().get("/api/v1/intakes/1").json["error"]["code"] == "unauthorised"
    assert call("GET", "/lists/none/2027").json["error"]["code"] == "not_found"
    assert (
        call("POST", f"/lists/{ground.programme.code}/2031/intakes", json={"people": [PERSON]}).status_code
        == 422
    )
    told = call("POST", f"/lists/{ground.programme.code}/2027/intakes", json={"people": [PERSON]}).json
    call("POST", f"/intakes/{told['intake']}/confirm")
    with database.transaction() as db:
        found = db.scalars(select(CandidateList)).one()
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        assert found.state is ListState.SUBMITTED
    late = call("POST", f"/lists/{ground.programme.code}/2027/intakes", json={"people": [PERSON]})
    assert (late.status_code, late.json["error"]["code"]) == (409, "list_not_open")


def test_a_token_is_kept_as_a_mac_and_ends_when_it_is_revoked(database, keys, token):
    with database.transaction() as db:
        kept = db.scalars(select(ApiToken)).one()
        assert token not in str(vars(kept))
        assert use_token(db, keys, f"bearer {token}", AT).id == kept.id
        revoke_token(db, kept, actor="t", at=AT)
        db.flush()
        for header in (f"Bearer {token}", "Bearer x", token, "", None):
            with pytest.raises(TokenRefused):
                use_token(db, keys, header, AT)


def test_calls_are_bounded_within_a_minute_and_free_after_it(database, keys, token):
    with database.transaction() as db:
        for _call in range(CALLS_A_MINUTE):
            use_token(db, keys, f"Bearer {token}", AT)
        with pytest.raises(TooManyCalls):
            use_token(db, keys, f"Bearer {token}", AT + timedelta(seconds=59))
        use_token(db, keys, f"Bearer {token}", AT + timedelta(seconds=60))


def test_the_document_names_every_call_and_every_field(app, client):
    document = client.get("/api/v1/openapi.json").json
    paths = set(document["paths"])
    served = {
        rule.rule.removeprefix("/api/v1").replace("<int:", "<").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("lists_api.") and not rule.rule.endswith(".json")
    }
    assert paths == served
    schemas = document["components"]["schemas"]
    assert set(schemas["People"]["properties"]["people"]["items"]["properties"]) == set(FIELDS)
    used = str(document).split("#/components/schemas/")[1:]
    assert {one.partition("'")[0] for one in used} == set(schemas)


def test_an_officer_makes_a_token_that_is_shown_once(app, ground):
    officer = client_of(app, ground.hr)
    asked = {"name": "Kadrlar", "scopes": ["results:read", "certificates:read"], "whole": "y"}
    page = officer.post("/lists/tokens", data={"organisation": ground.own.code, **asked}).text
    assert "It is shown only now." in page
    kept = officer.get("/lists/tokens").text
    assert "It is shown only now." not in kept
    assert "results:read certificates:read" in kept
    assert "all organisations" not in kept  # an officer gives no program sight of other bodies
    refused = officer.post("/lists/tokens", data={"organisation": ground.other.code, **asked}).text
    assert "Not a valid choice." in refused
