"""`examapp migrate`: the schema to head."""

import json

import click

from examapp.core.settings import load_settings
from examapp.core.signing import keys_of
from migrations.upgrade import upgrade_to_head


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(*, as_json: bool) -> None:
    """Bring the database's schema to head; running it again changes nothing."""
    settings = load_settings()
    revision = upgrade_to_head(settings.database_url, keys_of(settings))
    if as_json:
        click.echo(json.dumps({"revision": revision}))
        return
    click.echo(f"The schema stands at revision {revision}.")
