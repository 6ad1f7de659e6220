import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("base_url", ["http://localhost", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_this_machine_reads_the_counters(client: FlaskClient, base_url: str) -> None:
    reply = client.get("/metrics", base_url=base_url)
    assert (reply.status_code, b"examapp_requests" in reply.data) == (200, True)


def test_another_machine_does_not(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto"])
def test_nobody_does_through_a_proxy_on_this_machine(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_a_silent_proxy_is_known_by_the_public_name(client: FlaskClient) -> None:
    assert client.get("/metrics", base_url="http://exam.example").status_code == 404


def test_a_trusted_proxy_elsewhere_cannot_be_told_that_it_is_here(app: Flask) -> None:
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=2)  # type: ignore[method-assign]
    reply = app.test_client().get(
        "/metrics",
        headers={"X-Forwarded-For": "127.0.0.1, 127.0.0.1"},
        environ_base={"REMOTE_ADDR": "10.0.0.9"},
    )
    assert reply.status_code == 404
