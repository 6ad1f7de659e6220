"""Tables of the people who sign in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from examapp.core.column_types import Json, Utc, enum_text
from examapp.core.db import Base
from examapp.core.permissions import Role


class StaffAccount(Base):
    """One member of staff, with one role; region, body and centre bound what the person sees.

    `organisation_code` is an organisation's code, which never changes; HR officers and heads need one.
    `epoch` rises when the password or the second factor changes, and ends every open sign-in.
    `live_sign_in` names the one sign-in that counts, None after signing out; a new one takes its place.
    `proved_at` is when the owner last typed the second factor, at the sign-in or before a grave act.
    `totp_sealed` is the secret of the six digits, encrypted (`second_factor.py`). `renewal_*` say who asked,
    for the owner, for a new one-time code that an administrator has yet to hand over.
    """

    __tablename__ = "staff_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    login_name: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(160))
    role: Mapped[Role] = mapped_column(enum_text(Role))
    region_code: Mapped[str | None] = mapped_column(String(8))
    organisation_code: Mapped[str | None] = mapped_column(String(40), index=True)
    centre_code: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_sealed: Mapped[str | None] = mapped_column(String(120))
    last_totp_step: Mapped[int] = mapped_column(default=0)
    recovery_macs: Mapped[list[str]] = mapped_column(Json, default=list)
    enrolment_mac: Mapped[str | None] = mapped_column(String(64))
    enrolment_until: Mapped[datetime | None] = mapped_column(Utc)
    renewal_asked_by: Mapped[str | None] = mapped_column(String(80))
    renewal_asked_at: Mapped[datetime | None] = mapped_column(Utc)
    epoch: Mapped[int] = mapped_column(default=0)
    live_sign_in: Mapped[str | None] = mapped_column(String(40))
    signed_in_at: Mapped[datetime | None] = mapped_column(Utc)
    signed_in_from: Mapped[str | None] = mapped_column(String(60))
    proved_at: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)


class KnownAddress(Base):
    """An address from which an account has signed in: wrong tries elsewhere do not shut it out there."""

    __tablename__ = "known_address"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(Utc)


class SignInFailure(Base):
    """Wrong tries in a row for one key: a sign-in name, an address, or the two together."""

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(Utc)
