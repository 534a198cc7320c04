"""Doubles of the directory that were merged; when an invitation was first answered."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "merged_partner",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_merged_partner_partner_id_partner")),
        sa.ForeignKeyConstraint(["into_id"], ["partner.id"], name=op.f("fk_merged_partner_into_id_partner")),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_merged_partner")),
    )
    op.create_index(op.f("ix_merged_partner_into_id"), "merged_partner", ["into_id"])
    op.add_column("invitation", sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True))
    # who changed their mind before is counted from the last answer: the first one was not kept
    op.execute("UPDATE invitation SET first_answered_at = answered_at")


def downgrade():
    op.drop_column("invitation", "first_answered_at")
    op.drop_table("merged_partner")
