"""`examapp identity FILE`: whom backups are encrypted to, for whoever has no tool of the format age."""

import json
import os
from pathlib import Path

import click

from examapp.commands.failures import Failure
from examapp.core.age_file import new_identity


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(file: Path, *, as_json: bool) -> None:
    """Make an identity in FILE, which opens backups, and print its recipient, which encrypts them.

    Make it where the backups are kept, and take only the recipient to the installation.
    """
    secret, recipient = new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Failure(f"{file} is there already: an identity is never overwritten.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(f"# public key: {recipient}\n{secret}\n")
    click.echo(json.dumps({"recipient": recipient}) if as_json else recipient)
