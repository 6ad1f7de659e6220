"""Reading the log by thing, person and day; an auditor reads all of it, others what lies in their sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.role_names import role_name
from examapp.core.audit import AuditEntry, AuditLink
from examapp.core.clock import TASHKENT
from examapp.core.permissions import Actor, Permission, may, same_region
from examapp.delivery.models import Attempt
from examapp.glass_box.act_words import say_act
from examapp.glass_box.detail_words import Details, list_present, read_facts, tell_facts
from examapp.glass_box.objects import KIND_WORDS, FoundThing, Named, find_thing
from question_bank.scripts import ScriptError, search_key

PAGE: Final = 50
MOST_PEOPLE: Final = 200


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; empty members bound nothing."""

    thing: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None
    page: int = 1


@dataclass(frozen=True)
class ActLine:
    """One entry as people read it; `position` is its index in the chain, None until it is sealed."""

    at: datetime
    who: str
    role: str
    said: str
    kind: str
    subject: Named
    subject_words: str
    details: Details
    position: int | None


@dataclass(frozen=True)
class ReadPage:
    """A page of lines, the newest first; `unknown` says that the typed thing or person is not to be found."""

    lines: tuple[ActLine, ...]
    total: int
    page: int
    thing: FoundThing | None
    unknown: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def read_page(db: Session, actor: Actor, asked: Asked) -> ReadPage:
    """Return what was asked for. Who may not read everything names a thing of the own region."""
    thing = find_thing(db, asked.thing) if asked.thing.strip() else None
    if not _may_read(actor, asked, thing):
        return ReadPage((), 0, 1, None, unknown=bool(asked.thing.strip()))
    bounds = _day_bounds(asked)
    if asked.thing.strip():
        bounds.append(_thing_bound(thing) if thing else _spoken_bound(asked.thing.strip()))
    if asked.person.strip():
        bounds.append(AuditEntry.actor.in_(_find_actors(db, asked.person)))
    total = db.scalar(select(func.count()).select_from(AuditEntry).where(*bounds)) or 0
    page = min(max(1, asked.page), max(1, -(-total // PAGE)))
    rows = db.execute(
        select(AuditEntry, AuditLink.position)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(*bounds)
        .order_by(AuditEntry.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    lines = write_lines(db, [(row[0], row[1]) for row in rows])
    return ReadPage(lines, total, page, thing, unknown=total == 0 and thing is None and _is_bound(asked))


def _is_bound(asked: Asked) -> bool:
    return bool(asked.thing.strip() or asked.person.strip() or asked.first_day or asked.last_day)


def _may_read(actor: Actor, asked: Asked, thing: FoundThing | None) -> bool:
    if actor.region_code is None and may(actor, Permission.VIEW_AUDIT):
        return True
    if thing is None or asked.person.strip():
        return False
    if thing.region_code is None:
        return may(actor, Permission.VIEW_AUDIT)
    return same_region(actor, thing.region_code)


def _day_bounds(asked: Asked) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if asked.first_day:
        bounds.append(AuditEntry.at >= datetime.combine(asked.first_day, time(), TASHKENT))
    if asked.last_day:
        after = asked.last_day + timedelta(days=1)
        bounds.append(AuditEntry.at < datetime.combine(after, time(), TASHKENT))
    return bounds


def _thing_bound(thing: FoundThing) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [
        and_(AuditEntry.subject_kind == one.kind, AuditEntry.subject_code == one.code)
        for one in (thing.named, *thing.belongs)
    ]
    if thing.within:
        spoken = AuditEntry.facts.contains(f'"{thing.named.code}"', autoescape=True)
        kind, inside = thing.within[0].kind, AuditEntry.subject_code.in_([one.code for one in thing.within])
        parts.append(and_(AuditEntry.subject_kind == kind, inside, spoken))
    return or_(*parts)


def _spoken_bound(typed: str) -> ColumnElement[bool]:
    """Bound to entries on or about something that is no thing here, such as an appeal or a deletion."""
    spelled = dict.fromkeys([typed, typed.upper()])
    spoken = (AuditEntry.facts.contains(f'"{one}"', autoescape=True) for one in spelled)
    return or_(AuditEntry.subject_code.in_(spelled), *spoken)


def _find_actors(db: Session, typed: str) -> list[str]:
    """Return the actors of a staff member's name, sign-in name or code, or the actor itself."""
    words = typed.strip()
    try:
        key = search_key(words)
    except ScriptError:
        return [words]
    rows = db.execute(select(StaffAccount.code, StaffAccount.login_name, StaffAccount.display_name))
    found = [
        f"staff:{row.code}"
        for row in rows
        if words.casefold() in {row.code.casefold(), row.login_name.casefold()}
        or key in search_key(row.display_name)
    ]
    return [*found[:MOST_PEOPLE], words]


def write_lines(db: Session, rows: Sequence[tuple[Any, int | None]]) -> tuple[ActLine, ...]:
    """Write entries with their positions as people read them."""
    spoken_of = [f"staff:{code}" for entry, _ in rows for code in list_present(read_facts(entry.facts))]
    people = _name_people(db, [*(entry.actor for entry, _ in rows), *spoken_of])
    return tuple(_write_line(entry, position, people) for entry, position in rows)


def _write_line(entry: Any, position: int | None, people: Mapping[str, tuple[str, str]]) -> ActLine:
    who, role = people.get(entry.actor) or (_name_other(entry.actor), "")
    names = {actor: name for actor, (name, _) in people.items()}
    kind_words = KIND_WORDS.get(entry.subject_kind)
    return ActLine(
        at=entry.at,
        who=who,
        role=role,
        said=say_act(entry.act),
        kind=entry.act,
        subject=Named(entry.subject_kind, entry.subject_code),
        subject_words=gettext(kind_words) if kind_words else entry.subject_kind,
        details=tell_facts(read_facts(entry.facts), names),
        position=position,
    )


def _name_people(db: Session, actors: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return name and role of each actor who is a member of staff or a candidate."""
    staff = {actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")}
    attempts = {actor.removeprefix("candidate:") for actor in actors if actor.startswith("candidate:")}
    found = {
        f"staff:{row.code}": (row.display_name, str(gettext(role_name(row.role))))
        for row in db.execute(
            select(StaffAccount.code, StaffAccount.display_name, StaffAccount.role).where(
                StaffAccount.code.in_(staff)
            )
        )
    }
    for attempt in db.scalars(select(Attempt).where(Attempt.code.in_(attempts))):
        name = attempt.booking.candidate.name_latn
        found[f"candidate:{attempt.code}"] = (name, str(gettext("Candidate")))
    return found


def _name_other(actor: str) -> str:
    kind, _, rest = actor.partition(":")
    match kind:
        case "system":
            return str(gettext("The system by itself"))
        case "console":
            return str(gettext("Somebody at the server"))
        case "workstation":
            return str(gettext("Computer %(number)s", number=rest))
    return actor
