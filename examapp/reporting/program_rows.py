"""What programs read of results and certificates: pages of rows in a fixed order, within the token's sight.

Only valid sheets of official sittings are read, in the order in which the commission decided on them, not in
that in which they were drawn up: a program that goes on from `last` of the reply before learns of every sheet
and of every later revision, and of nothing twice. Certificates come in the order in which something happened
to them: one that is revoked or replaced comes again, as it stands then. No answer stands here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.orm import Session

from examapp.candidates.list_models import ApiToken
from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate, Revocation
from examapp.certificates.states import status_on
from examapp.core.clock import TASHKENT
from examapp.core.column_types import Utc
from examapp.delivery.models import Attempt
from examapp.organisations.models import Organisation
from examapp.results.models import Decision, Result, ResultSheet, SheetState
from examapp.results.queries import read_plain_lines
from examapp.sittings.models import Booking

ON_A_PAGE: Final = 100
# An act has its moment before others see it: who had gone on past that moment would never learn of it.
SETTLED: Final = timedelta(minutes=1)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Place:
    """The last result that a program has: when its sheet was decided, in microseconds, sheet and position."""

    decided: int = 0
    sheet: int = 0
    position: int = 0

    @property
    def moment(self) -> datetime:
        """When the sheet was decided; a number that no reply gave lies at the end of time."""
        return _moment(self.decided)

    def __str__(self) -> str:
        """Write the place as `after` reads it."""
        return f"{self.decided}.{self.sheet}.{self.position}"


@dataclass(frozen=True)
class CertificatePlace:
    """The last change of a certificate that a program has: when it was, in microseconds, and of which."""

    changed: int = 0
    certificate: int = 0

    def __str__(self) -> str:
        """Write the place as `after` reads it."""
        return f"{self.changed}.{self.certificate}"


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=min(microseconds, _LATEST))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def list_results(db: Session, token: ApiToken, after: Place, at: datetime) -> dict[str, Any]:
    """Return the results after a place; `next` is None at the end, `last` is where to go on from later."""
    query = results_after(after).where(Decision.at <= at - SETTLED)
    rows = db.execute(_bound(query, token).limit(ON_A_PAGE + 1)).all()
    bodies: dict[int, Sequence[Mapping[str, Any]]] = {}
    shown = []
    for result, sheet, decided_at, candidate, organisation in rows[:ON_A_PAGE]:
        if sheet.id not in bodies:
            bodies[sheet.id] = read_plain_lines(sheet)
        line = bodies[sheet.id][result.position - 1]
        shown.append(_result(result, sheet, decided_at.isoformat(), candidate, organisation, line))
    here = rows[:ON_A_PAGE]
    last = str(_place_of(*here[-1][:3]) if here else after)
    return {"results": shown, "next": last if len(rows) > ON_A_PAGE else None, "last": last}


def results_after(after: Place) -> Select[Result, ResultSheet, datetime, Candidate, str]:
    """Return the query of what lies after a place, by the index of decisions and in its order."""
    place = tuple_(Decision.at, Decision.sheet_id, Result.position)
    last = (literal(after.moment, Utc), literal(after.sheet), literal(after.position))
    return (
        select(Result, ResultSheet, Decision.at, Candidate, Organisation.code)
        .join(ResultSheet, ResultSheet.id == Result.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .where(
            ResultSheet.state == SheetState.CONFIRMED,
            ResultSheet.rehearsal.is_(False),
            # The second condition bounds the first by the index; the database does not see it by itself.
            place > tuple_(*last),
            Decision.at >= last[0],
        )
        .order_by(Decision.at, Decision.sheet_id, Result.position)
    )


def _place_of(result: Result, sheet: ResultSheet, decided_at: datetime) -> Place:
    return Place(_microseconds(decided_at), sheet.id, result.position)


def _bound(query: Any, token: ApiToken) -> Any:
    return query if token.whole else query.where(Organisation.id == token.organisation_id)


def _person(candidate: Candidate, paper: Result | Certificate, organisation: str) -> dict[str, Any]:
    """Return whose a paper is, under the name that it bears: a program compares it with what is printed."""
    return {
        "candidate": candidate.code,
        "pinfl": candidate.pinfl,
        "name_latn": paper.name_latn,
        "name_cyrl": paper.name_cyrl,
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
        **_person(candidate, result, organisation),
        "sheet": sheet.number,
        "revision": sheet.revision,
        "decided_at": decided_at,
        "outcome": result.outcome.value,
        "points": line["points"],
        "maximum": line["maximum"],
        "percent": line["percent"],
        "topics": line["topics"],
    }


def list_certificates(db: Session, token: ApiToken, after: CertificatePlace, at: datetime) -> dict[str, Any]:
    """Return the certificates to which something happened after a place, in that order, as they stand now.

    A certificate is issued, then perhaps revoked, then perhaps replaced, never in another order.
    """
    today = at.astimezone(TASHKENT).date()
    query = certificates_after(after).where(Certificate.changed_at <= at - SETTLED)
    rows = db.execute(_bound(query, token).limit(ON_A_PAGE + 1)).all()
    shown = []
    last = after
    for certificate, candidate, organisation, revoked_at, sheet in rows[:ON_A_PAGE]:
        facts = _certificate(certificate, today, sheet, revoked=revoked_at is not None)
        facts["changed_at"] = certificate.changed_at.isoformat()
        shown.append(_person(candidate, certificate, organisation) | facts)
        last = CertificatePlace(_microseconds(certificate.changed_at), certificate.id)
    following = str(last) if len(rows) > ON_A_PAGE else None
    return {"certificates": shown, "next": following, "last": str(last)}


def certificates_after(after: CertificatePlace) -> Select[Certificate, Candidate, str, datetime, str]:
    """Return the query of what lies after a place: a stretch of the index of moments, read in its order."""
    place = tuple_(Certificate.changed_at, Certificate.id)
    return (
        select(Certificate, Candidate, Organisation.code, Revocation.revoked_at, ResultSheet.number)
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Booking, Booking.id == Attempt.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(Organisation, Organisation.id == Candidate.organisation_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(
            Certificate.rehearsal.is_(False),
            place > tuple_(literal(_moment(after.changed), Utc), literal(after.certificate)),
        )
        .order_by(Certificate.changed_at, Certificate.id)
    )


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
