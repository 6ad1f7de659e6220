"""Every route × headers, cookies and caches, over https: what a browser is told to refuse."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from examapp.application import create_app
from examapp.core.access import access_of
from examapp.core.db import Database
from examapp.core.permissions import ROLE_PERMISSIONS, Permission, Role
from examapp.core.settings import Settings
from tests.cast import cast, sign_in
from tests.test_access import list_routes

# What a browser is told does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOST = "https://exam.example"
API = ("/exam/api/", "/api/")
# Nobody's data: the page's own files and words, pictures of open items, fonts. All else is kept by no cache.
KEPT = {
    *(
        "static",
        "portal.font",
        "exam_page.send_shell_file",
        "exam_page.send_texts",
        "exam_page.send_practice",
    ),
    *("exam_page.send_practice_picture", "exam_page.send_service_worker"),
    *("practice_page.send_open_paper", "practice_page.send_open_picture"),
}
SOURCES = re.compile(r"'(self|none|nonce-[\w-]{22})'|blob:|data:")
FOREIGN = re.compile(
    r"""(?:src|href|action|formaction|poster|data)\s*=\s*["']?(?:https?:)?//(?!exam\.example)[^"'\s>]+"""
)


@pytest.fixture
def https_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(settings, base_url=HOST))
    app.testing = True
    yield app
    app.extensions["database"].engine.dispose()


def replies(app: Flask, database: Database) -> Iterator[tuple[str, str, TestResponse]]:
    """Ask for each route and method as a stranger, and as somebody whose role may."""
    with database.transaction() as db:
        people = cast(db)
    clients: dict[Role | None, FlaskClient] = {None: app.test_client()}
    for role in Role:
        clients[role] = app.test_client()
        sign_in(clients[role], people[role], base_url=HOST)
    for endpoint, method, path in list_routes(app):
        mark = access_of(app, endpoint)
        asked: list[Role | None] = [None]
        if isinstance(mark, Permission) and endpoint != "accounts.sign_out":
            asked.append(next(role for role in Role if mark in ROLE_PERMISSIONS[role]))
        for role in asked:
            reply = clients[role].open(path, method=method, base_url=HOST)
            yield endpoint, f"{method} {path} as {role}: {reply.status_code}", reply
    for path in ("/no-such-page", "/exam/api/v1/no-such-call"):
        yield "none", f"GET {path}", clients[None].get(path, base_url=HOST)


def test_every_reply_tells_the_browser_what_to_refuse(https_app: Flask, database: Database) -> None:
    breaches, seen = [], 0
    for endpoint, asked, reply in replies(https_app, database):
        seen += 1
        headers = reply.headers
        wanted = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Strict-Transport-Security": "max-age=31536000",
            "X-Frame-Options": "DENY",
        }
        if not reply.request.path.startswith(API):
            wanted["Cross-Origin-Opener-Policy"] = "same-origin"
        breaches += [f"{asked} {name}" for name, value in wanted.items() if headers.get(name) != value]
        breaches += [
            f"{asked} {found}" for found in policy_faults(headers.get("Content-Security-Policy", ""))
        ]
        if endpoint not in KEPT and headers.get("Cache-Control") != "no-store":
            breaches.append(f"{asked} may be cached: {headers.get('Cache-Control')}")
        breaches += [f"{asked} {name}" for name in ("Server", "X-Powered-By") if name in headers]
        if reply.is_json or reply.mimetype.startswith("text/"):
            breaches += [f"{asked} calls {found}" for found in FOREIGN.findall(reply.text)]
        breaches += [
            f"{asked} {cookie}" for cookie in headers.getlist("Set-Cookie") if not is_guarded(cookie)
        ]
        if "Access-Control-Allow-Origin" in headers:
            breaches.append(f"{asked} answers other sites")
        if reply.status_code == 500:
            breaches.append(asked)
        reply.close()
    assert seen > 250
    assert https_app.view_functions.keys() >= KEPT
    assert not breaches, "\n".join(breaches[:80])


def policy_faults(policy: str) -> list[str]:
    """Return what a content policy lets in that it must not."""
    directives = {words[0]: words[1:] for words in map(str.split, policy.split(";")) if words}
    missing = {"default-src", "frame-ancestors", "base-uri", "form-action"} - directives.keys()
    foreign = [
        source for sources in directives.values() for source in sources if not SOURCES.fullmatch(source)
    ]
    scripts = directives.get("script-src", directives.get("default-src", []))
    return [*sorted(missing), *foreign, *(source for source in scripts if source in {"data:", "blob:"})]


def is_guarded(cookie: str) -> bool:
    """Tell whether a cookie goes over https only, to no script, and to no other site's request."""
    name, *flags = cookie.split("; ")
    own = name.startswith(("__Host-session=", "lang="))
    return own and {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags) and "Domain" not in cookie


def test_the_cookies_that_are_given_are_guarded(https_app: Flask) -> None:
    client = https_app.test_client()
    given = [
        client.get(path, base_url=HOST).headers.getlist("Set-Cookie") for path in ("/sign-in", "/?lang=ru")
    ]
    assert [len(cookies) for cookies in given] == [1, 1]
    assert all(is_guarded(cookie) for cookies in given for cookie in cookies)


def test_a_foreign_host_name_goes_into_no_address(https_app: Flask) -> None:
    reply = https_app.test_client().get("/account", base_url="https://evil.example")
    assert (reply.status_code, reply.headers["Location"]) == (302, "/sign-in?next=/account")
    page = https_app.test_client().get("/sign-in", base_url="https://evil.example")
    assert "evil.example" not in page.text
