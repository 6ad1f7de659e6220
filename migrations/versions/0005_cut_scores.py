"""The tables of cut score studies, and the cut score that a form is given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TURN = ["study_id", "account_id", "round"]
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _of_turn(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        _TURN,
        [f"cut_score_turn.{column}" for column in _TURN],
        name=op.f(f"fk_{table}_study_id_account_id_round_cut_score_turn"),
    )


def _whose() -> list[sa.Column[int]]:
    return [sa.Column(column, sa.Integer(), nullable=False) for column in _TURN]


def upgrade() -> None:
    op.create_table(
        "cut_score_study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("parameters", _JSON, nullable=True),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        _moment("opened_at"),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("abandon_reason", sa.Text(), nullable=True),
        _to("cut_score_study", "list_id", "question_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_score_study")),
        sa.UniqueConstraint("code", name=op.f("uq_cut_score_study_code")),
    )
    op.create_table(
        "cut_score_judge",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        _moment("released_at", nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        _to("cut_score_judge", "study_id", "cut_score_study"),
        _to("cut_score_judge", "account_id", "staff_account"),
        sa.PrimaryKeyConstraint("study_id", "account_id", name=op.f("pk_cut_score_judge")),
    )
    op.create_table(
        "cut_score_turn",
        *_whose(),
        _moment("opened_at"),
        _moment("saved_at"),
        _moment("submitted_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["study_id", "account_id"],
            ["cut_score_judge.study_id", "cut_score_judge.account_id"],
            name=op.f("fk_cut_score_turn_study_id_account_id_cut_score_judge"),
        ),
        sa.PrimaryKeyConstraint(*_TURN, name=op.f("pk_cut_score_turn")),
    )
    op.create_table(
        "cut_score_ballot",
        *_whose(),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("estimate", sa.Integer(), nullable=False),
        _moment("saved_at"),
        _of_turn("cut_score_ballot"),
        sa.CheckConstraint("estimate BETWEEN 0 AND 100", name=op.f("ck_cut_score_ballot_percent")),
        sa.PrimaryKeyConstraint(*_TURN, "item_id", name=op.f("pk_cut_score_ballot")),
    )
    op.create_table(
        "cut_score_mark",
        *_whose(),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("saved_at"),
        _of_turn("cut_score_mark"),
        sa.PrimaryKeyConstraint(*_TURN, name=op.f("pk_cut_score_mark")),
    )
    op.create_table(
        "cut_score_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("sealed_by", sa.String(length=20), nullable=False),
        sa.Column("sealed_name", sa.String(length=200), nullable=False),
        _moment("sealed_at"),
        _to("cut_score_record", "study_id", "cut_score_study"),
        _to("cut_score_record", "list_id", "question_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_score_record")),
        sa.UniqueConstraint("study_id", name=op.f("uq_cut_score_record_study_id")),
    )
    for table, columns in {"cut_score_study": ["list_id"], "cut_score_record": ["list_id", "digest"]}.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
    # Not in batch mode: on SQLite it would lay the table anew, and rows of other tables point to it.
    op.add_column("exam_form", sa.Column("cut_score", sa.String(length=20), nullable=True))
    op.add_column("exam_form", sa.Column("cut_score_record", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("exam_form", "cut_score_record")
    op.drop_column("exam_form", "cut_score")
    for table in ("record", "mark", "ballot", "turn", "judge", "study"):
        op.drop_table(f"cut_score_{table}")
