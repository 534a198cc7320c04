"""How people may have heard of a meeting: flyers handed out, Facebook's own count."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "outreach_count",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("flyers", sa.Integer(), nullable=True),
        sa.Column("interested", sa.Integer(), nullable=True),
        sa.Column("going", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("flyers IS NULL OR flyers >= 0", name=op.f("ck_outreach_count_flyers")),
        sa.CheckConstraint("interested IS NULL OR interested >= 0", name=op.f("ck_outreach_count_interested")),
        sa.CheckConstraint("going IS NULL OR going >= 0", name=op.f("ck_outreach_count_going")),
        sa.CheckConstraint(
            "(interested IS NULL AND going IS NULL) = (as_of IS NULL)", name=op.f("ck_outreach_count_as_of")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_outreach_count_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_outreach_count_noted_by_id_account")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_outreach_count")),
    )
    op.create_index(op.f("ix_outreach_count_noted_by_id"), "outreach_count", ["noted_by_id"])


def downgrade():
    op.drop_table("outreach_count")
