"""Keeping the register of training institutions: each act writes its history and the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from examapp.core.audit import record
from examapp.core.clock import TASHKENT
from examapp.core.permissions import Role
from examapp.organisations.body_codes import next_code
from examapp.organisations.regions import get_region
from examapp.training.entry_facts import EntryFacts
from examapp.training.errors import ReasonMissing
from examapp.training.models import InstitutionEvent, TrainingInstitution


@dataclass(frozen=True)
class Keeper:
    """Who keeps the register: the name in the audit log, the name that people read, the office."""

    actor: str
    name: str
    role: Role


def add_institution(db: Session, facts: EntryFacts, *, by: Keeper, at: datetime) -> TrainingInstitution:
    """Add an entry; who adds it has checked it. Its code is the next one of its region, such as T-FA-003."""
    get_region(facts.region_code)
    prefix = f"T-{facts.region_code.removeprefix('UZ-')}-"
    entry = TrainingInstitution(
        code=next_code(db, TrainingInstitution.code, prefix, digits=3), **facts.as_fields()
    )
    _put_check(entry, by, at)
    db.add(entry)
    db.flush()
    _note(db, entry, "added", by, at)
    return entry


def change_institution(
    db: Session, entry: TrainingInstitution, facts: EntryFacts, *, by: Keeper, at: datetime
) -> bool:
    """Take over what is new of an entry and return whether anything was; a change is not yet a check."""
    get_region(facts.region_code)
    changes = {
        name: {"was": getattr(entry, name), "becomes": value}
        for name, value in facts.as_fields().items()
        if getattr(entry, name) != value
    }
    if not changes:
        return False
    for name, change in changes.items():
        setattr(entry, name, change["becomes"])
    _note(db, entry, "changed", by, at, changes=changes)
    return True


def check_institution(db: Session, entry: TrainingInstitution, *, by: Keeper, at: datetime) -> None:
    """Say that the entry was checked today and is right as it stands."""
    _put_check(entry, by, at)
    _note(db, entry, "checked", by, at)


def withdraw_institution(
    db: Session, entry: TrainingInstitution, *, reason: str, by: Keeper, at: datetime
) -> None:
    """Take an entry off the public register, with a reason; asked again it stays as it was."""
    if entry.withdrawn_at is not None:
        return
    if not reason.strip():
        raise ReasonMissing
    entry.withdrawn_at = at
    _note(db, entry, "withdrawn", by, at, remark=" ".join(reason.split()))


def restore_institution(db: Session, entry: TrainingInstitution, *, by: Keeper, at: datetime) -> None:
    """Put a withdrawn entry back on the public register, checked today."""
    if entry.withdrawn_at is None:
        return
    entry.withdrawn_at = None
    _put_check(entry, by, at)
    _note(db, entry, "restored", by, at)


def _put_check(entry: TrainingInstitution, by: Keeper, at: datetime) -> None:
    entry.checked_on = at.astimezone(TASHKENT).date()
    entry.checked_by, entry.checked_as = by.name, by.role


def _note(
    db: Session,
    entry: TrainingInstitution,
    act: str,
    by: Keeper,
    at: datetime,
    *,
    remark: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    plain = {
        name: {side: _plain(value) for side, value in one.items()} for name, one in (changes or {}).items()
    }
    db.add(
        InstitutionEvent(
            institution_id=entry.id,
            act=act,
            by=by.actor,
            by_name=by.name,
            at=at,
            remark=remark,
            changes=plain,
        )
    )
    facts = {"names": entry.names, "remark": remark, "changes": plain}
    record(
        db,
        act=f"training_institution.{act}",
        actor=by.actor,
        subject_kind="training_institution",
        subject_code=entry.code,
        at=at,
        facts=facts,
    )


def _plain(value: Any) -> Any:
    return "" if value is None else value
