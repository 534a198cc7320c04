"""What somebody said of two registrations that share a number: two people."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "not_double",
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_not_double_older_first")),
        sa.ForeignKeyConstraint(
            ["a_id"], ["registration.id"], name=op.f("fk_not_double_a_id_registration"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["registration.id"], name=op.f("fk_not_double_b_id_registration"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_not_double")),
    )
    op.create_index(op.f("ix_not_double_b_id"), "not_double", ["b_id"])


def downgrade():
    op.drop_table("not_double")
