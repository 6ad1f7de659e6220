"""The versions of curriculum and parameters: drafted by the working body, published by a second person.

Version 1 of both is what ships with the program; what is published later stands over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.persons import is_one_of
from examapp.core.audit import record
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.programmes.queries import list_programmes
from examapp.training.errors import DraftMoved, OwnDraft
from examapp.training.keeping import Keeper
from examapp.training.models import Part, RequirementVersion, VersionState
from examapp.training.version_rows import (
    Row,
    begin_curriculum,
    lessons_of_definition,
    rows_of_definition,
)
from question_bank.content import load_programmes
from question_bank.parameters import ProgrammeDefinition


@dataclass(frozen=True)
class Demanded:
    """A programme as these pages name it; `shipped` is its definition where it came with the program."""

    code: str
    titles: Mapping[str, str]
    levels: Mapping[str, str]
    shipped: ProgrammeDefinition | None


@dataclass(frozen=True)
class PublishedVersion:
    """One published version; without `at` it is the one that came with the program."""

    number: int
    rows: Sequence[Row]
    at: datetime | None = None
    editor: str = ""
    publisher: str = ""
    note: str = ""
    document: str = ""


def list_demanded(db: Session, first: str) -> list[Demanded]:
    """Return the programmes that ship or were made, the one of the code `first` ahead."""
    shipped = load_programmes()
    found = {code: Demanded(code, one.titles, one.levels, one) for code, one in shipped.items()}
    for made in list_programmes(db):
        found[made.code] = Demanded(made.code, made.titles, made.levels, shipped.get(made.code))
    return sorted(found.values(), key=lambda one: one.code != first)


def get_demanded(db: Session, code: str) -> Demanded:
    """Return a programme by its code, or raise NotFound."""
    for one in list_demanded(db, code):
        if one.code == code:
            return one
    raise NotFound


def list_versions(db: Session, programme: Demanded, part: Part) -> list[PublishedVersion]:
    """Return the published versions, the newest first."""
    rows = db.scalars(
        select(RequirementVersion)
        .where(
            RequirementVersion.programme_code == programme.code,
            RequirementVersion.part == part,
            RequirementVersion.state == VersionState.PUBLISHED,
        )
        .order_by(RequirementVersion.number.desc())
    )
    found = [
        PublishedVersion(
            row.number,
            row.rows,
            row.published_at,
            row.editor_name,
            row.publisher_name or "",
            row.note,
            row.document,
        )
        for row in rows
    ]
    shipped = _shipped_rows(programme, part)
    return [*found, PublishedVersion(1, shipped)] if shipped else found


def _shipped_rows(programme: Demanded, part: Part) -> list[dict[str, Any]]:
    if programme.shipped is None:
        return []
    read = rows_of_definition if part is Part.PARAMETERS else lessons_of_definition
    return read(programme.shipped)


def newest_versions(db: Session, programme: Demanded) -> list[tuple[Part, PublishedVersion]]:
    """Return what stands of each part, the parameters first; a part that was never published is left out."""
    found = [(part, list_versions(db, programme, part)) for part in (Part.PARAMETERS, Part.CURRICULUM)]
    return [(part, versions[0]) for part, versions in found if versions]


def find_draft(db: Session, programme: Demanded, part: Part) -> RequirementVersion | None:
    """Return the draft of a part, or None."""
    return db.scalars(
        select(RequirementVersion).where(
            RequirementVersion.programme_code == programme.code,
            RequirementVersion.part == part,
            RequirementVersion.state == VersionState.DRAFT,
        )
    ).first()


def begin_draft(
    db: Session, programme: Demanded, part: Part, *, by: Keeper, at: datetime
) -> RequirementVersion:
    """Begin the next version as a copy of the newest, or return the draft that is there."""
    draft = find_draft(db, programme, part)
    if draft is not None:
        return draft
    versions = list_versions(db, programme, part)
    rows: Sequence[Row] = versions[0].rows if versions else []
    if not versions and part is Part.CURRICULUM:
        parameters = list_versions(db, programme, Part.PARAMETERS)
        rows = begin_curriculum(parameters[0].rows) if parameters else []
    draft = RequirementVersion(
        programme_code=programme.code,
        part=part,
        number=versions[0].number + 1 if versions else 1,
        rows=[dict(row) for row in rows],
        note="",
        document="",
        editors=[],
        editor_name=by.name,
        changed_at=at,
    )
    db.add(draft)
    db.flush()
    _note(db, draft, "begun", by, at)
    return draft


def save_draft(
    db: Session,
    draft: RequirementVersion,
    *,
    edition: int,
    rows: Sequence[dict[str, Any]],
    note: str,
    document: str,
    by: Keeper,
    at: datetime,
) -> None:
    """Keep what was typed; `edition` is the one that it was typed over. Raises DraftMoved."""
    statement = (
        update(RequirementVersion)
        .where(
            RequirementVersion.id == draft.id,
            RequirementVersion.edition == edition,
            RequirementVersion.state == VersionState.DRAFT,
        )
        .values(
            rows=list(rows),
            note=" ".join(note.split()),
            document=" ".join(document.split()),
            edition=edition + 1,
            editors=sorted({*draft.editors, by.actor}),
            editor_name=by.name,
            changed_at=at,
        )
    )
    if not changed_rows(db, statement):
        raise DraftMoved
    db.refresh(draft)
    _note(db, draft, "drafted", by, at, {"rows": draft.rows, "edition": draft.edition})


def may_publish(db: Session, draft: RequirementVersion, actor: str) -> bool:
    """Tell whether somebody else than who wrote the draft looks at it, and something was written."""
    return bool(draft.editors) and not is_one_of(db, actor, draft.editors)


def publish_draft(db: Session, draft: RequirementVersion, *, edition: int, by: Keeper, at: datetime) -> None:
    """Publish a draft as the person has read it. Raises OwnDraft and DraftMoved."""
    if not may_publish(db, draft, by.actor):
        raise OwnDraft
    statement = (
        update(RequirementVersion)
        .where(
            RequirementVersion.id == draft.id,
            RequirementVersion.edition == edition,
            RequirementVersion.state == VersionState.DRAFT,
        )
        .values(state=VersionState.PUBLISHED, published_by=by.actor, publisher_name=by.name, published_at=at)
    )
    if not changed_rows(db, statement):
        raise DraftMoved
    db.refresh(draft)
    _note(db, draft, "published", by, at, {"rows": draft.rows, "document": draft.document})


def discard_draft(db: Session, draft: RequirementVersion, *, by: Keeper, at: datetime) -> None:
    """Drop a draft; the audit log keeps what it said."""
    _note(db, draft, "discarded", by, at, {"rows": draft.rows})
    db.delete(draft)


def _note(
    db: Session,
    draft: RequirementVersion,
    act: str,
    by: Keeper,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    record(
        db,
        act=f"requirements.{act}",
        actor=by.actor,
        subject_kind="requirement_version",
        subject_code=f"{draft.programme_code}/{draft.part.value}/{draft.number}",
        at=at,
        facts=facts or {},
    )
