import pytest
from flask import Flask

from examapp.core.errors import wants_json


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
