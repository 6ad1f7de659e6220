"""Whose papers they are: of the body that asked for help or recorded an absence, wherever its people go."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PERSON = sa.table("candidate", sa.column("id"), sa.column("organisation_id"))
TABLES = ("accommodation", "absence_excuse")


def upgrade() -> None:
    """Name for each paper the body where its person serves now: nothing older says more."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        paper = sa.table(table, sa.column("organisation_id"), sa.column("candidate_id"))
        serves = sa.select(PERSON.c.organisation_id).where(PERSON.c.id == paper.c.candidate_id)
        op.execute(sa.update(paper).values(organisation_id=serves.scalar_subquery()))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
            batch.create_foreign_key(
                op.f(f"fk_{table}_organisation_id_organisation"),
                "organisation",
                ["organisation_id"],
                ["id"],
            )


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_organisation_id_organisation"), type_="foreignkey")
            batch.drop_column("organisation_id")
