"""A server has its address for itself, or does not start and says what to do."""

import http.server
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from examapp.commands import demo, serve
from examapp.commands.serve import refuse_taken_port
from examapp.core.health import SERVER_NAME

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which a stranger listens who would share it."""
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind((HOST, 0))
        stranger.listen()
        yield stranger.getsockname()[1]


def test_a_taken_port_is_refused_in_one_line_that_says_what_to_do(taken: int) -> None:
    with pytest.raises(click.ClickException) as refusal:
        refuse_taken_port(HOST, taken, "--port")
    said = refusal.value.message
    assert f"{HOST}:{taken}" in said
    assert "another program uses it" in said
    assert "--port" in said
    assert "\n" not in said


def test_a_port_is_taken_if_somebody_has_it_on_all_addresses() -> None:
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("", 0))
        stranger.listen()
        with pytest.raises(click.ClickException):
            refuse_taken_port(HOST, stranger.getsockname()[1], "--port")


def test_an_address_that_this_machine_has_not_is_refused_with_its_reason() -> None:
    with pytest.raises(click.ClickException, match=r"203\.0\.113\.7:8000 cannot be served: .+"):
        refuse_taken_port("203.0.113.7", 8000, "--bind HOST:PORT")


def test_a_port_that_a_server_has_just_left_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)):
            accepted, _ = server.accept()
            accepted.close()  # the server's side closes first and lingers
    refuse_taken_port(HOST, port, "--port")
    refuse_taken_port(HOST, port, "--port")


@pytest.mark.parametrize(
    ("command", "words"), [(serve.command, ["--bind", f"{HOST}:{{}}"]), (demo.command, ["--port", "{}"])]
)
def test_neither_verb_starts_on_a_taken_port_or_makes_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int, command: click.Command, words: list[str]
) -> None:
    folder = tmp_path / "installation"
    for name in ("EXAMAPP_DATA", "EXAMAPP_BASE_URL", "EXAMAPP_LOG_LEVEL"):
        monkeypatch.setenv(name, str(folder))
    more = ["--data", str(folder)] if command is demo.command else []
    result = CliRunner().invoke(command, [word.format(taken) for word in words] + more)
    assert result.exit_code == 1
    assert "another program uses it" in result.output
    assert not folder.exists()


def test_a_stranger_who_answers_on_the_port_is_not_taken_for_the_own_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {"status": "ok", "server": "the stranger"}

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        body = json.dumps(said).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    members = {"do_GET": answer, "log_message": lambda *_words: None}
    handlers = type("Answer", (http.server.BaseHTTPRequestHandler,), members)
    monkeypatch.setenv(SERVER_NAME, "own")
    with http.server.HTTPServer((HOST, 0), handlers) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        assert not demo._answers(stranger.server_port)
        said["server"] = "own"
        assert demo._answers(stranger.server_port)
        stranger.shutdown()
    assert not demo._answers(stranger.server_port)


class Ending:
    """A server that lives for so long and then ends."""

    def __init__(self, lives: list[tuple[float, int | None]], monkeypatch: pytest.MonkeyPatch) -> None:
        self.lives, self.begun, self.now = iter(lives), 0, 0.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "sleep", lambda _seconds: None)

    def serve(self) -> None:
        self.begun += 1
        seconds, code = next(self.lives)
        self.now += seconds
        if code is not None:
            sys.exit(code)


def test_a_server_that_gives_its_workers_up_begins_again_and_again_once_it_has_lived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Ending([(60, 1), (1, 1), (60, 1), (1, 1), (5, None)], monkeypatch)
    serve.serve_on(lambda: server)
    assert server.begun == 5


def test_a_server_that_never_lives_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Ending([(1, 1)] * 9, monkeypatch)
    with pytest.raises(SystemExit):
        serve.serve_on(lambda: server)
    assert server.begun == serve.MOST_FAILURES + 1
