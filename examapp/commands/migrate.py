"""`examapp migrate`: the schema to head, and never while a sitting is open."""

import json

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from examapp.commands.failures import Failure
from examapp.core.db import make_engine
from examapp.core.settings import load_settings
from examapp.core.signing import keys_of
from examapp.sittings.models import Sitting, SittingState
from migrations.upgrade import alembic_configuration, upgrade_to_head


@click.command()
@click.option("--force", is_flag=True, help="Although a sitting is open: its candidates may have to wait.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(*, force: bool, as_json: bool) -> None:
    """Bring the database's schema to head; running it again changes nothing.

    While a sitting is open a schema that is not at head stays as it is, and the exit status is 2.
    """
    settings = load_settings()
    if not force:
        refuse_while_open(
            settings.database_url,
            "Nothing was changed: run this when the sittings are closed, or with --force.",
        )
    revision = upgrade_to_head(settings.database_url, keys_of(settings))
    if as_json:
        click.echo(json.dumps({"revision": revision}))
        return
    click.echo(f"The schema stands at revision {revision}.")


def refuse_while_open(url: str, what_to_do: str) -> None:
    """Raise Failure, ending with what to do, where the schema is not at head and a sitting is open."""
    opened = _list_open_sittings(url)
    if opened:
        raise Failure(
            f"Open sittings: {', '.join(opened)}. People are at their tests, and a change of the schema can "
            f"stop their saving. {what_to_do}"
        )


def _list_open_sittings(url: str) -> list[str]:
    """Return the open sittings that a migration would disturb: none where there is nothing to migrate."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            head = ScriptDirectory.from_config(alembic_configuration()).get_current_head()
            at_head = MigrationContext.configure(connection).get_current_revision() == head
            if at_head or not inspect(connection).has_table(Sitting.__tablename__):
                return []
            found = select(Sitting.code).where(Sitting.state == SittingState.OPEN).order_by(Sitting.code)
            return list(connection.scalars(found))
    finally:
        engine.dispose()
