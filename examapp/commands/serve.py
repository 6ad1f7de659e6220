"""`examapp serve`: the application over HTTP or HTTPS."""

import errno
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from examapp.commands.migrate import refuse_while_open
from examapp.core.addresses import is_loopback
from examapp.core.health import SERVER_NAME
from examapp.core.patience import MOST_PATIENT
from examapp.core.settings import load_settings
from examapp.core.signing import keys_of
from examapp.documents.fonts import ensure_fonts
from examapp.serving import WITHOUT_JOBS
from migrations.upgrade import upgrade_to_head

# A power cut in the middle of a sitting finds the schema at head, and the start goes on by itself.
WHILE_OPEN = (
    "Their schema is older than this version, so it does not start and has changed nothing: start the "
    "version that served them until they are closed; or, if it is gone, run `examapp migrate --force` and "
    "start again."
)
DEFAULT_THREADS = MOST_PATIENT + 4
LIVED_SECONDS = 20
MOST_FAILURES = 3
# Standard output belongs to the facts that a verb prints.
LOG_TO_STANDARD_ERROR = {
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}


def refuse_taken_port(host: str, port: int, option: str) -> None:
    """Raise ClickException, with what to do, where a server could not have the address for itself.

    The server shares its port among its workers and would share it with a stranger, too, without a word.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0], found[1]) as probe:
            # Connections of a server that has ended may linger; one that listens is refused all the same.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program uses it. Stop that program, or give" if taken else f"{error.strerror}. Give"
        raise click.ClickException(
            f"{host}:{port} cannot be served: {why} another address with {option}."
        ) from error


def make_server(
    host: str, port: int, *, workers: int = 1, certificate: Path | None = None, key: Path | None = None
) -> MPServer:
    """Return a server of the application; its worker processes read the installation from the environment."""
    os.environ["EXAMAPP_PARENT"] = str(os.getpid())
    os.environ[SERVER_NAME] = secrets.token_hex(8)
    return MPServer(
        "examapp.serving:build",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=DEFAULT_THREADS,
        ssl_cert=certificate,
        ssl_key=key,
        log_level=LogLevels.error,
        log_dictconfig=LOG_TO_STANDARD_ERROR,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )


def serve_on(make: Callable[[], MPServer]) -> None:
    """Serve, and begin again where the server gives its workers up.

    It does so once one dies within seconds of the one before it. Whatever kills them, a room waits: only a
    server that has not lived for a while, several times in a row, is not to be helped.
    """
    failures = 0
    while True:
        begun = time.monotonic()
        try:
            make().serve()
        except SystemExit as end:
            failures = 1 if time.monotonic() - begun > LIVED_SECONDS else failures + 1
            if not end.code or failures > MOST_FAILURES:
                raise
            time.sleep(1)
        else:
            return


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT.")
@click.option("--workers", default=1, show_default=True, help="Processes; one is best with SQLite.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--behind-proxy", is_flag=True, help="A reverse proxy on the way speaks https for us.")
@click.option("--without-jobs", is_flag=True, help="`examapp work` runs the jobs elsewhere.")
def command(
    bind: str,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    *,
    behind_proxy: bool,
    without_jobs: bool,
) -> None:
    """Serve the installation; other hosts than this one need TLS, because the exam page does.

    An older schema is brought to head first, but never while a sitting is open: then the exit status is 2.
    """
    host, _colon, port = bind.rpartition(":")
    if not port.isdecimal() or not host:
        raise click.BadParameter("write HOST:PORT, for example 127.0.0.1:8000", param_hint="--bind")
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together.")
    if not is_loopback(host.strip("[]")) and tls_cert is None and not behind_proxy:
        raise click.UsageError(
            f"{host} is reached from other machines, and the exam page works only over https: "
            "give --tls-cert and --tls-key, or --behind-proxy if a proxy speaks https in front."
        )
    if without_jobs:
        os.environ[WITHOUT_JOBS] = "1"
    refuse_taken_port(host.strip("[]"), int(port), "--bind HOST:PORT")
    settings = load_settings()
    refuse_while_open(settings.database_url, WHILE_OPEN)
    ensure_fonts(settings.fonts)
    upgrade_to_head(settings.database_url, keys_of(settings))
    serve_on(
        lambda: make_server(host.strip("[]"), int(port), workers=workers, certificate=tls_cert, key=tls_key)
    )
