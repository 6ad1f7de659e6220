"""`examapp demo`: a demo installation, made or taken up again, and served."""

import json
import os
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import click

from examapp.commands.migrate import refuse_while_open
from examapp.commands.serve import WHILE_OPEN, make_server, refuse_taken_port
from examapp.core.health import SERVER_NAME
from examapp.core.settings import load_settings
from examapp.core.signing import keys_of
from examapp.demo.fake_gateways import FakeGateways
from examapp.demo.keeping import Demo, NotADemo
from examapp.demo.making import make_or_take_up
from migrations.upgrade import upgrade_to_head

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 60


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The demo's folder.")
@click.option(
    "--candidates", default=11, show_default=True, type=click.IntRange(1, 5000), help="How many are admitted."
)
@click.option("--database-url", help="PostgreSQL instead of SQLite in the folder.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one line of JSON; the rest goes to standard error."
)
def command(
    port: int, data: Path | None, candidates: int, database_url: str | None, *, as_json: bool
) -> None:
    """Make a demo installation (or take up the one in DIR), serve it, and print who signs in with what."""
    folder = (data or Path(tempfile.mkdtemp(prefix="examapp-demo-"))).resolve()
    os.environ["EXAMAPP_DATA"] = str(folder)
    os.environ.setdefault("EXAMAPP_BASE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("EXAMAPP_LOG_LEVEL", "WARNING")
    if database_url:
        os.environ["EXAMAPP_DATABASE_URL"] = database_url
    refuse_taken_port(HOST, port, "--port")
    with FakeGateways() as gateways:
        for name, value in gateways.settings().items():
            os.environ.setdefault(name, value)
        card = _make(folder, candidates)
        refuse_taken_port(HOST, port, "--port")  # making it took its time
        server = make_server(HOST, port)
        announcer = threading.Thread(
            target=_announce,
            args=(card, port, folder, gateways.url),
            kwargs={"as_json": as_json},
            daemon=True,
        )
        announcer.start()
        server.serve()


def _make(folder: Path, candidates: int) -> dict[str, Any]:
    settings = load_settings()
    demo = Demo(settings, candidates)
    click.echo(f"Making the demo in {folder} …", err=True)
    if (
        not demo.card.exists()
    ):  # in a demo nothing counts, and it goes on; this may be somebody's installation
        refuse_while_open(settings.database_url, WHILE_OPEN)
    upgrade_to_head(settings.database_url, keys_of(settings))
    try:
        return make_or_take_up(demo)
    except NotADemo as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _announce(card: dict[str, Any], port: int, folder: Path, sms_url: str, *, as_json: bool) -> None:
    """Print the card once this process's own server answers."""
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end:
        if _answers(port):
            break
        time.sleep(0.1)
    else:
        click.echo("The server does not answer; its messages above say why.", err=True)
        return
    if as_json:
        sys.stdout.write(json.dumps(card, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    else:
        click.echo(_table(card, folder, sms_url))


def _answers(port: int) -> bool:
    """Tell whether the server of this process, and not a stranger, is ready."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2) as reply:
            said = json.load(reply)
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("server") == os.environ[SERVER_NAME]


def _table(card: dict[str, Any], folder: Path, sms_url: str) -> str:
    lines = [
        "",
        "REHEARSAL: nothing that this installation prints is an official document.",
        "",
        f"  Candidates   {card['url']}/exam/      sitting {card['sitting']['code']}",
        f"  Staff        {card['url']}/sign-in",
        f"  Anyone       {card['verify_url']}",
        f"  Practice     {card['url']}/practice",
        f"  SMS          {sms_url}/ (a fake gateway: what was sent is listed there)",
        f"  Folder       {folder} (demo.json has all of this)",
        "",
        f"  {'Candidate':<52}{'code':<12}{'PIN':<9}state",
        *(
            f"  {entry['name']:<52}{entry['candidate_code']:<12}{entry['pin']:<9}{entry['state']}"
            for entry in card["candidates"][:30]
        ),
        "",
        f"  {'Sign-in name':<20}{'password':<20}{'TOTP secret':<36}who",
        *(
            f"  {who['name']:<20}{who['password']:<20}{who['totp_secret']:<36}{who['display_name']}"
            for who in card["staff"]
        ),
        "",
        f"  Finished rehearsal {card['finished']['sitting']}, certificates:",
        *(
            f"  {entry['number']}  {entry['code']}  {entry['file']}"
            for entry in card["finished"]["certificates"]
        ),
        "",
    ]
    return "\n".join(lines)
