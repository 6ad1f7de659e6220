"""Sheets and certificates against the audit log: what the log says was confirmed, issued or ended must be so.

The log holds a confirmed sheet's digest and an issued file's SHA-256, and neither of the two is ever deleted.
So it shows here if somebody changes a sheet, lets a person pass in the tables, or takes a revocation back.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from examapp.certificates.models import Certificate, Replacement, Revocation
from examapp.certificates.payload import PayloadInvalid, verify_payload
from examapp.core.audit import AuditEntry, AuditLink
from examapp.results.models import Result, ResultSheet

SHEETS_AT_ONCE: Final = 50
# Outcome and names of a line, as the database holds them beside the signed body.
_Line = tuple[str, str | None, str | None]
_CONFIRMED: Final = "result_sheet.confirmed"
_ISSUED, _REVOKED, _REPLACED = "certificate.issued", "certificate.revoked", "certificate.replaced"


@dataclass(frozen=True, slots=True)
class RegisterFault:
    """What differs from an entry, and the entry's index (None: no link names it yet)."""

    reason: str
    position: int | None


@dataclass(frozen=True, slots=True)
class _Held:
    """What the tables hold of a certificate; `signed` tells whether they say what its payload says."""

    file_sha256: str
    signed: bool
    revoked: bool
    successor: str | None


def verify_register(db: Session, key: Ed25519PublicKey | None = None) -> Iterator[RegisterFault]:
    """Yield what sheets and certificates no longer have of what the log says of them, in the log's order.

    With the `key` of the certificates' payloads each one's entry is compared with what was signed, too.
    """
    sheets, certificates = _read_sheets(db), _read_certificates(db, key)
    rows = db.execute(
        select(AuditEntry.act, AuditEntry.subject_code, AuditEntry.facts, AuditLink.position)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.act.in_((_CONFIRMED, _ISSUED, _REVOKED, _REPLACED)))
        .order_by(AuditEntry.id)
    )
    for row in rows:
        facts = _read_facts(row.facts)
        if row.act == _CONFIRMED:
            reason = _judge_sheet(sheets.get((row.subject_code, facts.get("revision", 1))), facts)
        else:
            reason = _judge_certificate(certificates.get(row.subject_code), row.act, facts)
        if reason:
            yield RegisterFault(f"{reason} ({row.subject_code})", row.position)


def _judge_sheet(held: tuple[str, bool] | None, facts: Mapping[str, Any]) -> str:
    if held is None:
        return "a confirmed sheet is missing"
    digest, whole = held
    if digest != facts.get("digest"):
        return "a sheet is not the one that was confirmed"
    return "" if whole else "a sheet's lines are not those that were confirmed"


def _judge_certificate(held: _Held | None, act: str, facts: Mapping[str, Any]) -> str:
    if held is None:
        return "an issued certificate is missing"
    if act == _ISSUED and held.file_sha256 != facts.get("sha256", held.file_sha256):
        return "a certificate's file is not the one that was issued"
    if act == _ISSUED and not held.signed:
        return "a certificate's entry does not say what was signed"
    if act == _REVOKED and not held.revoked:
        return "a revocation is missing"
    if act == _REPLACED and held.successor != facts.get("by", held.successor):
        return "a replacement is missing"
    return ""


def _read_sheets(db: Session) -> dict[tuple[str, int], tuple[str, bool]]:
    """Return, by number and revision, each body's digest, and whether the tables' lines say the same."""
    ids = db.scalars(select(ResultSheet.id).order_by(ResultSheet.id)).all()
    found: dict[tuple[str, int], tuple[str, bool]] = {}
    for first in range(0, len(ids), SHEETS_AT_ONCE):
        found |= _read_some(db, ids[first : first + SHEETS_AT_ONCE])
    return found


def _read_some(db: Session, ids: Sequence[int]) -> dict[tuple[str, int], tuple[str, bool]]:
    one, lines = ResultSheet, select(Result).where(Result.sheet_id.in_(ids))
    said: dict[int, dict[int, _Line]] = {}
    for line in db.scalars(lines):
        said.setdefault(line.sheet_id, {})[line.position] = (
            line.outcome.value,
            line.name_latn,
            line.name_cyrl,
        )
    rows = db.execute(select(one.id, one.number, one.revision, one.body).where(one.id.in_(ids)))
    return {
        (row.number, row.revision): (
            hashlib.sha256(row.body.encode()).hexdigest(),
            _lines_of(row.body) == said.get(row.id, {}),
        )
        for row in rows
    }


def _lines_of(body: str) -> dict[int, _Line]:
    try:
        return {
            line["position"]: (line["outcome"], line["name_latn"], line["name_cyrl"])
            for line in orjson.loads(body)["candidates"]
        }
    except (ValueError, KeyError, TypeError):  # changed from outside; its digest names it
        return {}


def _read_certificates(db: Session, key: Ed25519PublicKey | None) -> dict[str, _Held]:
    newer = aliased(Certificate)
    rows = db.execute(
        select(
            Certificate,
            Revocation.revoked_at,
            newer.number.label("successor"),
        )
        .select_from(Certificate)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(Replacement, Replacement.old_id == Certificate.id)
        .outerjoin(newer, newer.id == Replacement.new_id)
        .execution_options(yield_per=500)
    )
    return {
        one.number: _Held(
            one.file_sha256, key is None or _is_signed(one, key), revoked_at is not None, successor
        )
        for one, revoked_at, successor in rows
    }


def _is_signed(one: Certificate, key: Ed25519PublicKey) -> bool:
    try:
        said = verify_payload(one.payload.encode(), key)
    except PayloadInvalid:
        return False
    names = ("number", "code", "rehearsal", "name_latn", "name_cyrl", "tested_on", "issued_on", "valid_until")
    titles = (dict(said.programme), dict(said.level)) == (one.programme, one.level)
    return titles and all(getattr(said, name) == getattr(one, name) for name in names)


def _read_facts(text: str) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:  # changed from outside; the chain names it
        return {}
    return facts if isinstance(facts, dict) else {}
