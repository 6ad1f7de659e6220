"""`examapp bank check` and `bank seal`: the list that ships and those that an installation signed."""

import json
import sys

import click

from examapp.authoring.list_checking import check_lists
from examapp.authoring.shipped import take_in_shipped_list
from examapp.authoring.vault import ListVault
from examapp.commands.installation import find_installation, opened_installation
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import AppError, NotFound
from examapp.core.signing import key_ring
from examapp.programmes.queries import get_programme
from question_bank.content import load_shipped_list
from question_bank.sealing import SealBroken

_NOT_IN_FORCE = {"composed", "withdrawn"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def check(*, as_json: bool) -> None:
    """Check the shipped list and every list of the installation: exit 0 whole, 1 naming what differs."""
    found = [_check_shipped(), *_check_installed()]
    if as_json:
        click.echo(json.dumps({"lists": found}))
    else:
        for entry in found:
            whole = "as it was composed" if entry["state"] in _NOT_IN_FORCE else "as it was sealed"
            click.echo(
                f"{entry['list']}: {entry['state']}, {entry['items']} items, {entry['fault'] or whole}"
            )
    sys.exit(1 if any(entry["fault"] for entry in found) else 0)


def _check_shipped() -> dict[str, object]:
    try:
        manifest, items, _media = load_shipped_list()
    except SealBroken as broken:
        return {"list": "shipped", "state": "shipped", "items": 0, "fault": str(broken)}
    return {"list": manifest["list"], "state": "shipped", "items": len(items), "fault": None}


def _check_installed() -> list[dict[str, object]]:
    if find_installation() is None:
        return []
    with opened_installation(), reading() as db:
        return [
            {"list": verdict.code, "state": verdict.state, "items": verdict.items, "fault": verdict.fault}
            for verdict in check_lists(db, ListVault(key_ring()))
        ]


@click.command()
@click.option("--programme", "programme_code", required=True, help="The programme's code.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def seal(programme_code: str, *, as_json: bool) -> None:
    """Take the shipped sample list into the installation, signed with its own key."""
    try:
        with opened_installation(), transaction() as db:
            programme = get_programme(db, programme_code)
            vault = ListVault(key_ring())
            taken = take_in_shipped_list(db, vault, programme=programme, actor="console", at=now())
    except NotFound as missing:
        raise click.ClickException(f"The installation has no programme {programme_code!r}.") from missing
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if as_json:
        click.echo(json.dumps({"list": taken.code, "digest": taken.digest}))
        return
    click.echo(f"The list {taken.code} was taken in and signed; digest {taken.digest}.")
