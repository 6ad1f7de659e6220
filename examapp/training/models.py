"""Tables of training: the register of institutions with its history, and the versions of what is demanded."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.core.permissions import Role


class InstitutionKind(StrEnum):
    """What kind of place teaches; courses on information security are those of item 19 of the protocol."""

    HIGHER = "higher"
    COLLEGE = "college"
    CENTRE = "centre"
    PRIVATE = "private"
    SECURITY_COURSE = "security_course"


class TrainingInstitution(Base):
    """One entry of the public register.

    `topics` and `languages` are lists of ids; `licence` is the licence or another basis, as people cite it.
    Who is withdrawn keeps the row and stands on no public page.
    """

    __tablename__ = "training_institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    kind: Mapped[InstitutionKind] = mapped_column(enum_text(InstitutionKind))
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    district_code: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(240))
    phone: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[str | None] = mapped_column(String(240))
    topics: Mapped[list[str]] = mapped_column(Json)
    languages: Mapped[list[str]] = mapped_column(Json)
    licence: Mapped[str] = mapped_column(String(240))
    checked_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(String(160))
    checked_as: Mapped[Role] = mapped_column(enum_text(Role))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    events: Mapped[list["InstitutionEvent"]] = relationship(order_by="InstitutionEvent.id.desc()")


class InstitutionEvent(Base):
    """One act on an entry: who, when, why, and each field that changed as {"was", "becomes"}."""

    __tablename__ = "training_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("training_institution.id"), index=True)
    act: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(80))
    by_name: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(Utc)
    remark: Mapped[str] = mapped_column(Text)
    changes: Mapped[dict[str, Any]] = mapped_column(Json)


class Part(StrEnum):
    """What is versioned of a programme: the curriculum (annex 3), the minimum-level parameters (annex 4)."""

    CURRICULUM = "curriculum"
    PARAMETERS = "parameters"


class VersionState(StrEnum):
    """draft → published; a published version never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"


class RequirementVersion(Base):
    """One version of a part of a programme.

    `rows` are {"topic", "number", "texts"}: the number is of questions in the parameters and of hours in the
    curriculum, whose rows have "practice" and "outcomes" beside. A draft has its number from the start, so
    that there is one at a time. `editors` are the actors who wrote it; none of them publishes it. `edition`
    rises with each save.
    """

    __tablename__ = "requirement_version"
    __table_args__ = (UniqueConstraint("programme_code", "part", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_code: Mapped[str] = mapped_column(String(40))
    part: Mapped[Part] = mapped_column(enum_text(Part))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enum_text(VersionState), default=VersionState.DRAFT)
    edition: Mapped[int] = mapped_column(default=0)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(240))
    editors: Mapped[list[str]] = mapped_column(Json)
    editor_name: Mapped[str] = mapped_column(String(160))
    changed_at: Mapped[datetime] = mapped_column(Utc)
    published_by: Mapped[str | None] = mapped_column(String(80))
    publisher_name: Mapped[str | None] = mapped_column(String(160))
    published_at: Mapped[datetime | None] = mapped_column(Utc)
