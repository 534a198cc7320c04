"""Asking for a café."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "cafe_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("channel IN ('web', 'phone', 'counter', 'officer')", name=op.f("ck_cafe_request_channel")),
        sa.CheckConstraint("state <> 'planned' OR meeting_id IS NOT NULL", name=op.f("ck_cafe_request_planned")),
        sa.CheckConstraint("state <> 'shelved' OR outcome IS NOT NULL", name=op.f("ck_cafe_request_shelved")),
        sa.CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name=op.f("ck_cafe_request_answered")),
        sa.CheckConstraint("state IN ('open', 'planned', 'shelved')", name=op.f("ck_cafe_request_state")),
        sa.CheckConstraint("length(why) BETWEEN 1 AND 500", name=op.f("ck_cafe_request_why_length")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_cafe_request_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_cafe_request_commune_id_commune")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_cafe_request_created_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_cafe_request_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_cafe_request_quarter_id_quarter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cafe_request")),
    )
    op.create_index(op.f("ix_cafe_request_commune_id"), "cafe_request", ["commune_id"], unique=False)
    op.create_index(op.f("ix_cafe_request_meeting_id"), "cafe_request", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_cafe_request_quarter_id"), "cafe_request", ["quarter_id"], unique=False)
    op.create_index(op.f("ix_cafe_request_state_commune_id"), "cafe_request", ["state", "commune_id"], unique=False)


def downgrade():
    op.drop_table("cafe_request")
