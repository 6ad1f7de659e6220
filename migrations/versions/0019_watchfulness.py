"""Exceptions of a whole sitting, taken back; sealed second factors, known addresses, asked-for codes."""

import base64
from collections.abc import Callable

import sqlalchemy as sa
from alembic import context, op

from examapp.core.sealed_bytes import open_bytes, seal_bytes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_EXCEPTION = "lockdown_exception"
_ACCOUNT = sa.table(
    "staff_account",
    sa.column("id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("totp_secret", sa.String),
    sa.column("totp_sealed", sa.String),
)


class KeysMissing(RuntimeError):
    pass


def _key() -> bytes:
    keys = context.config.attributes.get("keys")
    if keys is None:
        raise KeysMissing(
            "Second factors are sealed here: run this by `examapp migrate`, which has the keys."
        )
    return keys.derive("second factors at rest")


def _seal(key: bytes, place: str, clear: str) -> str:
    return base64.b64encode(seal_bytes(key, clear.encode(), place)).decode("ascii")


def _open(key: bytes, place: str, sealed: str) -> str:
    return open_bytes(key, base64.b64decode(sealed), place).decode()


def _rewrite_secrets(old: str, new: str, change: Callable[[bytes, str, str], str]) -> None:
    connection, kept = op.get_bind(), _ACCOUNT.c[old]
    asked = sa.select(_ACCOUNT.c.id, _ACCOUNT.c.code, kept).where(kept.is_not(None)).order_by(_ACCOUNT.c.id)
    rows = connection.execute(asked).all()
    key = _key() if rows else b""
    for number, code, secret in rows:
        changed = change(key, f"staff {code}", secret)
        connection.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == number).values({new: changed}))


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # What the table held in the clear is overwritten, not only let go.
        op.execute("PRAGMA secure_delete = ON")
    with op.batch_alter_table(_EXCEPTION) as table:
        table.alter_column("attempt_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("sitting_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("withdraw_reason", sa.Text(), nullable=True))
        table.add_column(sa.Column("withdrawn_by", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_lockdown_exception_sitting_id_sitting"), "sitting", ["sitting_id"], ["id"]
        )
        table.create_index(op.f("ix_lockdown_exception_sitting_id"), ["sitting_id"])
        table.create_check_constraint(
            op.f("ck_lockdown_exception_one_subject"), "(attempt_id IS NULL) <> (sitting_id IS NULL)"
        )
    # No batch: other tables point to this one, and SQLite lets nobody drop and rebuild it under them.
    op.add_column("staff_account", sa.Column("totp_sealed", sa.String(length=120), nullable=True))
    op.add_column("staff_account", sa.Column("renewal_asked_by", sa.String(length=80), nullable=True))
    op.add_column("staff_account", sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True))
    _rewrite_secrets("totp_secret", "totp_sealed", _seal)
    op.drop_column("staff_account", "totp_secret")
    with op.batch_alter_table("sign_in_failure") as table:
        table.alter_column("key", existing_type=sa.String(length=120), type_=sa.String(length=160))
    op.create_table(
        "known_address",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_known_address_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("staff_id", "address", name=op.f("pk_known_address")),
    )


def downgrade() -> None:
    op.add_column("staff_account", sa.Column("totp_secret", sa.String(length=64), nullable=True))
    _rewrite_secrets("totp_sealed", "totp_secret", _open)
    for name in ("totp_sealed", "renewal_asked_at", "renewal_asked_by"):
        op.drop_column("staff_account", name)
    op.drop_table("known_address")
    op.execute("DELETE FROM sign_in_failure")  # counts of minutes, under keys that may be too long now
    with op.batch_alter_table("sign_in_failure") as table:
        table.alter_column("key", existing_type=sa.String(length=160), type_=sa.String(length=120))
    # What was for a whole sitting, or was taken back, is more than the older tables can say.
    op.execute("DELETE FROM lockdown_exception WHERE attempt_id IS NULL OR withdrawn_at IS NOT NULL")
    with op.batch_alter_table(_EXCEPTION) as table:
        table.drop_constraint(op.f("ck_lockdown_exception_one_subject"), type_="check")
        table.drop_index(op.f("ix_lockdown_exception_sitting_id"))
        table.drop_constraint(op.f("fk_lockdown_exception_sitting_id_sitting"), type_="foreignkey")
        table.drop_column("withdrawn_at")
        table.drop_column("withdrawn_by")
        table.drop_column("withdraw_reason")
        table.drop_column("sitting_id")
        table.alter_column("attempt_id", existing_type=sa.Integer(), nullable=False)
