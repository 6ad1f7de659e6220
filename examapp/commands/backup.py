"""`examapp backup FILE`: a consistent copy of the installation while it serves."""

import json
import tempfile
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from examapp.commands.failures import Failure
from examapp.commands.installation import find_installation
from examapp.commands.installation_archive import DATABASE, FOLDER, list_kept_files, write_archive
from examapp.core.clock import now
from examapp.core.database_copy import CopyRefused, copy_out
from examapp.core.db import make_engine
from examapp.core.settings import load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(file: Path, *, as_json: bool) -> None:
    """Write the database, secrets, keys and certificates to FILE; keep it as safe as the installation.

    The database comes first: every certificate that it names lies in the folder already.
    """
    if find_installation() is None:
        raise Failure("There is no installation here: EXAMAPP_DATA names its folder.")
    settings = load_settings()
    engine = make_engine(settings.database_url)
    path = make_url(settings.database_url).database if engine.dialect.name == "sqlite" else None
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".examapp-backup-") as folder:
            copied = copy_out(engine, Path(folder))
            members = {f"{DATABASE}/{one.name}": one for one in sorted(Path(folder).iterdir())}
            for one in list_kept_files(settings.data, Path(path).resolve() if path else None):
                if one != file.resolve():
                    members[f"{FOLDER}/{one.relative_to(settings.data).as_posix()}"] = one
            manifest = write_archive(file, members, copied, now().isoformat(timespec="seconds"))
    except CopyRefused as refusal:
        raise Failure(str(refusal)) from refusal
    finally:
        engine.dispose()
    facts: dict[str, object] = {"file": str(file), "database": copied.backend, "revision": copied.revision}
    facts |= {"files": len(manifest.files), "bytes": file.stat().st_size, "made_at": manifest.made_at}
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(f"{facts['files']} files, {facts['bytes']} bytes of {copied.backend} written to {file}.")
