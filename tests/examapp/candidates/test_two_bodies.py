"""Two bodies on one installation: through every route, nothing of the other one is found or shown.

The two stand apart, or one below the other: the tree opens nothing, in neither direction. Each address that
is closed to one is tried by its owner too, so that no wrong address passes for a closed one.
"""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examapp.candidates.accommodation_models import Accommodation
from examapp.candidates.accommodation_queries import needs_of_candidates
from examapp.candidates.accommodation_rules import AccommodationKind
from examapp.candidates.accommodations import approve_accommodation, request_accommodations
from examapp.candidates.api_tokens import make_token
from examapp.candidates.intake_arrival import park_file, read_head
from examapp.candidates.list_models import IntakeState
from examapp.candidates.list_moving import accept_list, submit_list
from examapp.candidates.orders import upload_order
from examapp.core.access import access_of
from examapp.core.clock import ManualClock, using
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.core.signing import KeyRing
from examapp.sittings.excuse_models import AbsenceExcuse, ExcuseKind
from examapp.sittings.excusing import record_excuse
from examapp.webhooks.keeping import make_webhook
from tests.cast import open_pages
from tests.examapp.candidates.list_ground import (
    AT,
    NO_PAST,
    Ground,
    client_of,
    entries_of,
    lay_ground,
    make_list,
    put,
)
from tests.examapp.candidates.making import csv_file, pinfl, row
from tests.factories.closed_sitting import Seat
from tests.factories.published import make_published_sitting, reach

# What the other body's pages hold and no page of ours may.
SECRETS = (
    "Yashirinova",
    pinfl(77),
    "kommunal boshqarmasi",
    "Sirli tizim",
    "OTHER-ORDER",
    "VTEK 77",
    "Pinhona",
    "tuxum-allergiyasi",
    "pinhona@kommunal.example",
    "programs.example/sirli",
)
# Addresses with a code that belongs to nobody: rules are for everybody to read.
OPEN_TO_ALL = {"programmes.policy"}
TREES = ("apart", "above us", "below us")


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
        told = {"file_name": "x.pdf", "number": "OTHER-ORDER", "dated_on": AT.date()}
        order = upload_order(db, found, b"%PDF-1.7 x", **told, by=by, at=AT)
        token, _text = make_token(db, keys, ground.other, "Sirli tizim", actor=by.actor, at=AT)
        (one,) = entries_of(db, found)
        candidate, listed, intake = one.candidate.code, found.code, parked.code
        [help_asked] = request_accommodations(
            db, one.candidate, [AccommodationKind.ACCESSIBLE_SEAT], evidence="VTEK 77", actor=by.actor, at=AT
        )
        booking = make_published_sitting(db, [Seat("Pinhona Xafiza Olimovna", None, state=None)]).bookings[0]
        booking.candidate.organisation_id = ground.other.id
        reach(db, booking, email="pinhona@kommunal.example")
        paper = {"file_name": "tuxum-allergiyasi.pdf", "actor": by.actor, "at": AT}
        excuse = record_excuse(db, booking, ExcuseKind.OTHER, "tuxum-allergiyasi", b"%PDF-1.7 y", **paper)
        hook = make_webhook(db, ground.other, "https://programs.example/sirli", actor=by.actor, at=AT)
        assert parked.state is IntakeState.MAPPING
        assert entry.id == one.id
        return {
            "code": [listed, candidate, intake, ground.other.code, help_asked.code, excuse.code, hook.code],
            "candidate": [candidate],
            "candidate_code": [candidate, booking.candidate_code],
            "intake": [intake],
            "order": [order.code],
            "token": [token.code],
            "person": [by.code],
            "programme": [ground.programme.code],
        }


def plant(database, ground: Ground, tree: str) -> None:
    """Put one body below the other, in one region."""
    with database.transaction() as db:
        own, other = db.merge(ground.own), db.merge(ground.other)
        if tree != "apart":
            above, below = (other, own) if tree == "above us" else (own, other)
            below.parent_id, below.region_code = above.id, above.region_code


def addresses(
    app: Flask, role: Role, values: dict[str, list[str]], own_list: str
) -> Iterator[tuple[str, str, str, bool]]:
    """Yield endpoint, method and address of every route that the role may open at all (see test_access).

    The other body's codes stand in each place; where a thing lies within a list, it is looked for within
    ours too. The last value tells whether the address belongs to the other body.
    """
    for rule in app.url_map.iter_rules():
        names, mark = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule), access_of(app, rule.endpoint)
        if isinstance(mark, Permission) and mark not in ROLE_PERMISSIONS[role]:
            continue
        bound = bool(names) and isinstance(mark, Permission) and rule.endpoint not in OPEN_TO_ALL
        known = values | {"code": [*values["code"], own_list]} if len(names) > 1 else values
        for codes in product(*(known.get(name, ["1"]) for name in names)):
            chosen = dict(zip(names, codes, strict=True))
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, chosen=chosen: chosen[found[1]], rule.rule)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, path, bound


def walk(
    app: Flask, client: FlaskClient, role: Role, values: dict[str, list[str]], own_list: str
) -> tuple[list[str], dict[tuple[str, str], set[str]]]:
    """Return a stranger's breaches, and the addresses that were not found by endpoint and method."""
    breaches, closed = [], {}
    for endpoint, method, path, bound in addresses(app, role, values, own_list):
        if endpoint in {"static", "accounts.sign_out"}:
            continue
        reply = client.open(path, method=method, data={"reason": "x", "remark": "x", "act": "take_off"})
        shown = [secret for secret in SECRETS if secret.encode() in reply.data]
        if shown or (bound and reply.status_code != 404):
            breaches.append(f"{method} {path}: {reply.status_code} {shown}")
        if bound:
            closed.setdefault((endpoint, method), set()).add(path)
    return breaches, closed


def list_never_open(client: FlaskClient, closed: dict[tuple[str, str], set[str]]) -> list[str]:
    """Return the closed addresses of which none answers those to whom they belong; reading comes first."""
    silent = []
    for (endpoint, method), paths in sorted(closed.items(), key=lambda one: one[0][1]):
        replies = {client.open(path, method=method, data={"reason": "x"}).status_code for path in paths}
        if not replies & {200, 302, 409}:
            silent.append(f"{method} {endpoint}: {replies}")
    return silent


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("role", [Role.HR_OFFICER, Role.ORGANISATION_HEAD])
def test_nothing_of_another_body_is_found_on_any_route(app, ground, theirs, database, role, tree):
    plant(database, ground, tree)
    with database.transaction() as db:
        own_list = make_list(db, ground, people=1).code
    breaches, closed = walk(app, client_of(app, ground.who(role)), role, theirs, own_list)
    assert breaches == []
    assert list_never_open(client_of(app, ground.who(role, "other")), closed) == []


def test_whoever_belongs_there_does_find_it(app, ground, theirs):
    mine = client_of(app, ground.who(Role.HR_OFFICER, "other"))
    page = mine.get(f"/lists/{theirs['code'][0]}").text
    assert "Yashirinova" in page
    assert "OTHER-ORDER" in page
    assert mine.get(f"/lists/{theirs['code'][0]}/orders/{theirs['order'][0]}").data == b"%PDF-1.7 x"
    assert "Sirli tizim" in mine.get("/lists/tokens").text
    assert "Pinhona" in mine.get("/contacts/").text
    assert "tuxum-allergiyasi" in mine.get(f"/absences/{theirs['code'][5]}").text


@pytest.mark.parametrize("tree", TREES)
def test_a_program_finds_nothing_of_another_body(app, ground, theirs, database, tree):
    plant(database, ground, tree)
    with database.transaction() as db:
        keys = app.extensions["key_ring"]
        _token, ours = make_token(db, keys, ground.own, "P", actor="t", at=AT)
        _token, own = make_token(db, keys, ground.other, "Q", actor="t", at=AT)
    client = app.test_client()
    for path in (f"/api/v1/intakes/{theirs['intake'][0]}", f"/api/v1/lists/{ground.programme.code}/2027"):
        assert client.get(path, headers={"Authorization": f"Bearer {ours}"}).status_code == 404
        assert client.get(path, headers={"Authorization": f"Bearer {own}"}).status_code == 200
    act = f"/api/v1/intakes/{theirs['intake'][0]}/confirm"
    assert client.post(act, headers={"Authorization": f"Bearer {ours}"}).status_code == 404
    assert client.post(act, headers={"Authorization": f"Bearer {own}"}).status_code == 409


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_is_told_how_many_below_it_are_late_and_nothing_else(app, ground, theirs, database):
    plant(database, ground, "below us")
    sentence = "Organisations below yours that are late with a list or an order"
    for person in (ground.head, ground.hr):
        with using(ManualClock(AT - timedelta(days=20))):
            assert f"{sentence}: 0 of 1." in client_of(app, person).get("/lists").text
        with using(ManualClock(AT)):
            page = client_of(app, person).get("/lists").text
        assert f"{sentence}: 1 of 1." in page
        assert not [secret for secret in SECRETS if secret in page]
    for person in (ground.who(Role.HR_OFFICER, "other"), ground.who(Role.OPERATOR)):
        assert sentence not in client_of(app, person).get("/lists").text


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


def test_whoever_is_taken_over_brings_the_help_along_and_leaves_the_papers_behind(
    app, database, ground, theirs
):
    with database.transaction() as db:
        absent = db.scalars(select(AbsenceExcuse)).one().candidate
        absent.pinfl = pinfl(78)
        found = make_list(db, ground)
        for number in (77, 78):
            put(db, found, ground.hr, number, family_name="Yashirinova")
        submit_list(db, found, NO_PAST, by=ground.head, at=AT)
        accept_list(db, found, by=ground.who(Role.OPERATOR), at=AT)
        db.expire_all()
        came, day = {one.candidate for one in entries_of(db, found)}, AT.date()
        assert {one.organisation_id for one in came} == {ground.own.id}
        assert absent in came
        asked = db.scalars(select(Accommodation)).one()
        keep = {"actor": ground.who(Role.WORKING_BODY).actor, "at": AT}
        approve_accommodation(db, asked, valid_until=date(2099, 12, 31), **keep)
        assert needs_of_candidates(db, [asked.candidate_id], day)[asked.candidate_id].accessible_seat
        help_code, person = asked.code, asked.candidate.code
        excuse = db.scalars(select(AbsenceExcuse.code)).one()
    ours, former, body = (
        client_of(app, one)
        for one in (ground.hr, ground.who(Role.HR_OFFICER, "other"), ground.who(Role.WORKING_BODY))
    )
    papers = (f"/accommodations/{help_code}", f"/absences/{excuse}", f"/absences/{excuse}/paper")
    for address in papers:
        assert [who.get(address).status_code for who in (ours, former, body)] == [404, 200, 200], address
    page = ours.get(f"/accommodations/new/{person}").text
    assert "31.12.2099" in page
    assert "VTEK 77" not in page
    assert former.get(f"/accommodations/new/{person}").status_code == 404
    for address in ("/accommodations/", "/absences/"):
        assert "Yashirinova" not in ours.get(address).text
