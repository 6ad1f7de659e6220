"""The certificate for the printer: its payload, and what only paper needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.certificates.naqsh import naqsh_drawing
from examapp.certificates.payload import FILE_NAME, CertificatePayload
from examapp.certificates.wording import CHAIR, SECRETARY
from examapp.core.codes import show_code
from examapp.core.i18n import say_in
from examapp.documents.certificate.context import CertificateDocument, Signatory
from examapp.documents.embedding import EmbeddedFile
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.results.content import SheetContent
from examapp.results.models import Result, ResultSheet
from examapp.results.queries import read_content

_UZBEK: Final = "uz-Latn"
_RUSSIAN: Final = "ru"


@dataclass(frozen=True)
class Press:
    """What printing needs of its installation: where its fonts lie, and the address that people use."""

    fonts: Path
    base_url: str


def print_certificate(
    payload: CertificatePayload,
    attachment: bytes,
    *,
    made_at: datetime,
    pass_rule: str,
    qr_text: str,
    press: Press,
) -> bytes:
    """Return the PDF/A of a certificate, unsigned; the same arguments give the same bytes."""
    ensure_fonts(press.fonts)
    return render(
        "certificate",
        certificate_document(
            payload, made_at=made_at, pass_rule=pass_rule, qr_text=qr_text, base_url=press.base_url
        ),
        fonts=press.fonts,
        language=_UZBEK,
        attachments=[EmbeddedFile(FILE_NAME, attachment, "What this certificate says, signed, for programs")],
    )


def certificate_document(
    payload: CertificatePayload, *, made_at: datetime, pass_rule: str, qr_text: str, base_url: str
) -> CertificateDocument:
    """Return what the paper says."""
    return CertificateDocument(
        created_at=made_at,
        rehearsal=payload.rehearsal,
        number=payload.number,
        code=show_code(payload.code),
        verify_url=f"{base_url}/verify/{payload.code}",
        qr_text=qr_text,
        verify_address=f"{urlsplit(base_url).netloc}/verify",
        naqsh=naqsh_drawing(payload.code),
        issuer_uz=_say(payload.commission, _UZBEK),
        issuer_ru=_say(payload.commission, _RUSSIAN),
        name_latn=payload.name_latn,
        name_cyrl=payload.name_cyrl,
        organisation_uz=_say(payload.organisation, _UZBEK),
        organisation_ru=_say(payload.organisation, _RUSSIAN),
        position_uz=_say(payload.position, _UZBEK),
        position_ru=_say(payload.position, _RUSSIAN),
        programme_uz=_say(payload.programme, _UZBEK),
        programme_ru=_say(payload.programme, _RUSSIAN),
        level_uz=_say(payload.level, _UZBEK),
        level_ru=_say(payload.level, _RUSSIAN),
        tested_on=payload.tested_on,
        issued_on=payload.issued_on,
        valid_until=payload.valid_until,
        decision=payload.decision,
        pass_rule=pass_rule,
        signatories=_signatories(payload.signatories),
    )


def find_rule(db: Session, sheet: ResultSheet, attempt_id: int, content: SheetContent | None = None) -> str:
    """Return by what an attempt has passed, as `say_rule`; `content` is the sheet's, if it was read."""
    query = select(Result.position).where(Result.sheet_id == sheet.id, Result.attempt_id == attempt_id)
    return say_rule(content or read_content(sheet), db.scalars(query).one())


def say_rule(content: SheetContent, position: int) -> str:
    """Return by what the candidate of a line has passed: the percentage, or the own form's cut score."""
    if content.pass_percent is not None:
        return f"{content.pass_percent}\u00a0%"
    line = content.lines[position - 1]
    assert content.cut_score is not None
    assert line.pass_mark is not None
    assert line.scored is not None
    # Methods go by one name in both languages of the paper.
    method = content.cut_score.method.capitalize()
    return f"{_figure(line.pass_mark)} / {_figure(line.scored.maximum)} ({method})"


def _figure(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")


def _say(texts: Sequence[tuple[str, str]], language: str) -> str:
    return say_in(dict(texts), language)


def _signatories(names: Sequence[str]) -> tuple[Signatory, ...]:
    return tuple(Signatory(name, *office) for name, office in zip(names, (CHAIR, SECRETARY), strict=False))
