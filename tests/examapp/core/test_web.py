"""A session belongs to a page and never to the exam API."""

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENTRY = "/exam/api/v1/entry"


def _write_session(app: Flask) -> None:
    @app.before_request
    def write() -> None:
        session["seen"] = True


def _cookies(reply: TestResponse) -> list[str]:
    return reply.headers.getlist("Set-Cookie")


def test_a_page_keeps_its_session(app: Flask, client: FlaskClient) -> None:
    _write_session(app)
    assert any(cookie.startswith("session=") for cookie in _cookies(client.get("/")))


def test_the_exam_api_has_no_session_to_write_into(app: Flask, client: FlaskClient) -> None:
    _write_session(app)
    reply = client.post(ENTRY, json={})
    assert (reply.status_code, _cookies(reply)) == (500, [])


def test_a_cookie_of_a_page_says_nothing_to_the_exam_api(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as kept:
        kept["seen"] = True
    seen: list[bool] = []

    @app.before_request
    def look() -> None:
        seen.append("seen" in session)

    client.get("/")
    reply = client.post(ENTRY, json={})
    assert (seen, _cookies(reply)) == ([True, False], [])
