"""`examapp backup FILE`: a consistent copy of the installation while it serves, encrypted to recipients."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy.engine import make_url

from examapp.commands.failures import Failure
from examapp.commands.installation import find_installation
from examapp.commands.installation_archive import (
    DATABASE,
    FOLDER,
    Manifest,
    list_kept_files,
    write_archive,
)
from examapp.commands.root_digests import read_roots
from examapp.core.age_file import AgeError, read_recipient
from examapp.core.clock import now
from examapp.core.database_copy import CopyRefused, copy_out
from examapp.core.db import make_engine
from examapp.core.settings import Settings, load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--recipient", "recipients", multiple=True, help="age1…; several times for several people.")
@click.option("--in-clear", is_flag=True, help="Do not encrypt, although recipients are configured.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def command(file: Path, *, recipients: tuple[str, ...], in_clear: bool, as_json: bool) -> None:
    """Write the database, secrets, keys and certificates to FILE, encrypted to the recipients.

    Recipients are those named here, else those of EXAMAPP_BACKUP_RECIPIENTS. Without one the file is in
    clear: keep it as safe as the installation. The database comes first: every certificate that it names lies
    in the folder already.
    """
    if find_installation() is None:
        raise Failure("There is no installation here: EXAMAPP_DATA names its folder.")
    settings = load_settings()
    to = _choose_recipients(settings, recipients, in_clear=in_clear)
    manifest = _write(file, settings, to)
    copied = manifest.database
    facts: dict[str, object] = {"file": str(file), "database": copied.backend, "revision": copied.revision}
    facts |= {"files": len(manifest.files), "bytes": file.stat().st_size, "made_at": manifest.made_at}
    facts |= {"recipients": len(to), "roots": copied.roots}
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(f"{facts['files']} files, {facts['bytes']} bytes of {copied.backend} written to {file}.")
    click.echo(
        f"Encrypted to {len(to)} recipient{'s' if len(to) > 1 else ''}."
        if to
        else "It is not encrypted: whoever has it can be the installation. `--recipient age1…` encrypts it."
    )
    for name, root in copied.roots.items():
        click.echo(f"{name} {root}")


def _choose_recipients(settings: Settings, named: Sequence[str], *, in_clear: bool) -> list[X25519PublicKey]:
    if in_clear and named:
        raise Failure("--in-clear and --recipient exclude each other.")
    try:
        return [] if in_clear else [read_recipient(one) for one in named or settings.backup_recipients]
    except AgeError as error:
        raise Failure(str(error)) from error


def _write(file: Path, settings: Settings, recipients: Sequence[X25519PublicKey]) -> Manifest:
    engine = make_engine(settings.database_url)
    path = make_url(settings.database_url).database if engine.dialect.name == "sqlite" else None
    # What is not encrypted yet stays with the installation, and never comes to the disk of the backup.
    beside = settings.data if recipients else file.parent
    try:
        with tempfile.TemporaryDirectory(dir=beside, prefix=".examapp-backup-") as folder:
            copied = copy_out(engine, Path(folder), read_roots)
            members = {f"{DATABASE}/{one.name}": one for one in sorted(Path(folder).iterdir())}
            for one in list_kept_files(settings.data, Path(path).resolve() if path else None):
                if one != file.resolve():
                    members[f"{FOLDER}/{one.relative_to(settings.data).as_posix()}"] = one
            return write_archive(file, members, copied, now().isoformat(timespec="seconds"), recipients)
    except CopyRefused as refusal:
        raise Failure(str(refusal)) from refusal
    finally:
        engine.dispose()
