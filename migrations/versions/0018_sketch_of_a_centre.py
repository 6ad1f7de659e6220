"""Where a centre's rooms lie: the floor, the place on the floor's sketch, and the column of the entrance.

The keys by which people are found get the body where they serve now: lists that were accepted had left them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OF_ROOM = ("floor", "sketch_x", "sketch_y")


def upgrade() -> None:
    # SQLite changes the tables in place: other rows point at them, so that they must not be made anew.
    with op.batch_alter_table("room", recreate="never") as batch:
        for name in OF_ROOM:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("centre", recreate="never") as batch:
        batch.add_column(sa.Column("entrance_x", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE candidate_name_word SET organisation_id = (SELECT candidate.organisation_id FROM candidate"
        " WHERE candidate.id = candidate_name_word.candidate_id) WHERE EXISTS (SELECT 1 FROM candidate WHERE"
        " candidate.id = candidate_name_word.candidate_id"
        " AND candidate.organisation_id <> candidate_name_word.organisation_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("centre", recreate="never") as batch:
        batch.drop_column("entrance_x")
    with op.batch_alter_table("room", recreate="never") as batch:
        for name in reversed(OF_ROOM):
            batch.drop_column(name)
