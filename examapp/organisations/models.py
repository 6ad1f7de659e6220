"""Tables of state bodies."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, enum_text
from examapp.core.db import Base


class OrganisationKind(StrEnum):
    """The kinds that the protocol names."""

    STATE = "state"
    ECONOMIC = "economic"
    LOCAL = "local"
    SUBORDINATE = "subordinate"


class Organisation(Base):
    """A state body; `names` maps language tags to its name."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    kind: Mapped[OrganisationKind] = mapped_column(enum_text(OrganisationKind))
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    district_code: Mapped[str | None] = mapped_column(String(12), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)


class District(Base):
    """A district or a city of a region, by its SOATO code; the shipped ones need no row until they change."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(8), index=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
