"""Where candidates are reached: typed by people, set right, and never guessed."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.candidates.models import Candidate
from examapp.core.audit import record
from examapp.notices.errors import EmailRefused, PhoneRefused
from examapp.notices.models import CandidateContact

COUNTRY: Final = "998"
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


def read_email(typed: str) -> str | None:
    """Return the address as it is kept, None for an empty field. Raises EmailRefused."""
    address = typed.strip()
    if not address:
        return None
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise EmailRefused
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def read_phone(typed: str) -> str | None:
    """Return 998 and nine digits, None for an empty field. Raises PhoneRefused."""
    if not typed.strip():
        return None
    digits = re.sub(r"[\s()+.\-–]", "", typed)
    if re.fullmatch(r"[0-9]{9}", digits):
        digits = COUNTRY + digits
    if not re.fullmatch(rf"{COUNTRY}[0-9]{{9}}", digits):
        raise PhoneRefused
    return digits


def show_phone(phone: str) -> str:
    """Return +998 90 123-45-67."""
    return f"+{phone[:3]} {phone[3:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"


def set_contact(
    db: Session, candidate: Candidate, *, email: str, phone: str, actor: str, at: datetime
) -> CandidateContact:
    """Keep what was typed; empty fields take a channel away. The log says what changed, not to what."""
    new = {"email": read_email(email), "phone": read_phone(phone)}
    contact = db.get(CandidateContact, candidate.id)
    if contact is None:
        contact = CandidateContact(candidate_id=candidate.id)
        db.add(contact)
    changed = sorted(name for name, value in new.items() if getattr(contact, name) != value)
    contact.email, contact.phone = new["email"], new["phone"]
    contact.changed_at, contact.changed_by = at, actor
    record(
        db,
        act="candidate.contact_changed",
        actor=actor,
        subject_kind="candidate",
        subject_code=candidate.code,
        at=at,
        facts={"changed": changed},
    )
    return contact


def find_contacts(db: Session, candidate_ids: Collection[int]) -> dict[int, CandidateContact]:
    """Return the contacts that are known, by the candidate's id."""
    found = db.scalars(select(CandidateContact).where(CandidateContact.candidate_id.in_(candidate_ids)))
    return {contact.candidate_id: contact for contact in found}
