"""What programs read of results and certificates: pages of rows in a fixed order, within the token's sight.

Only valid sheets of official sittings are read. A later revision is another sheet and comes later in the
order, so that a program that goes on where it stopped learns of every change. No answer stands here.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from examapp.candidates.list_models import ApiToken
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Revocation
from examapp.certificates.states import status_on
from examapp.delivery.models import Attempt
from examapp.organisations.models import Organisation
from examapp.results.errors import SheetBroken
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.sittings.models import Booking

ON_A_PAGE: Final = 100


def list_results(db: Session, token: ApiToken, after: tuple[int, int]) -> dict[str, Any]:
    """Return the results after a place (sheet, position), and the place to go on from, None at the end."""
    sheet_id, position = after
    query = (
        select(Result, ResultSheet, Decision.at, Candidate, Organisation.code)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            ResultSheet.rehearsal.is_(False),
            or_(Result.sheet_id > sheet_id, and_(Result.sheet_id == sheet_id, Result.position > position)),
        )
        .order_by(Result.sheet_id, Result.position)
    )
    rows = db.execute(_bound(query, token).limit(ON_A_PAGE + 1)).all()
    bodies: dict[int, Sequence[Mapping[str, Any]]] = {}
    shown = []
    for result, sheet, at, candidate, organisation in rows[:ON_A_PAGE]:
        if sheet.id not in bodies:
            bodies[sheet.id] = _read_lines(sheet)
        line = bodies[sheet.id][result.position - 1]
        shown.append(_result(result, sheet, at.isoformat(), candidate, organisation, line))
    last = rows[ON_A_PAGE - 1][0] if len(rows) > ON_A_PAGE else None
    return {"results": shown, "next": f"{last.sheet_id}.{last.position}" if last else None}


def _bound(query: Any, token: ApiToken) -> Any:
    return query if token.whole else query.where(Organisation.id == token.organisation_id)


def _read_lines(sheet: ResultSheet) -> Sequence[Mapping[str, Any]]:
    body = sheet.body.encode()
    if hashlib.sha256(body).hexdigest() != sheet.digest:
        raise SheetBroken(number=sheet.number)
    lines: Sequence[Mapping[str, Any]] = orjson.loads(body)["candidates"]
    return lines


def _person(candidate: Candidate, organisation: str) -> dict[str, Any]:
    return {
        "candidate": candidate.code,
        "pinfl": candidate.pinfl,
        "name_latn": candidate.name_latn,
        "name_cyrl": candidate.name_cyrl,
        "organisation": organisation,
    }


def _result(
    result: Result,
    sheet: ResultSheet,
    decided_at: str,
    candidate: Candidate,
    organisation: str,
    line: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        **_person(candidate, organisation),
        "sheet": sheet.number,
        "revision": sheet.revision,
        "decided_at": decided_at,
        "outcome": result.outcome.value,
        "points": line["points"],
        "maximum": line["maximum"],
        "percent": line["percent"],
        "topics": line["topics"],
    }


def list_certificates(db: Session, token: ApiToken, after: int, today: date) -> dict[str, Any]:
    """Return the certificates after a place, in the order of issue, each as it stands today."""
    query = (
        select(Certificate, Candidate, Organisation.code, Revocation.revoked_at, ResultSheet.number)
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(Certificate.rehearsal.is_(False), Certificate.id > after)
        .order_by(Certificate.id)
    )
    rows = db.execute(_bound(query, token).limit(ON_A_PAGE + 1)).all()
    shown = []
    for certificate, candidate, organisation, revoked_at, sheet in rows[:ON_A_PAGE]:
        facts = _certificate(certificate, today, sheet, revoked=revoked_at is not None)
        shown.append(_person(candidate, organisation) | facts)
    last = rows[ON_A_PAGE - 1][0].id if len(rows) > ON_A_PAGE else None
    return {"certificates": shown, "next": str(last) if last else None}


def _certificate(certificate: Certificate, today: date, sheet: str, *, revoked: bool) -> dict[str, Any]:
    replaced = certificate.replaced_at is not None
    status = status_on(today, valid_until=certificate.valid_until, revoked=revoked, replaced=replaced)
    return {
        "number": certificate.number,
        "code": certificate.code,
        "status": status.value,
        "sheet": sheet,
        "tested_on": certificate.tested_on.isoformat(),
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat(),
        "file_sha256": certificate.file_sha256,
    }
