from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError

from examapp.core import errors
from examapp.core.access import public
from examapp.core.errors import wants_json

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("application/json", True),
        ("application/json, */*", True),
        ("application/json, text/plain, */*", True),
        ("Application/JSON;q=0.9, */*;q=0.1", True),
        ("text/html;q=0.5, application/json", True),
        ("text/html, application/json", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json;q=0, */*", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_json_is_for_whoever_names_it_and_does_not_name_a_page(accept: str, json: bool) -> None:
    with Flask("plain").test_request_context("/verify/ABC", headers={"Accept": accept}):
        assert wants_json() is json


def test_the_exam_api_speaks_json_whatever_is_asked_for() -> None:
    with Flask("plain").test_request_context("/exam/api/v1/entry", headers={"Accept": "text/html"}):
        assert wants_json() is True


@on_sqlite
def test_an_address_with_a_nul_is_refused(client: FlaskClient) -> None:
    assert client.get("/verify/AB%00").status_code == 400


@on_sqlite
def test_a_number_that_no_database_counts_names_nothing(client: FlaskClient) -> None:
    assert client.get(f"/requirements/minimum/parameters/{2**70}").status_code == 404


def test_a_value_that_its_column_cannot_hold_is_the_sender_s_fault(app: Flask) -> None:
    with app.test_request_context("/verify", method="POST"):
        assert errors._on_any_error(DataError("INSERT", {}, ValueError())).status_code == 400


@on_sqlite
def test_a_failure_is_logged_without_the_secret_of_its_address(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @public
    def fail(token: str) -> str:
        raise LookupError(len(token))

    logged: list[object] = []
    keeper = SimpleNamespace(error=lambda event, *, path, **_more: logged.append((event, path)))
    monkeypatch.setattr(errors, "logger", keeper)
    monkeypatch.setitem(app.view_functions, "notice_link.show", fail)
    assert client.get("/n/ABCD1234-SECRET").status_code == 500
    assert logged == [("unhandled_error", "/n/<token>")]
