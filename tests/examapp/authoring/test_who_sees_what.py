"""A canary in every field of an item is found, over every route, by nobody who may not see that field."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examapp.authoring.desk_queries import get_desk_item
from examapp.authoring.desk_review import add_comment, return_item
from examapp.authoring.desk_sight import Sight, sight_of
from examapp.authoring.desk_states import ItemState
from examapp.core.permissions import Role
from tests.cast import PEOPLE, add_person, sign_in
from tests.examapp.authoring.desk_making import AT, bring_to, make_people, put_item
from tests.question_bank.samples import PICTURE_SHA256, raw_item

# Who sees what does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CODE, WORD = "OFF-901", "qanarya"
# What a translator sees of an item in review; all the rest is for authors, reviewers and approvers alone.
FOR_TRANSLATORS = {"stem", "label", "rationale", "alt"}
OTHERS = [role for role in Role if role not in {Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER, Role.APPROVER}]


def canary(field: str) -> str:
    return f"{WORD}{field}"


def canary_item() -> dict[str, Any]:
    """An item of a choice with a picture whose every field of text holds a canary of its own."""
    raw = raw_item("choice", CODE)
    raw["media"] = raw_item("hotspot")["media"]
    raw["interactions"][0]["choices"] = [canary("key"), "b", "c", "d"]
    raw["answer_key"] = {"r1": [canary("key")]}
    values = {canary("key"): "1", "b": "-1", "c": "-1", "d": "-1"}
    raw["scoring"] = {"rule": "map_response", "mapping": values, "default": "0", "lower": "0", "upper": "1"}
    for language, text in raw["texts"].items():
        text["stem"] = f"<p>{canary('stem')} {language}</p>"
        text["choices"] = {
            choice: f"{canary('label')} {choice[-1]} {language}"
            for choice in raw["interactions"][0]["choices"]
        }
        text["rationale"] = f"{canary('rationale')} {language}"
    for picture in raw["media"].values():
        picture["alt"] = {language: f"{canary('alt')} {language}" for language in picture["alt"]}
        picture["file"] = f"{canary('file')}.svg"
    meta = raw["meta"]
    meta |= {name: canary(name) for name in ("subtopic", "source", "licence")}
    meta |= {"enemies": [canary("enemy")], "angoff": "0.618033"}
    return raw


def found_in(text: str) -> set[str]:
    """The fields whose canaries stand in a reply; the Angoff value is its own canary."""
    found = set(re.findall(rf"{WORD}([a-z]+)", text))
    return found | ({"angoff"} if "0.618033" in text else set())


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every route with the arguments that lead to the item, to its list, or to nothing."""
    known = {"code": CODE, "version": "1", "number": "1", "sha256": PICTURE_SHA256, "key": "consent"}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "unknown"), rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            yield method, path


def look_everywhere(app: Flask, client: FlaskClient, *, writing: bool) -> dict[str, set[str]]:
    """What stands in the reply of each route, error pages and their headers included."""
    seen = {}
    for method, path in addresses(app):
        if path == "/sign-out" or (method != "GET" and not writing):
            continue
        for query in ("", "?beside=ru", "?from=1&to=1"):
            reply = client.open(path + query, method=method, data={} if method != "GET" else None)
            found = found_in(reply.text if reply.mimetype.startswith(("text", "application/json")) else "")
            found |= found_in(str(reply.headers))
            if found:
                seen[f"{method} {path}{query}"] = found
    return seen


@pytest.fixture
def people(app, database):
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as db:
        made = {role: person for role, person in make_people(db).items()}
        rest = {role: add_person(db, role) for role in PEOPLE if role not in made}
    return made, rest


def stand(database, people, state: ItemState) -> None:
    with database.transaction() as db:
        made = people[0]
        item = bring_to(db, made, put_item(db, made, **canary_item()), state)
        if state in {ItemState.IN_REVIEW, ItemState.TRANSLATED}:
            add_comment(db, item, canary("comment"), account=made[Role.REVIEWER], at=AT)


def client_of(app, people, role: Role) -> FlaskClient:
    client = app.test_client()
    account = people[0].get(role) or people[1][role]
    sign_in(client, account)
    client.set_cookie("lang", "en")
    return client


@pytest.mark.parametrize("state", ItemState)
def test_offices_outside_the_desk_find_no_word_of_an_item(app, database, people, state):
    stand(database, people, state)
    breaches = {
        f"{role} {address}": found
        for role in OTHERS
        for address, found in look_everywhere(app, client_of(app, people, role), writing=False).items()
    }
    assert breaches == {}


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER, Role.APPROVER])
def test_the_desk_shows_each_role_what_its_state_allows(app, database, people, role, state):
    stand(database, people, state)
    account = people[0][role]
    with database.reading() as db:
        item = get_desk_item(db, CODE, 1)
    sight = sight_of(account, item, {people[0][Role.AUTHOR].id})
    seen = set().union(*look_everywhere(app, client_of(app, people, role), writing=False).values(), set())
    if sight is Sight.NONE:
        assert seen == set()
    elif sight is Sight.WORDS:
        assert seen == FOR_TRANSLATORS
    else:
        assert seen >= {*FOR_TRANSLATORS, "key", "subtopic", "source", "licence", "enemy", "angoff", "file"}


@pytest.mark.parametrize(
    ("role", "state", "sight"),
    [
        *((Role.AUTHOR, state, Sight.ALL) for state in list(ItemState)[:4]),
        *((Role.AUTHOR, state, Sight.NONE) for state in list(ItemState)[4:]),
        (Role.TRANSLATOR, ItemState.DRAFT, Sight.NONE),
        (Role.TRANSLATOR, ItemState.IN_REVIEW, Sight.WORDS),
        (Role.TRANSLATOR, ItemState.TRANSLATED, Sight.NONE),
        (Role.REVIEWER, ItemState.DRAFT, Sight.NONE),
        (Role.REVIEWER, ItemState.TRANSLATED, Sight.ALL),
        (Role.APPROVER, ItemState.IN_REVIEW, Sight.ALL),
        (Role.APPROVER, ItemState.APPROVED, Sight.NONE),
        (Role.SEALING_OFFICIAL, ItemState.SEALED, Sight.NONE),
        *((role, ItemState.IN_REVIEW, Sight.NONE) for role in OTHERS),
    ],
)
def test_sight_follows_role_and_state(database, people, role, state, sight):
    stand(database, people, state)
    account = people[0].get(role) or people[1][role]
    with database.reading() as db:
        item = get_desk_item(db, CODE, 1)
        assert sight_of(account, item, {people[0][Role.AUTHOR].id}) is sight


def test_another_author_finds_nothing(app, database, people):
    stand(database, people, ItemState.IN_REVIEW)
    with database.transaction() as db:
        other = add_person(db, Role.AUTHOR, suffix="2")
    client = app.test_client()
    sign_in(client, other)
    assert look_everywhere(app, client, writing=True) == {}


@pytest.mark.parametrize("role", [*OTHERS, None])
def test_posts_of_those_who_may_not_give_no_word_away(app, database, people, role):
    stand(database, people, ItemState.IN_REVIEW)
    client = client_of(app, people, role) if role else app.test_client()
    assert look_everywhere(app, client, writing=True) == {}


def test_a_returned_item_is_out_of_the_reviewers_sight(app, database, people):
    stand(database, people, ItemState.IN_REVIEW)
    with database.transaction() as db:
        made = people[0]
        return_item(db, get_desk_item(db, CODE, 1), canary("remark"), account=made[Role.REVIEWER], at=AT)
    assert look_everywhere(app, client_of(app, people, Role.REVIEWER), writing=True) == {}
    seen = look_everywhere(app, client_of(app, people, Role.AUTHOR), writing=False)
    assert "remark" in set().union(*seen.values())


def test_the_audit_log_holds_no_word_of_an_item_whatever_was_done(app, database, people):
    stand(database, people, ItemState.TRANSLATED)
    auditor = client_of(app, people, Role.AUDITOR)
    page = auditor.get("/audit").text
    assert CODE in page
    assert found_in(page) == set()


def test_a_translators_page_says_nothing_of_the_keys_place(app, database, people):
    stand(database, people, ItemState.IN_REVIEW)
    client = client_of(app, people, Role.TRANSLATOR)
    page = client.get(f"/items/{CODE}/1?beside=ru").text
    assert found_in(page) <= FOR_TRANSLATORS
    assert "right" not in re.sub(r"<[^>]*>", " ", page[page.index("text-row head-row") :])
    assert "max_choices" not in page
