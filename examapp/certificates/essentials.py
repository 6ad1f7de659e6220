"""What a certificate says in the least room: in its QR code, and in what is told of its badge."""

from dataclasses import dataclass
from datetime import date

from examapp.certificates.payload import CertificatePayload


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentials:
    """Who has what, under which number, from when until when; names as in Latin script."""

    code: str
    number: str
    rehearsal: bool
    name_latn: str
    programme: str
    tested_on: date
    issued_on: date
    valid_until: date


def essentials_of(payload: CertificatePayload) -> Essentials:
    """Return the essentials of a payload; the programme in Uzbek, or in what there is."""
    titles = dict(payload.programme)
    return Essentials(
        code=payload.code,
        number=payload.number,
        rehearsal=payload.rehearsal,
        name_latn=payload.name_latn,
        programme=titles.get("uz-Latn") or next(iter(titles.values()), ""),
        tested_on=payload.tested_on,
        issued_on=payload.issued_on,
        valid_until=payload.valid_until,
    )
