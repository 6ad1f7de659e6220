"""Tables of candidate lists: the contract of one organisation about the people it sends in one year."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from examapp.candidates.list_states import ListState
from examapp.candidates.models import Candidate
from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.organisations.models import Organisation
from examapp.programmes.models import Programme


class ListCall(Base):
    """The operator's call for the lists of a programme and year.

    Deadlines count back from `first_day` until the schedule or a sitting says when a body's own people come.
    """

    __tablename__ = "list_call"
    __table_args__ = (UniqueConstraint("programme_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    year: Mapped[int]
    first_day: Mapped[date]
    called_by: Mapped[str] = mapped_column(String(80))
    called_at: Mapped[datetime] = mapped_column(Utc)
    programme: Mapped[Programme] = relationship()


class CandidateList(Base):
    """One organisation's list of a year and programme.

    `agreement` says whether the working body agrees it, decided anew with each submission (list.approval).
    The state changes by compare-and-swap only.
    """

    __tablename__ = "candidate_list"
    __table_args__ = (UniqueConstraint("organisation_id", "programme_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    state: Mapped[ListState] = mapped_column(enum_text(ListState), index=True, default=ListState.DRAFT)
    agreement: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Utc)
    state_at: Mapped[datetime] = mapped_column(Utc)
    submitted_at: Mapped[datetime | None] = mapped_column(Utc)
    organisation: Mapped[Organisation] = relationship()
    programme: Mapped[Programme] = relationship()


class CandidateListEntry(Base):
    """One person on a list, with name and position as this organisation gave them.

    The candidate's own record may have come from another body; a body is shown what it wrote itself.
    `notes` are findings about eligibility and other lists (shape of a receipt's): `noted` says that one of
    them wants a look, `unfit` that one forbids the attestation. Who is taken off keeps the row.
    `acquainted_on` is the day on which the person has seen the schedule (order.acquaintance, P 14).
    `alike_key` is birth date and name by sound, see `alike`.
    """

    __tablename__ = "candidate_list_entry"
    __table_args__ = (UniqueConstraint("list_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("candidate_list.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    name_latn: Mapped[str] = mapped_column(String(240))
    name_cyrl: Mapped[str] = mapped_column(String(240))
    search_key: Mapped[str] = mapped_column(String(240))
    pinfl: Mapped[str | None] = mapped_column(String(14))
    document: Mapped[str | None] = mapped_column(String(20))
    alike_key: Mapped[str | None] = mapped_column(String(160), index=True)
    positions: Mapped[dict[str, str]] = mapped_column(Json)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    noted: Mapped[bool]
    unfit: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Utc)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    acquainted_on: Mapped[date | None]
    acquainted_by: Mapped[str | None] = mapped_column(String(80))
    list: Mapped[CandidateList] = relationship()
    candidate: Mapped[Candidate] = relationship()


class Namesakes(Base):
    """Two candidates of one name and birth date of whom somebody has decided that they are two people.

    `first_id` is the smaller id of the two.
    """

    __tablename__ = "namesakes"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Utc)


class CandidateListEvent(Base):
    """One act on a list or on one of its people; `remark` says why, `facts` what changed."""

    __tablename__ = "candidate_list_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("candidate_list.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("candidate_list_entry.id"))
    act: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(80))
    by_name: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(Utc)
    remark: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)


class IntakeState(StrEnum):
    """Where a file or a call lies between its arrival and the list."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ListIntake(Base):
    """The parking place of what shall come onto a list: checked, shown row by row, then confirmed.

    `sheet` is the file's cells as compressed JSON until its rows are made; `columns` says which place of a
    row is which column, as proposed and as a person corrected it. `done` of `total` rows drives the bar.
    """

    __tablename__ = "list_intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("candidate_list.id"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(240))
    file_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[IntakeState] = mapped_column(enum_text(IntakeState), index=True)
    columns: Mapped[dict[str, Any]] = mapped_column(Json)
    sheet: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    totals: Mapped[dict[str, Any]] = mapped_column(Json)
    problem: Mapped[str | None] = mapped_column(Text)
    brought_by: Mapped[str] = mapped_column(String(80))
    brought_at: Mapped[datetime] = mapped_column(Utc)
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    written_at: Mapped[datetime | None] = mapped_column(Utc)
    list: Mapped[CandidateList] = relationship()


class ListIntakeRow(Base):
    """One row of an intake: its cells until it is written, and its line of the receipt."""

    __tablename__ = "list_intake_row"

    intake_id: Mapped[int] = mapped_column(ForeignKey("list_intake.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(10))
    repaired: Mapped[bool]
    noted: Mapped[bool]
    written: Mapped[bool]
    cells: Mapped[dict[str, Any] | None] = mapped_column(Json)
    line: Mapped[dict[str, Any]] = mapped_column(Json)


class KeptFile(Base):
    """The bytes of an uploaded document, named by their SHA-256 and kept once."""

    __tablename__ = "kept_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class AttendanceOrder(Base):
    """The organisation's order on attendance; a newer one of the same list stands over the older ones."""

    __tablename__ = "attendance_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("candidate_list.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    dated_on: Mapped[date]
    file_name: Mapped[str] = mapped_column(String(240))
    sha256: Mapped[str] = mapped_column(ForeignKey("kept_file.sha256"))
    uploaded_by: Mapped[str] = mapped_column(String(80))
    uploaded_at: Mapped[datetime] = mapped_column(Utc)
    list: Mapped[CandidateList] = relationship()
    file: Mapped[KeptFile] = relationship()


class ApiToken(Base):
    """A program's right to act for one organisation; only the token's MAC is kept.

    `scopes` are words apart by spaces, see `api_tokens`; `whole` lets it read what belongs to other bodies,
    too, and is given by an operator of the republic alone.
    `window_at` and `window_count` bound the calls of a minute.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    mac: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_by: Mapped[str | None] = mapped_column(String(80))
    window_at: Mapped[datetime | None] = mapped_column(Utc)
    window_count: Mapped[int] = mapped_column(default=0)
    scopes: Mapped[str] = mapped_column(String(120), default="lists:write", server_default="lists:write")
    whole: Mapped[bool] = mapped_column(default=False, server_default=false())
    organisation: Mapped[Organisation] = relationship()


class ListedPosition(Base):
    """A kind of position whose holders are attested; the first wave's 54 were not found (R), so it is edited.

    `key` is the folded Uzbek name; a position counts as listed where it begins with one of a row's names.
    """

    __tablename__ = "listed_position"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(240))
    names: Mapped[dict[str, str]] = mapped_column(Json)
    added_by: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime] = mapped_column(Utc)
