"""Every route × every role: closed unless opened, and open to exactly the roles of the table."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.core.access import CANDIDATE_API, PROGRAM_VIEW, PUBLIC, access_of, is_grave
from examapp.core.db import Database
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.cast import cast, sign_in

# Who may open what does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Replies of a view that ran, whatever it made of the made-up arguments.
_LET_IN = {200, 302, 303, 400, 404, 405, 409, 413, 415, 422, 429, 503}
_ENTRY = "/exam/api/v1/entry"


def list_routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: "1" if found[1] == "int" else "unknown", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


@pytest.fixture
def open_app(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_no_view_was_forgotten(app: Flask) -> None:
    forgotten = [rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None]
    assert forgotten == []


def test_a_view_without_a_mark_is_closed_to_everybody(open_app: Flask, database: Database) -> None:
    open_app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with database.transaction() as db:
        people = cast(db)
    for role in Role:
        client = open_app.test_client()
        sign_in(client, people[role])
        assert client.get("/forgotten").status_code in {403, 404}
    assert open_app.test_client().get("/forgotten").status_code == 302


@pytest.mark.parametrize("role", Role)
def test_each_route_is_open_to_exactly_the_roles_of_the_table(
    open_app: Flask, database: Database, role: Role
) -> None:
    with database.transaction() as db:
        people = cast(db)
    client, breaches = open_app.test_client(), []
    sign_in(client, people[role])
    for place, (endpoint, method, path) in enumerate(list_routes(open_app), start=list(Role).index(role)):
        mark = access_of(open_app, endpoint)
        if not isinstance(mark, Permission):
            continue
        if endpoint == "accounts.sign_out":
            continue
        allowed = mark in ROLE_PERMISSIONS[role]
        # A refusal is said in a word; in a page, which is dear, to every fifth role, each route in its turn.
        as_program = {"Accept": "application/json"} if place % 5 and not allowed else {}
        status = client.open(path, method=method, headers=as_program).status_code
        if (allowed and status not in _LET_IN) or (not allowed and status != 403):
            breaches.append(f"{role} {method} {path}: {status}")
    assert not breaches, "\n".join(breaches)


def test_strangers_are_sent_to_the_sign_in_page_and_programs_get_401(
    open_app: Flask, client: FlaskClient
) -> None:
    breaches = []
    for endpoint, method, path in list_routes(open_app):
        mark = access_of(open_app, endpoint)
        if isinstance(mark, Permission):
            page = client.open(path, method=method)
            program = client.open(path, method=method, headers={"Accept": "application/json"})
            if (
                page.status_code != 302
                or not page.location.startswith("/sign-in")
                or program.status_code != 401
            ):
                breaches.append(f"{method} {path}: {page.status_code}, {program.status_code}")
        if mark in {CANDIDATE_API, PROGRAM_VIEW} and path != _ENTRY:
            reply = client.open(path, method=method, json={})
            if reply.status_code != 401 or "error" not in (reply.json or {}):
                breaches.append(f"{method} {path}: {reply.status_code} without a token")
    assert not breaches, "\n".join(breaches)


def test_no_post_of_a_page_passes_without_a_csrf_token(app: Flask, database: Database) -> None:
    """Refused for the token's sake, not for the empty form: a view that ran would say something else."""
    with database.transaction() as db:
        people = cast(db)
    breaches = []
    for endpoint, method, path in list_routes(app):
        mark = access_of(app, endpoint)
        if method == "GET" or mark in {CANDIDATE_API, PROGRAM_VIEW} or endpoint in CSRF_EXEMPT:
            continue
        roles = [role for role in Role if isinstance(mark, Permission) and mark in ROLE_PERMISSIONS[role]]
        client = app.test_client()
        if roles:
            sign_in(client, people[roles[0]])
        reply = client.open(path, method=method, headers={"Accept": "application/json"})
        if (reply.status_code, (reply.json or {}).get("error", {}).get("code")) != (400, "csrf"):
            breaches.append(f"{method} {path}: {reply.status_code} {reply.text[:80]}")
    assert not breaches, "\n".join(breaches)


def test_a_csrf_token_of_another_session_is_none(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = cast(db)
    codes, tokens = [], []
    clients = [app.test_client(), app.test_client()]
    for client in clients:
        sign_in(client, people[Role.OPERATOR])
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/account").text)
        assert found
        tokens.append(found[1])
    for token in tokens:
        reply = clients[0].post(
            "/sign-out", data={"csrf_token": token}, headers={"Accept": "application/json"}
        )
        codes.append((reply.json or {}).get("error", {}).get("code"))
        sign_in(clients[0], people[Role.OPERATOR])
    assert codes == [None, "csrf"]


def test_what_asks_for_no_csrf_token_is_opened_by_no_cookie(app: Flask, database: Database) -> None:
    """Programs and the exam page call these with a token in a header, which no other site can send."""
    with database.transaction() as db:
        people = cast(db)
    client, breaches, asked = app.test_client(), [], 0
    sign_in(client, people[Role.ADMINISTRATOR])
    for endpoint, method, path in list_routes(app):
        if access_of(app, endpoint) not in {CANDIDATE_API, PROGRAM_VIEW} or path == _ENTRY:
            continue
        asked += 1
        reply = client.open(path, method=method, json={})
        if reply.status_code != 401:
            breaches.append(f"{method} {path}: {reply.status_code}")
    assert asked > 15
    assert not breaches, "\n".join(breaches)


# What others rely on, or what hands out access. A seal has a ceremony of its own with the second factor in
# it; in the exam room a proctor acts before witnesses and in a hurry, and each act there needs a reason: only
# what cannot be undone, or gives the room away, asks for more.
GRAVE = {
    *("accounts.create_staff", "accounts.renew_one_time_code", "accounts.change_active"),
    *("accounts.end_staff_sign_in", "organisations.people", "organisations.renew_code"),
    *("our_people.letters", "accounts.ask_new_code"),
    *(
        "organisations.change_person",
        "lists.tokens",
        "webhooks.webhooks",
        "exports.take",
        "programmes.approve",
        "commissions.approve",
    ),
    *("decisions.give_back", "decisions.decide_annulment"),
    *("certificates.issue_again", "certificate_register.grant_request"),
    *("sealed_items.open_items", "sealing.print_list", "sealing.withdraw"),
    *("dossiers.take", "appeal_items.item", "appeals.reopen"),
    *("sealing.retire", "sittings.new_pins", "sittings.cancel", "schedules.approve"),
    *("proctoring.end", "proctoring.close", "proctoring.hand_over", "proctoring.receive"),
    "lockdown.decide_for_all",
    *("retention.propose_deletion", "retention.approve_deletion", "retention_holds.lift"),
    "item_decisions.decide",
    "item_decisions.propose_decision",
    "item_decisions.take_back",
}


def test_exactly_the_listed_acts_ask_for_the_second_factor_again(open_app: Flask, database: Database) -> None:
    found = {endpoint for endpoint in open_app.view_functions if is_grave(open_app, endpoint)}
    assert found == GRAVE
    with database.transaction() as db:
        people = cast(db)
    passed = []
    for endpoint, method, path in list_routes(open_app):
        mark = access_of(open_app, endpoint)
        if endpoint not in found or method != "POST" or not isinstance(mark, Permission):
            continue
        client = open_app.test_client()
        sign_in(client, people[next(role for role in Role if mark in ROLE_PERMISSIONS[role])], proved=False)
        if client.post(path).status_code != 401:
            passed.append(endpoint)
    assert passed == []


# Views that take a POST from anybody and change nothing for whoever sends it.
CSRF_EXEMPT = {"certificates.verify_file", "notice_link.confirm", "practice_page.mark_answers"}


def test_public_pages_set_no_cookie(app: Flask, client: FlaskClient) -> None:
    for endpoint, method, path in list_routes(app):
        if (
            access_of(app, endpoint) == PUBLIC
            and method == "GET"
            and not path.startswith(("/sign-in", "/enrol", "/my"))
        ):
            assert "Set-Cookie" not in client.get(path).headers, path
