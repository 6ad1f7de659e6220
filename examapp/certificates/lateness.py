"""Certificates later than the rule allows: issued so many days after the decision, or still due.

Source of the days: certificate.issue_within_days of the sitting's policy (three, from press reports).
A certificate that takes another's place is not late: it has no such term.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from examapp.certificates.due import due_query
from examapp.certificates.models import Certificate, Replacement
from examapp.core.i18n import in_tashkent
from examapp.core.permissions import Actor
from examapp.programmes.policy import policy_from_snapshot
from examapp.results.content import SheetContent
from examapp.results.models import Decision, Result, ResultSheet
from examapp.results.queries import read_content
from examapp.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class Late:
    """One late certificate; `issued_on` is None while it is due, `days` count from the decision."""

    name_latn: str
    name_cyrl: str
    sheet_number: str
    decided_on: date
    issued_on: date | None
    days: int
    allowed: int
    number: str | None = None


def list_late(db: Session, actor: Actor, today: date) -> list[Late]:
    """Return what is late within the actor's sight: first what is still due, then by the newest decision."""
    return [*_list_due(db, actor, today), *_list_issued(db, actor)]


def count_late(db: Session, actor: Actor, today: date) -> int:
    """Return how many certificates are still due though their term is over: what calls for work now."""
    return len(_list_due(db, actor, today))


def _list_due(db: Session, actor: Actor, today: date) -> list[Late]:
    query = (
        due_query()
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .with_only_columns(ResultSheet, Result.position, Decision.at, Sitting.policy)
        .order_by(Decision.at.desc(), ResultSheet.id, Result.position)
    )
    if actor.region_code is not None:
        query = query.where(ResultSheet.region_code == actor.region_code)
    contents: dict[int, SheetContent] = {}
    late = []
    for sheet, position, at, policy in db.execute(query):
        decided, allowed = _day(at), policy_from_snapshot(policy or {}).certificate_issue_days
        if (today - decided).days <= allowed:
            continue
        if sheet.id not in contents:
            contents[sheet.id] = read_content(sheet)
        line = contents[sheet.id].lines[position - 1]
        days = (today - decided).days
        late.append(Late(line.name_latn, line.name_cyrl, sheet.number, decided, None, days, allowed))
    return late


def _list_issued(db: Session, actor: Actor) -> list[Late]:
    late = []
    for sheet in _sheets_issued_last(db, actor):
        decided = _day(sheet.at)
        allowed = policy_from_snapshot(sheet.policy or {}).certificate_issue_days
        if (sheet.last - decided).days <= allowed:
            continue
        query = _first_issues().where(Certificate.sheet_id == sheet.id).order_by(Certificate.id)
        rows = db.execute(query.with_only_columns(*_TOLD))
        late += [
            Late(*row[:2], sheet.number, decided, row.issued_on, days, allowed, row.number)
            for row in rows
            if (days := (row.issued_on - decided).days) > allowed
        ]
    return late


_TOLD = (Certificate.name_latn, Certificate.name_cyrl, Certificate.number, Certificate.issued_on)


def _first_issues() -> Select[Certificate]:
    replacing = select(Replacement.new_id).where(Replacement.new_id == Certificate.id)
    return select(Certificate).where(~replacing.exists())


def _sheets_issued_last(db: Session, actor: Actor) -> Sequence[Row[Any]]:
    """Return each sheet with the day of its last first issue: sheets are far fewer than certificates."""
    query = (
        _first_issues()
        .join(ResultSheet, ResultSheet.id == Certificate.sheet_id)
        .join(Decision, Decision.sheet_id == ResultSheet.id)
        .join(Sitting, Sitting.id == ResultSheet.sitting_id)
        .with_only_columns(
            ResultSheet.id,
            ResultSheet.number,
            Decision.at,
            Sitting.policy,
            func.max(Certificate.issued_on).label("last"),
        )
        .group_by(ResultSheet.id, ResultSheet.number, Decision.at, Sitting.id)
        .order_by(Decision.at.desc(), ResultSheet.id)
    )
    if actor.region_code is not None:
        query = query.where(ResultSheet.region_code == actor.region_code)
    return db.execute(query).all()


def _day(moment: datetime) -> date:
    return in_tashkent(moment).date()
