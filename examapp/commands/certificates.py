"""`examapp certificates`: issue them, check a file without the network, export the register of states."""

import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from cryptography import x509
from sqlalchemy.exc import SQLAlchemyError

from examapp.certificates.issuing import issue_sitting, list_issued
from examapp.certificates.keys import anchor_path, read_or_make_authority
from examapp.certificates.register import (
    FindEntry,
    RegisterEntry,
    RegisterRefused,
    find_entry,
    list_entries,
    read_register,
    write_register,
)
from examapp.certificates.verification import FileVerdict, Standing, judge_file
from examapp.commands.installation import find_installation, opened_installation
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.errors import AppError
from examapp.core.i18n import in_tashkent
from examapp.core.settings import load_settings
from examapp.sittings.queries import find_sitting

EXIT_CODES: Final = {
    Standing.VALID: 0,
    Standing.REVOKED: 1,
    Standing.REPLACED: 1,
    Standing.EXPIRED: 1,
    Standing.NOT_GENUINE: 2,
    Standing.UNKNOWN: 3,
}
NO_ANCHOR: Final = 2
_HEADLINES: Final = {
    Standing.VALID: "Genuine and valid",
    Standing.REVOKED: "Genuine, but not valid",
    Standing.REPLACED: "Genuine, but not valid",
    Standing.EXPIRED: "Genuine, but not valid",
    Standing.NOT_GENUINE: "Not genuine",
    Standing.UNKNOWN: "Genuine, its state is unknown",
}


@click.group()
def command() -> None:
    """Issue and check certificates."""


@command.command()
@click.argument("sitting")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def issue(sitting: str, *, as_json: bool) -> None:
    """Issue what the confirmed result sheet of SITTING still lacks."""
    with opened_installation():
        with reading() as db:
            found = find_sitting(db, sitting)
        if found is None:
            raise click.ClickException(f"There is no sitting {sitting}.")
        try:
            number = issue_sitting(found.id)
        except (AppError, RuntimeError) as error:
            cause = f": {error.__cause__}" if error.__cause__ else ""
            raise click.ClickException(f"{error}{cause}") from error
        issued = list_issued(found.id)
    if as_json:
        click.echo(json.dumps({"sitting": found.code, "issued": number, "certificates": issued}))
        return
    click.echo(f"Issued now: {number}. Certificates of {found.code} in all: {len(issued)}.")
    for certificate in issued:
        click.echo(f"{certificate['number']}  {certificate['file']}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def register(file: Path, *, as_json: bool) -> None:
    """Write the signed register of every certificate's state to FILE, for checking offline."""
    settings, at = load_settings(), now()
    with opened_installation(), reading() as db:
        entries = list_entries(db)
    authority = read_or_make_authority(settings.keys, at=at)
    file.write_bytes(write_register(entries, authority.signer, at=at))
    facts = {
        "certificates": len(entries),
        "made_at": at.isoformat(timespec="seconds"),
        "file": str(file),
        "trust": str(anchor_path(settings.keys)),
    }
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(f"{facts['certificates']} certificates written to {file}. The anchor is {facts['trust']}.")


@dataclass(frozen=True)
class Ground:
    """What a file is judged by: the anchor, and where its state is asked."""

    anchor: x509.Certificate
    find_entry: FindEntry | None
    note: str = ""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Anchor, PEM.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="Signed export.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(file: Path, trust: Path | None, register_file: Path | None, *, as_json: bool) -> None:
    """Check FILE, without the network.

    0 genuine and valid · 1 genuine but revoked, replaced or expired · 2 not genuine, or no trust anchor ·
    3 genuine and its state unknown (no register). Anchor and register are the installation's unless given.
    """
    anchor = _read_anchor(trust or _installation_anchor())
    if anchor is None:
        _say({"status": "not_genuine", "genuine": False, "reason": "there is no trust anchor"}, as_json)
        sys.exit(NO_ANCHOR)
    with ExitStack() as stack:
        ground = _ground(anchor, register_file, stack)
        verdict = judge_file(
            file.read_bytes(),
            anchor=ground.anchor,
            payload_key=None,
            find_entry=ground.find_entry,
            today=in_tashkent(now()).date(),
        )
    _say(_facts(verdict, ground.note), as_json)
    sys.exit(EXIT_CODES[verdict.standing])


def _installation_anchor() -> Path | None:
    path = anchor_path(load_settings().keys) if find_installation() else None
    return path if path and path.exists() else None


def _read_anchor(path: Path | None) -> x509.Certificate | None:
    if path is None:
        return None
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise click.BadParameter(f"{path} holds no certificate in PEM", param_hint="--trust") from error


def _ground(anchor: x509.Certificate, register_file: Path | None, stack: ExitStack) -> Ground:
    if register_file is not None:
        try:
            found = read_register(register_file.read_bytes(), anchor)
        except RegisterRefused as refusal:
            return Ground(anchor, None, str(refusal))
        except OSError as error:
            return Ground(anchor, None, f"the register {register_file} cannot be read: {error.strerror}")
        return Ground(anchor, found.find)
    own = _read_anchor(_installation_anchor())
    if own is None or own != anchor:  # another installation's states say nothing about this file
        return Ground(anchor, None)
    stack.enter_context(opened_installation())
    try:
        _find_in_installation("")
    except SQLAlchemyError as error:
        return Ground(anchor, None, f"the installation's register cannot be read: {error}")
    return Ground(anchor, _find_in_installation)


def _find_in_installation(number: str) -> RegisterEntry | None:
    with reading() as db:
        return find_entry(db, number)


def _facts(verdict: FileVerdict, note: str) -> dict[str, Any]:
    payload, entry = verdict.payload, verdict.entry
    return {
        "status": verdict.standing.value,
        "genuine": verdict.standing is not Standing.NOT_GENUINE,
        "reason": note or verdict.reason,
        "rehearsal": payload.rehearsal if payload else False,
        "number": payload.number if payload else None,
        "code": payload.code if payload else None,
        "holder": payload.name_latn if payload else None,
        "programme": _first(payload.programme) if payload else None,
        "issued_on": _day(payload.issued_on) if payload else None,
        "valid_until": _day(payload.valid_until) if payload else None,
        "replaced_by": entry.replaced_by if entry else None,
        "sha256": verdict.sha256,
    }


def _first(texts: tuple[tuple[str, str], ...]) -> str | None:
    by_language = dict(texts)
    return by_language.get("uz-Latn") or next(iter(by_language.values()), None)


def _day(value: date) -> str:
    return value.isoformat()


def _say(facts: dict[str, Any], as_json: bool) -> None:  # noqa: FBT001 - the option's own value
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"{_HEADLINES[Standing(facts['status'])]}: {facts['reason']}.")
    if facts.get("rehearsal"):
        click.echo("REHEARSAL: this certificate is not valid, whatever its state.")
    for label in ("number", "holder", "programme", "issued_on", "valid_until", "replaced_by"):
        if facts.get(label):
            click.echo(f"  {label.replace('_', ' ')}: {facts[label]}")
