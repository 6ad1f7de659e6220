"""Telling a body what came of its people's tests: one letter a sitting, once the certificates are there too.

A line is told once, whatever becomes of the letter's outbox row; what a later revision changes (an appeal
that is won, a result that is made void, an annulment that is lifted) goes as a letter of its own. Whoever
keeps no address reads the same on the desk and under *Our people*.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from examapp.candidates.models import Candidate
from examapp.certificates.models import Certificate
from examapp.core.clock import now
from examapp.core.codes import new_code
from examapp.core.db import reading, transaction
from examapp.core.i18n import show_date
from examapp.core.web import current_settings
from examapp.notices.body_models import BodyContact, BodyNotice, BodyNoticeLine
from examapp.notices.models import Channel
from examapp.notices.planning import CODE_LENGTH
from examapp.notices.sweeping import open_channels
from examapp.portal.after_void import read_after_void
from examapp.portal.telling import (
    BETWEEN,
    FAILED,
    MOST_INSTITUTIONS,
    PASSED,
    VOIDED,
    as_published,
    published,
    read_help,
    with_certificate,
)
from examapp.results.models import Decision, Result, ResultSheet
from examapp.results.outcomes import FAILURES, Outcome
from examapp.results.queries import read_content
from examapp.sittings.models import Booking

logger = structlog.get_logger(__name__)
# A certificate that cannot be made keeps the other people's letter back no longer than this.
WAIT_FOR_CERTIFICATES: Final = timedelta(days=1)


@dataclass(frozen=True)
class Letter:
    """What one body is to be told of one sheet."""

    sheet_id: int
    organisation_id: int


class _Rounds:
    """When this process looks again."""

    next_at: datetime | None = None


def tell_bodies() -> None:
    """Write the letters that are due, a minute after the last look at the earliest."""
    at = now()
    if Channel.EMAIL not in open_channels(current_settings()):
        return
    if _Rounds.next_at is not None and at < _Rounds.next_at:
        return
    _Rounds.next_at = at + BETWEEN
    with reading() as db:
        due = list_letters(db, at)
    for letter in due:
        try:
            _write(letter, at)
        except Exception:  # one letter must not keep the others back
            logger.exception("letter_not_written", sheet=letter.sheet_id, organisation=letter.organisation_id)


def _write(letter: Letter, at: datetime) -> None:
    """Write a letter, unless another process has told everything of it since it was found to be due."""
    with reading() as db:  # what is to be told is read first: nobody waits with an answer behind it
        notice = draft_letter(db, letter, at)
    if not notice.lines:
        return
    with transaction() as db:
        db.add(notice)


def list_letters(db: Session, at: datetime) -> list[Letter]:
    """Return the letters that are due, by sheet; those whose certificates are still made wait."""
    found: dict[Letter, None] = {}
    for query in (_passed(at), _failed(at), _voided(at)):
        keys = query.with_only_columns(Result.sheet_id, Candidate.organisation_id).order_by(None).distinct()
        found |= dict.fromkeys(Letter(row.sheet_id, row.organisation_id) for row in db.execute(keys))
    return sorted(
        (letter for letter in found if not _waits(db, letter, at)),
        key=lambda letter: (letter.sheet_id, letter.organisation_id),
    )


def _passed(at: datetime) -> Any:
    return with_certificate(_untold(at, PASSED))


def _failed(at: datetime) -> Any:
    return _untold(at, FAILED).where(Result.outcome.in_(FAILURES))


def _voided(at: datetime) -> Any:
    return _untold(at, VOIDED).where(Result.outcome == Outcome.VOID)


def _untold(at: datetime, occasion: str) -> Any:
    """Return the query of results whose body was never told this, or was last told something else."""
    own = BodyNoticeLine.organisation_id == Candidate.organisation_id
    others = [one for one in (PASSED, FAILED, VOIDED) if one != occasion]
    told = exists().where(own, BodyNoticeLine.occasion == literal(occasion) + Booking.candidate_code)
    # By the index; the last word is asked for only where there is another one at all.
    otherwise = exists().where(
        own, BodyNoticeLine.occasion.in_([literal(one) + Booking.candidate_code for one in others])
    )
    line = aliased(BodyNoticeLine)
    last = (
        select(line.occasion)
        .where(
            line.organisation_id == Candidate.organisation_id,
            line.booking_code == Booking.candidate_code,
        )
        .order_by(line.id.desc())
        .limit(1)
        .correlate(Candidate, Booking)
        .scalar_subquery()
    )
    return (
        published(at)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .join(BodyContact, BodyContact.organisation_id == Candidate.organisation_id)
        .where(or_(~told, otherwise & ~last.startswith(occasion)))
    )


def _waits(db: Session, letter: Letter, at: datetime) -> bool:
    """Tell whether a certificate of the body's people by this sheet is still to come."""
    issued = select(Certificate.id).where(Certificate.attempt_id == Result.attempt_id)
    lacking = (
        select(Result.position)
        .join(Decision, Decision.sheet_id == Result.sheet_id)
        .join(Booking, Booking.id == Result.booking_id)
        .join(Candidate, Candidate.id == Booking.candidate_id)
        .where(
            Result.sheet_id == letter.sheet_id,
            Candidate.organisation_id == letter.organisation_id,
            Result.outcome == Outcome.PASSED,
            Decision.at > at - WAIT_FOR_CERTIFICATES,
            ~issued.exists(),
        )
    )
    return db.scalars(lacking.limit(1)).first() is not None


def draft_letter(db: Session, letter: Letter, at: datetime) -> BodyNotice:
    """Return a letter with its lines, unwritten: the key of its lines lets none of them go twice."""
    sheet, contact = db.get_one(ResultSheet, letter.sheet_id), db.get_one(BodyContact, letter.organisation_id)
    lines = [_line_of_passed(db, row) for row in db.execute(_of(letter, _passed(at)))]
    lines += [_line_of_void(db, row, at) for row in db.execute(_of(letter, _voided(at)))]
    content, institutions = read_content(sheet), []
    for row in db.execute(_of(letter, _failed(at))):
        booking = db.get_one(Booking, row.booking_id)
        help_given = read_help(db, booking, as_published(sheet, content, row.position))
        institutions += [one for one in help_given.institutions if one not in institutions]
        facts = {"certificate": "", "topics": list(help_given.topics), "again": help_given.free_from}
        lines.append(_line(booking, FAILED, facts))
    for line in lines:
        line.organisation_id = letter.organisation_id
        if _is_told(db, line):  # something else was told since
            line.occasion = f"{line.occasion} {sheet.revision}"
    return BodyNotice(
        code=new_code(CODE_LENGTH),
        organisation_id=letter.organisation_id,
        sitting_id=sheet.sitting_id,
        channel=Channel.EMAIL,
        language=contact.language,
        facts={
            "day": show_date(content.held_from),
            "programme": dict(content.programme_titles),
            "institutions": institutions[:MOST_INSTITUTIONS],
        },
        next_try_at=at,
        created_at=at,
        lines=lines,
    )


def _of(letter: Letter, query: Any) -> Any:
    return query.where(
        Result.sheet_id == letter.sheet_id, Candidate.organisation_id == letter.organisation_id
    )


def _line_of_passed(db: Session, row: Any) -> BodyNoticeLine:
    certificate = db.get_one(Certificate, row.certificate_id)
    facts = {"certificate": certificate.number, "certificate_code": certificate.code}
    return _line(db.get_one(Booking, row.booking_id), PASSED, facts)


def _line_of_void(db: Session, row: Any, at: datetime) -> BodyNoticeLine:
    booking = db.get_one(Booking, row.booking_id)
    follows = read_after_void(db, booking, at)
    facts = {"certificate": "", "void": True, "booked": follows.booked, "again": follows.again}
    return _line(booking, VOIDED, facts | {"period": list(follows.period or ())})


def _is_told(db: Session, line: BodyNoticeLine) -> bool:
    query = select(BodyNoticeLine.id).where(
        BodyNoticeLine.organisation_id == line.organisation_id, BodyNoticeLine.occasion == line.occasion
    )
    return db.scalars(query).first() is not None


def _line(booking: Booking, occasion: str, facts: dict[str, Any]) -> BodyNoticeLine:
    code = booking.candidate_code
    return BodyNoticeLine(booking_code=code, occasion=f"{occasion}{code}", facts=facts)


SWEEPERS: Final = (tell_bodies,)
