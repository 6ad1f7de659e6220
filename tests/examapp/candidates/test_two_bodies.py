"""Two bodies on one installation: through every route, nothing of the other one is found or shown."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import request_accommodations
from examapp.candidates.api_tokens import make_token
from examapp.candidates.intake_arrival import park_file, read_head
from examapp.candidates.list_models import IntakeState
from examapp.candidates.orders import upload_order
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from tests.cast import open_pages
from tests.examapp.candidates.list_ground import AT, client_of, entries_of, lay_ground, make_list, put
from tests.examapp.candidates.making import csv_file, pinfl, row

# What the other body's pages hold and no page of ours may.
SECRETS = ("Yashirinova", pinfl(77), "kommunal boshqarmasi", "Sirli tizim", "OTHER-ORDER", "VTEK 77")
CLOSED = {403, 404}
BOUND = ("lists.", "candidates.", "organisations.", "accommodations.", "notices.", "reporting.")


@pytest.fixture
def ground(app, database):
    with database.transaction() as db:
        return lay_ground(db)


@pytest.fixture
def theirs(app, database, ground) -> dict[str, list[str]]:
    """The other body's codes by the names that routes give them."""
    by = ground.who(Role.HR_OFFICER, "other")
    keys = app.extensions["key_ring"]
    assert isinstance(keys, KeyRing)
    with database.transaction() as db:
        found = make_list(db, ground, "other")
        entry = put(db, found, by, 77, family_name="Yashirinova")
        data = csv_file(row(77, family="Yashirinova"), headings=[f"C{number}" for number in range(9)])
        parked = park_file(db, found, data, "x.csv", read_head(data, "x.csv"), by=by, at=AT)
        order = upload_order(
            db,
            found,
            b"%PDF-1.7 x",
            file_name="x.pdf",
            number="OTHER-ORDER",
            dated_on=AT.date(),
            by=by,
            at=AT,
        )
        token, _text = make_token(db, keys, ground.other, "Sirli tizim", actor=by.actor, at=AT)
        (one,) = entries_of(db, found)
        candidate, listed, intake = one.candidate.code, found.code, parked.code
        [help_asked] = request_accommodations(
            db, one.candidate, [AccommodationKind.ACCESSIBLE_SEAT], evidence="VTEK 77", actor=by.actor, at=AT
        )
        assert parked.state is IntakeState.MAPPING
        assert entry.id == one.id
        return {
            "code": [listed, candidate, intake, ground.other.code, help_asked.code],
            "candidate": [candidate],
            "candidate_code": [candidate],
            "intake": [intake],
            "order": [order.code],
            "token": [token.code],
            "person": [by.code],
            "programme": [ground.programme.code],
        }


def addresses(app: Flask, values: dict[str, list[str]]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield endpoint, method and address of every route with the other body's codes in each place."""
    for rule in app.url_map.iter_rules():
        names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
        for code in values["code"] if "code" in names else [""]:
            chosen = {name: values.get(name, ["1"])[0] for name in names} | ({"code": code} if code else {})
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, chosen=chosen: chosen[found[1]], rule.rule)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, path, bool(set(names) - {"programme", "filename", "name"})


def walk(app: Flask, client: FlaskClient, values: dict[str, list[str]]) -> list[str]:
    breaches = []
    for endpoint, method, path, named in addresses(app, values):
        if endpoint in {"static", "accounts.sign_out"}:
            continue
        reply = client.open(path, method=method, data={"reason": "x", "remark": "x", "act": "take_off"})
        shown = [secret for secret in SECRETS if secret.encode() in reply.data]
        if shown or (named and endpoint.startswith(BOUND) and reply.status_code not in CLOSED):
            breaches.append(f"{method} {path}: {reply.status_code} {shown}")
    return breaches


@pytest.mark.parametrize("role", [Role.HR_OFFICER, Role.ORGANISATION_HEAD])
def test_nothing_of_another_body_is_found_on_any_route(app, ground, theirs, database, role):
    with database.transaction() as db:
        make_list(db, ground, people=1)
    assert walk(app, client_of(app, ground.who(role)), theirs) == []


def test_whoever_belongs_there_does_find_it(app, ground, theirs):
    mine = client_of(app, ground.who(Role.HR_OFFICER, "other"))
    page = mine.get(f"/lists/{theirs['code'][0]}").text
    assert "Yashirinova" in page
    assert "OTHER-ORDER" in page
    assert mine.get(f"/lists/{theirs['code'][0]}/orders/{theirs['order'][0]}").data == b"%PDF-1.7 x"
    assert "Sirli tizim" in mine.get("/lists/tokens").text


def test_a_program_finds_nothing_of_another_body(app, ground, theirs, database):
    with database.transaction() as db:
        _token, text = make_token(db, app.extensions["key_ring"], ground.own, "P", actor="t", at=AT)
    client, head = app.test_client(), {"Authorization": f"Bearer {text}"}
    for path in (f"/api/v1/intakes/{theirs['intake'][0]}", f"/api/v1/lists/{ground.programme.code}/2027"):
        assert client.get(path, headers=head).status_code == 404
    confirmed = client.post(f"/api/v1/intakes/{theirs['intake'][0]}/confirm", headers=head)
    assert confirmed.status_code == 404


def test_a_head_sees_the_lists_of_bodies_below_and_acts_on_none_of_them(app, ground, theirs, database):
    with database.transaction() as db:
        db.merge(ground.other).parent_id = ground.own.id
    above, listed = client_of(app, ground.head), theirs["code"][0]
    assert "Yashirinova" in above.get(f"/lists/{listed}").text
    assert above.post(f"/lists/{listed}/submit").status_code == 404
    assert client_of(app, ground.hr).get(f"/lists/{listed}").status_code == 404


def test_an_officer_without_a_body_sees_nothing(app, theirs):
    client = open_pages(app, Role.HR_OFFICER, suffix="-nobody")
    assert client.get("/lists").status_code == 404
    assert client.get("/desk").status_code == 200


def test_a_regional_working_body_sees_its_region_only(app, theirs, database):
    elsewhere = open_pages(app, Role.WORKING_BODY, region_code="UZ-FA", suffix="-fa")
    there = open_pages(app, Role.WORKING_BODY, region_code="UZ-TK", suffix="-tk")
    assert elsewhere.get(f"/lists/{theirs['code'][0]}").status_code == 404
    assert there.get(f"/lists/{theirs['code'][0]}").status_code == 200


def test_an_upload_cannot_be_put_onto_another_bodys_list(app, ground, theirs):
    client = client_of(app, ground.hr)
    data = {"file": (io.BytesIO(csv_file(row())), "list.csv")}
    assert client.post(f"/lists/{theirs['code'][0]}/upload", data=data).status_code == 404
