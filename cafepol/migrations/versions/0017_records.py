"""What closed meetings were, in figures without names; what they taught."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "attendance_record",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("was_ticked", sa.Boolean(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=False),
        sa.Column("flyers", sa.Integer(), nullable=True),
        sa.Column("fb_interested", sa.Integer(), nullable=True),
        sa.Column("fb_going", sa.Integer(), nullable=True),
        sa.Column("web_interested", sa.Integer(), nullable=False),
        sa.Column("web_going", sa.Integer(), nullable=False),
        sa.Column("said_status", sa.String(length=4), nullable=False),
        sa.Column("said_low", sa.Integer(), nullable=False),
        sa.Column("said_high", sa.Integer(), nullable=False),
        sa.Column("said_expected", sa.Integer(), nullable=True),
        sa.CheckConstraint("head_count >= 0", name=op.f("ck_attendance_record_head_count")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_attendance_record_commune_id_commune")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_record_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_attendance_record")),
    )
    op.create_index(op.f("ix_attendance_record_commune_id"), "attendance_record", ["commune_id"])
    op.create_table(
        "forecast_fit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_fit")),
    )


def downgrade():
    op.drop_table("forecast_fit")
    op.drop_table("attendance_record")
