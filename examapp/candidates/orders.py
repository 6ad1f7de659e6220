"""The order on attendance, and who has seen the schedule when (order.acquaintance, P 14)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, undefer

from examapp.candidates.list_errors import AcquaintanceNotKept, DayRefused, OrderRefused
from examapp.candidates.list_history import Hand, note_list
from examapp.candidates.list_models import AttendanceOrder, CandidateList, CandidateListEntry, KeptFile
from examapp.core.clock import TASHKENT
from examapp.core.codes import new_code
from examapp.core.errors import NotFound
from examapp.core.i18n import N_
from examapp.programmes.policy import read_policy

MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_AGO: Final = timedelta(days=366)
# The type is told by the first bytes: what the browser says of a file is only its name.
_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
)


def upload_order(
    db: Session,
    found: CandidateList,
    data: bytes,
    *,
    file_name: str,
    number: str,
    dated_on: date,
    by: Hand,
    at: datetime,
) -> AttendanceOrder:
    """Keep the order on attendance of a list; a newer one stands over it. Raises OrderRefused, DayRefused."""
    refuse_strange_day(dated_on, at)
    sha256, name = keep_scan(db, data, file_name)
    order = AttendanceOrder(
        code=new_code(8),
        list_id=found.id,
        number=" ".join(number.split())[:60],
        dated_on=dated_on,
        file_name=name,
        sha256=sha256,
        uploaded_by=by.actor,
        uploaded_at=at,
    )
    db.add(order)
    facts = {"number": order.number, "dated_on": dated_on.isoformat(), "sha256": sha256}
    note_list(db, found, "order_uploaded", by, at, facts=facts)
    return order


def keep_scan(db: Session, data: bytes, file_name: str) -> tuple[str, str]:
    """Keep a scanned paper once; return its digest and a harmless name for it. Raises OrderRefused."""
    media_type, ending = _read_type(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if db.get(KeptFile, sha256) is None:
        db.add(KeptFile(sha256=sha256, media_type=media_type, size=len(data), content=data))
        db.flush()
    stem = "".join(sign for sign in PurePath(file_name).stem if sign.isalnum() or sign in " -_.")[:100]
    return sha256, (stem.strip() or "scan") + ending


def _read_type(data: bytes) -> tuple[str, str]:
    if len(data) > MOST_BYTES:
        raise OrderRefused(
            N_("The file is larger than %(most)s MB. Scan the paper in black and white, or with fewer dots."),
            most=MOST_BYTES // (1024 * 1024),
        )
    for signature, media_type, ending in _SIGNATURES:
        if data.startswith(signature):
            return media_type, ending
    raise OrderRefused


def refuse_strange_day(day: date, at: datetime) -> None:
    """Raise DayRefused for a day that lies in the future or more than a year back."""
    today = at.astimezone(TASHKENT).date()
    if day > today or day < today - LONGEST_AGO:
        raise DayRefused


def list_orders(db: Session, found: CandidateList) -> Sequence[AttendanceOrder]:
    """Return the orders of a list, the newest first: that one stands."""
    return db.scalars(
        select(AttendanceOrder)
        .where(AttendanceOrder.list_id == found.id)
        .options(joinedload(AttendanceOrder.file))
        .order_by(AttendanceOrder.id.desc())
    ).all()


def get_order(db: Session, found: CandidateList, code: str) -> AttendanceOrder:
    """Return an order of a list with its file's bytes, or raise NotFound."""
    order = db.scalars(
        select(AttendanceOrder)
        .where(AttendanceOrder.list_id == found.id, AttendanceOrder.code == code)
        .options(joinedload(AttendanceOrder.file).options(undefer(KeptFile.content)))
    ).first()
    if order is None:
        raise NotFound
    return order


def keeps_acquaintance(db: Session, found: CandidateList, at: datetime) -> bool:
    """Tell whether the policy has each person's acquaintance recorded (order.acquaintance)."""
    return read_policy(db, found.programme_id, at).acquaintance_recorded


def require_acquaintance(db: Session, found: CandidateList, at: datetime) -> None:
    """Raise AcquaintanceNotKept where the policy asks for none."""
    if not keeps_acquaintance(db, found, at):
        raise AcquaintanceNotKept


def record_acquaintance(
    db: Session,
    found: CandidateList,
    candidate_ids: Sequence[int],
    day: date,
    *,
    by: Hand,
    at: datetime,
) -> int:
    """Record that people have seen the schedule on a day; who has seen it before keeps the first day.

    Returns how many were recorded. Raises DayRefused, and AcquaintanceNotKept where the policy asks for none.
    """
    require_acquaintance(db, found, at)
    refuse_strange_day(day, at)
    entries = db.scalars(
        select(CandidateListEntry).where(
            CandidateListEntry.list_id == found.id,
            CandidateListEntry.candidate_id.in_(candidate_ids),
            CandidateListEntry.withdrawn_at.is_(None),
            CandidateListEntry.acquainted_on.is_(None),
        )
    ).all()
    ids = [entry.id for entry in entries]
    if ids:
        db.execute(
            update(CandidateListEntry)
            .where(CandidateListEntry.id.in_(ids))
            .values(acquainted_on=day, acquainted_by=by.actor)
        )
        facts = {"day": day.isoformat(), "entries": ids}
        note_list(db, found, "acquainted", by, at, facts=facts)
    return len(ids)
