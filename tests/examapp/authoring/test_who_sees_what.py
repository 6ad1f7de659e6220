"""A canary in every field of an item is found, over every route, by nobody who may not see that field.

One installation serves the whole module: who looks everywhere changes nothing of an item, or the next one
finds it. Whatever leads an item on makes an item of its own.
"""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from examapp import create_app
from examapp.authoring.desk_queries import get_desk_item
from examapp.authoring.desk_review import add_comment, return_item
from examapp.authoring.desk_sight import Sight, sight_of
from examapp.authoring.desk_states import ItemState
from examapp.core.access import CANDIDATE_API, PUBLIC, access_of
from examapp.core.db import Database
from examapp.core.permissions import ROLE_PERMISSIONS, Role
from examapp.core.settings import Settings
from tests.cast import PEOPLE, add_person, sign_in
from tests.conftest import SECRET
from tests.examapp.authoring.desk_making import AT, bring_to, make_people, put_item
from tests.question_bank.samples import PICTURE_SHA256, raw_item

WORD = "qanarya"
# What a translator sees of an item in review; all the rest is for authors, reviewers and approvers alone.
FOR_TRANSLATORS = {"stem", "label", "rationale", "alt"}
OTHERS = [role for role in Role if role not in {Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER, Role.APPROVER}]


def canary(field: str) -> str:
    return f"{WORD}{field}"


def canary_item(code: str) -> dict[str, Any]:
    """An item of a choice with a picture whose every field of text holds a canary of its own."""
    raw = raw_item("choice", code)
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
        text["rationale"] = f"{canary('rationale')} of {code} {language}"
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


CODES = {state: f"OFF-90{number}" for number, state in enumerate(ItemState, start=1)}


def addresses(app: Flask, role: Role | None) -> Iterator[tuple[str, str]]:
    """Every route that lets the role in, with arguments that lead to each item, to other things, to nothing.

    Of the doors that are shut to the role before any view is asked (`tests/test_access.py` tries each) one is
    tried: behind them all is the same page.
    """
    known = {"version": "1", "number": "1", "sha256": PICTURE_SHA256, "key": "consent"}
    by_door: dict[bool, list[Rule]] = {True: [], False: []}
    for rule in app.url_map.iter_rules():
        by_door[opens(app, role, rule.endpoint)].append(rule)
    for rule in (*by_door[True], *by_door[False][:1]):
        codes = CODES.values() if rule.rule.startswith("/items/<code>") else ["unknown"]
        for code in codes:
            arguments = known | {"code": code}
            path = re.sub(
                r"<(?:\w+:)?(\w+)>",
                lambda found, arguments=arguments: arguments.get(found[1], "unknown"),
                rule.rule,
            )
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
                yield method, path


def opens(app: Flask, role: Role | None, endpoint: str) -> bool:
    """Whether a view lets the role in at all."""
    mark = access_of(app, endpoint)
    return mark in (PUBLIC, CANDIDATE_API) or (role is not None and mark in ROLE_PERMISSIONS[role])


def look_everywhere(
    app: Flask, client: FlaskClient, role: Role | None, *, writing: bool = False
) -> dict[str, set[str]]:
    """What stands in the reply of each route, by code or address; error pages and headers are read, too."""
    seen: dict[str, set[str]] = {}
    for method, path in addresses(app, role):
        if path == "/sign-out" or (method != "GET" and not writing):
            continue
        reply = client.open(path, method=method, data={} if method != "GET" else None)
        found = found_in(reply.text if reply.mimetype.startswith(("text", "application/json")) else "")
        found |= found_in(str(reply.headers))
        if found:
            seen.setdefault(path.split("/")[2] if path.startswith("/items/") else path, set()).update(found)
    return seen


@pytest.fixture(scope="module")
def app(sqlite_template, tmp_path_factory) -> Iterator[Flask]:
    """One application for all of the module; who sees what does not depend on the database."""
    folder = tmp_path_factory.mktemp("sight")
    shutil.copy(sqlite_template, folder / "test.sqlite3")
    application = create_app(
        Settings(
            data=folder / "installation",
            database_url=f"sqlite:///{folder / 'test.sqlite3'}",
            secret_key=SECRET,
            base_url="http://localhost",
            log_level="CRITICAL",
        )
    )
    application.testing = True
    application.config["WTF_CSRF_ENABLED"] = False
    yield application
    application.extensions["database"].engine.dispose()


@pytest.fixture(scope="module")
def database(app) -> Database:
    return app.extensions["database"]


@pytest.fixture(scope="module")
def people(database):
    """The cast, and an item with canaries in each state."""
    with database.transaction() as db:
        made = make_people(db)
        for state, code in CODES.items():
            item = bring_to(db, made, put_item(db, made, code=code, **canary_item(code)), state)
            if state in {ItemState.IN_REVIEW, ItemState.TRANSLATED}:
                add_comment(db, item, canary("comment"), account=made[Role.REVIEWER], at=AT)
        return {**{role: add_person(db, role) for role in PEOPLE if role not in made}, **made}


def client_of(app, people, role: Role) -> FlaskClient:
    client = app.test_client()
    sign_in(client, people[role])
    client.set_cookie("lang", "en")
    return client


@pytest.mark.parametrize("role", [*OTHERS, None])
def test_offices_outside_the_desk_and_strangers_find_no_word_of_an_item(app, people, role):
    client = client_of(app, people, role) if role else app.test_client()
    assert look_everywhere(app, client, role, writing=True) == {}


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.TRANSLATOR, Role.REVIEWER, Role.APPROVER])
def test_the_desk_shows_each_role_what_its_state_allows(app, database, people, role):
    seen = look_everywhere(app, client_of(app, people, role), role)
    for state, code in CODES.items():
        with database.reading() as db:
            sight = sight_of(people[role], get_desk_item(db, code, 1), {people[Role.AUTHOR].id})
        found = seen.pop(code, set())
        if sight is Sight.ALL:
            whole = {*FOR_TRANSLATORS, "key", "subtopic", "source", "licence", "enemy", "angoff"}
            assert found >= whole, state
        else:
            assert found == (FOR_TRANSLATORS if sight is Sight.WORDS else set()), state
    assert seen == {}


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
    with database.reading() as db:
        item = get_desk_item(db, CODES[state], 1)
        assert sight_of(people[role], item, {people[Role.AUTHOR].id}) is sight


def test_another_author_finds_nothing(app, database, people):
    with database.transaction() as db:
        other = add_person(db, Role.AUTHOR, suffix="2")
    client = app.test_client()
    sign_in(client, other)
    assert look_everywhere(app, client, Role.AUTHOR, writing=True) == {}


def test_a_returned_item_is_out_of_the_reviewers_sight(app, database, people):
    code = "OFF-951"
    with database.transaction() as db:
        item = bring_to(db, people, put_item(db, people, code=code, **canary_item(code)), ItemState.IN_REVIEW)
        return_item(db, item, canary("remark"), account=people[Role.REVIEWER], at=AT)
    reply = client_of(app, people, Role.REVIEWER).get(f"/items/{code}/1")
    assert (reply.status_code, found_in(reply.text)) == (404, set())
    assert "remark" in found_in(client_of(app, people, Role.AUTHOR).get(f"/items/{code}/1").text)


def test_the_audit_log_holds_codes_and_no_word(app, people):
    page = client_of(app, people, Role.AUDITOR).get("/audit").text
    assert CODES[ItemState.SEALED] in page
    assert found_in(page) == set()


def test_a_translator_reads_the_rationale_of_the_item_under_translation_and_of_no_other(app, people):
    client = client_of(app, people, Role.TRANSLATOR)
    read: dict[str, set[str]] = {}
    for method, path in addresses(app, Role.TRANSLATOR):
        if method == "GET" and path.startswith("/items"):
            told = re.findall(rf"{canary('rationale')} of (OFF-\d+)", client.get(path).text)
            read.setdefault(path.split("/")[2] if path.startswith("/items/") else path, set()).update(told)
    under_translation = CODES[ItemState.IN_REVIEW]
    assert {place: codes for place, codes in read.items() if codes} == {
        under_translation: {under_translation}
    }


def test_a_translators_page_says_nothing_of_the_keys_place(app, people):
    page = (
        client_of(app, people, Role.TRANSLATOR).get(f"/items/{CODES[ItemState.IN_REVIEW]}/1?beside=ru").text
    )
    assert found_in(page) == FOR_TRANSLATORS
    assert "\u00b7 right" not in page
    assert "max_choices" not in page
