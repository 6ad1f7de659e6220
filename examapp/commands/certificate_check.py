"""`examapp certificates verify`: whether a PDF, QR code or badge is ours, and whether it stands."""

import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy.exc import SQLAlchemyError

from examapp.certificates.keys import Trust, anchor_path, read_trust
from examapp.certificates.qr_text import LONGEST
from examapp.certificates.register import (
    FindEntry,
    RegisterEntry,
    RegisterRefused,
    find_entry,
    read_register,
)
from examapp.certificates.verification import (
    FileVerdict,
    SignedVerdict,
    Standing,
    judge_badge,
    judge_file,
    judge_qr_text,
)
from examapp.commands.installation import find_installation, opened_installation
from examapp.core.clock import now
from examapp.core.db import reading
from examapp.core.i18n import in_tashkent
from examapp.core.settings import load_settings

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


@dataclass(frozen=True)
class Ground:
    """What a file is judged by: the anchor with its keys, and where its state is asked."""

    trust: Trust
    find_entry: FindEntry | None
    note: str = ""
    register_made_at: str | None = None


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--qr", "qr_text", help="The text of a QR code, instead of a FILE.")
@click.option("--trust", type=_FILE, help="Anchor, PEM.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="Signed export.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(
    file: Path | None, qr_text: str | None, trust: Path | None, register_file: Path | None, *, as_json: bool
) -> None:
    """Check FILE (a certificate's PDF, its badge, or a file with its QR code's text) without the network.

    0 genuine and valid · 1 genuine but revoked, replaced or expired · 2 not genuine, or no trust anchor ·
    3 genuine and its state unknown (no register). Anchor and register are the installation's unless given.
    """
    if (file is None) == (qr_text is None):
        raise click.UsageError("Give a FILE, or the text of a QR code by --qr.")
    data = file.read_bytes() if file else (qr_text or "").strip().encode()
    trusted = _read_trust(trust or _installation_anchor())
    if trusted is None:
        _say({"status": "not_genuine", "genuine": False, "reason": "there is no trust anchor"}, as_json)
        sys.exit(NO_ANCHOR)
    with ExitStack() as stack:
        ground = _ground(trusted, register_file, stack)
        facts = _judge(data, ground, is_qr=qr_text is not None)
        # What became of a certificate after the export, the export cannot say.
        facts["register_made_at"] = ground.register_made_at
    _say(facts, as_json)
    sys.exit(EXIT_CODES[Standing(facts["status"])])


def _judge(data: bytes, ground: Ground, *, is_qr: bool) -> dict[str, Any]:
    """Return the facts of what was given; what it is, is told from the content."""
    today, keys = in_tashkent(now()).date(), ground.trust.payload_keys
    if is_qr or _looks_like_qr_text(data):
        text = data.strip().decode("ascii", "replace")
        verdict = judge_qr_text(text, keys=keys, find_entry=ground.find_entry, today=today)
        return _facts_of_essentials(verdict, ground.note, "qr")
    if data.startswith(b"{"):
        verdict = judge_badge(data, keys=keys, find_entry=ground.find_entry, today=today)
        return _facts_of_essentials(verdict, ground.note, "badge")
    found = judge_file(
        data, anchor=ground.trust.anchor, payload_key=None, find_entry=ground.find_entry, today=today
    )
    return _facts(found, ground.note)


def _looks_like_qr_text(data: bytes) -> bool:
    return len(data) <= LONGEST + 2 and b"/verify/" in data and not data.startswith((b"%PDF", b"{"))


def _installation_anchor() -> Path | None:
    path = anchor_path(load_settings().keys) if find_installation() else None
    return path if path and path.exists() else None


def _read_trust(path: Path | None) -> Trust | None:
    if path is None:
        return None
    try:
        return read_trust(path.read_bytes())
    except ValueError as error:
        raise click.BadParameter(f"{path} holds no certificate in PEM", param_hint="--trust") from error


def _ground(trust: Trust, register_file: Path | None, stack: ExitStack) -> Ground:
    if register_file is not None:
        try:
            found = read_register(register_file.read_bytes(), trust.anchor)
        except RegisterRefused as refusal:
            return Ground(trust, None, str(refusal))
        except OSError as error:
            return Ground(trust, None, f"the register {register_file} cannot be read: {error.strerror}")
        return Ground(trust, found.find, register_made_at=found.made_at.isoformat())
    own = _read_trust(_installation_anchor())
    if own is None or own.anchor != trust.anchor:  # another installation's states say nothing about this file
        return Ground(trust, None)
    stack.enter_context(opened_installation())
    try:
        _find_in_installation("")
    except SQLAlchemyError as error:
        return Ground(trust, None, f"the installation's register cannot be read: {error}")
    return Ground(trust, _find_in_installation)


def _find_in_installation(number: str) -> RegisterEntry | None:
    with reading() as db:
        return find_entry(db, number)


def _facts(verdict: FileVerdict, note: str) -> dict[str, Any]:
    payload, entry = verdict.payload, verdict.entry
    return {
        "kind": "pdf",
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


def _facts_of_essentials(verdict: SignedVerdict, note: str, kind: str) -> dict[str, Any]:
    told, entry = verdict.essentials, verdict.entry
    return {
        "kind": kind,
        "status": verdict.standing.value,
        "genuine": verdict.standing is not Standing.NOT_GENUINE,
        "reason": note if note and told else verdict.reason,
        "rehearsal": told.rehearsal if told else False,
        "number": told.number if told else None,
        "code": told.code if told else None,
        "holder": told.name_latn if told else None,
        "programme": told.programme if told else None,
        "issued_on": _day(told.issued_on) if told else None,
        "valid_until": _day(told.valid_until) if told else None,
        "replaced_by": entry.replaced_by if entry else None,
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
    for label in (
        "number",
        "holder",
        "programme",
        "issued_on",
        "valid_until",
        "replaced_by",
        "register_made_at",
    ):
        if facts.get(label):
            click.echo(f"  {label.replace('_', ' ')}: {facts[label]}")
