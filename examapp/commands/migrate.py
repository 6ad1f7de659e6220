"""`examapp migrate`: the schema to head."""

import click

from examapp.core.settings import load_settings
from migrations.upgrade import upgrade_to_head


@click.command()
def command() -> None:
    """Bring the database's schema to head; running it again changes nothing."""
    revision = upgrade_to_head(load_settings().database_url)
    click.echo(f"The schema stands at revision {revision}.")
