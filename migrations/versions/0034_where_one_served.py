"""Which body somebody served when the test was judged: who changes the post later changes no old report."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None

RESULT = sa.table("result", sa.column("booking_id"), sa.column("organisation_id"))
PLACE = sa.table("booking", sa.column("id"), sa.column("candidate_id"))
PERSON = sa.table("candidate", sa.column("id"), sa.column("organisation_id"))


def upgrade() -> None:
    """Name for each line the body where its person serves now: nothing older says more."""
    with op.batch_alter_table("result") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_result_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
    serves = (
        sa.select(PERSON.c.organisation_id)
        .select_from(PLACE.join(PERSON, PERSON.c.id == PLACE.c.candidate_id))
        .where(PLACE.c.id == RESULT.c.booking_id)
    )
    op.execute(sa.update(RESULT).values(organisation_id=serves.scalar_subquery()))


def downgrade() -> None:
    with op.batch_alter_table("result") as batch:
        batch.drop_constraint(op.f("fk_result_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("organisation_id")
