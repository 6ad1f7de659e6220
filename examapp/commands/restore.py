"""`examapp restore FILE`: an installation from its copy, into an empty folder and an empty database."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from examapp.commands.failures import Failure
from examapp.commands.installation_archive import (
    DATABASE,
    FOLDER,
    FONTS,
    Manifest,
    open_encrypted,
    read_archive,
)
from examapp.commands.root_digests import read_roots
from examapp.core.age_file import AgeError, read_identities
from examapp.core.database_copy import CopyRefused, copy_in
from examapp.core.db import make_engine
from examapp.core.settings import INSTALLATION_FILE, load_settings
from migrations.upgrade import alembic_configuration, upgrade_connection

STAGING = ".restoring"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    "identities",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the identity (AGE-SECRET-KEY-1…) that opens an encrypted backup.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(file: Path, *, identities: tuple[Path, ...], as_json: bool) -> None:
    """Make the installation of FILE here: EXAMAPP_DATA names a new folder. Nothing is overwritten.

    The restored database must give the digests that the backup's gave; they are printed to be compared.
    """
    keys = _read_identities(identities)
    data = Path(os.environ.get("EXAMAPP_DATA", "instance")).resolve()
    if data.exists() and any(one.name != FONTS for one in data.iterdir()):
        raise Failure(f"{data} is not empty. Name a new folder in EXAMAPP_DATA; nothing was changed.")
    staging = data / STAGING
    staging.mkdir(mode=0o700, parents=True)
    data.chmod(0o700)
    try:
        manifest = _restore(file, keys, staging)
        _move_in(staging / FOLDER, data)
    except CopyRefused as refusal:
        raise Failure(str(refusal)) from refusal
    finally:
        shutil.rmtree(staging)
    copied = manifest.database
    facts: dict[str, object] = {"folder": str(data), "database": copied.backend, "revision": copied.revision}
    facts |= {"files": len(manifest.files), "made_at": manifest.made_at, "roots": copied.roots}
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(
        f"The installation of {manifest.made_at} stands in {data}. `examapp migrate` brings it up to date."
    )
    for name, root in copied.roots.items():
        click.echo(f"{name} {root}")


def _read_identities(files: Sequence[Path]) -> list[X25519PrivateKey]:
    try:
        return [key for file in files for key in read_identities(file.read_text(encoding="utf-8"))]
    except (AgeError, UnicodeDecodeError) as error:
        raise Failure(str(error)) from error


def _restore(file: Path, keys: Sequence[X25519PrivateKey], staging: Path) -> Manifest:
    manifest = read_archive(open_encrypted(file, keys, staging), staging)
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_configuration()).walk_revisions()
    }
    if manifest.database.revision not in known:
        raise CopyRefused(
            f"The backup is of revision {manifest.database.revision}, which this version does not know: "
            "restore it with the version that made it, or a newer one."
        )
    # As the restored installation would read them, but with its folder where it stands until all is done.
    settings = load_settings(os.environ | {"EXAMAPP_DATA": str(staging / FOLDER)})
    engine = make_engine(settings.database_url)
    try:
        copy_in(engine, staging / DATABASE, manifest.database, upgrade_connection, read_roots)
    finally:
        engine.dispose()
    return manifest


def _move_in(source: Path, data: Path) -> None:
    """Move what was restored into its place; the file that makes a folder an installation comes last."""
    for one in sorted(source.iterdir(), key=lambda path: path.name == INSTALLATION_FILE):
        one.rename(data / one.name)
