"""Where a body is written to about its people's results: kept by its own HR officer or head."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.notices.body_models import BodyContact, BodyNotice
from examapp.notices.contacts import read_email
from examapp.notices.wording import WRITTEN
from examapp.organisations.models import Organisation

LANGUAGES: Final = WRITTEN


def set_body_contact(
    db: Session, body: Organisation, *, email: str, language: str, actor: str, at: datetime
) -> BodyContact | None:
    """Keep where a body is written to; an empty address ends the letters.

    The log says that it was changed, not to what. Raises EmailRefused; ValueError for a language that no
    letter is written in.
    """
    address = read_email(email)
    if language not in LANGUAGES:
        raise ValueError(language)
    contact = db.get(BodyContact, body.id)
    if address is None:
        if contact is None:
            return None
        db.delete(contact)
    else:
        contact = contact or BodyContact(organisation_id=body.id)
        contact.email, contact.language = address, language
        contact.changed_at, contact.changed_by = at, actor
        db.add(contact)
    record(
        db,
        act="organisation.letters_ended" if address is None else "organisation.letters_changed",
        actor=actor,
        subject_kind="organisation",
        subject_code=body.code,
        at=at,
    )
    return contact if address is not None else None


def find_body_contact(db: Session, body: Organisation) -> BodyContact | None:
    """Return where a body is written to, or None."""
    return db.get(BodyContact, body.id)


def find_last_letter(db: Session, body: Organisation) -> BodyNotice | None:
    """Return the newest letter to a body, or None."""
    return db.scalars(
        select(BodyNotice)
        .where(BodyNotice.organisation_id == body.id)
        .order_by(BodyNotice.id.desc())
        .limit(1)
    ).first()
