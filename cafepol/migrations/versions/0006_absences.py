"""When officers are not there, and the calendars that say so; tables of past meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole_days", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absence_times")),
        sa.CheckConstraint("source IN ('hand', 'file', 'address')", name=op.f("ck_absence_source")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_absence_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_ends_at"), "absence", ["ends_at"])
    op.create_index(op.f("ix_absence_officer_id_ends_at"), "absence", ["officer_id", "ends_at"])
    op.create_table(
        "absence_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.CheckConstraint("source IN ('file', 'address')", name=op.f("ck_absence_calendar_source")),
        sa.CheckConstraint("(source = 'address') = (address <> '')", name=op.f("ck_absence_calendar_address")),
        sa.CheckConstraint("length(address) <= 500", name=op.f("ck_absence_calendar_address_length")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_absence_calendar_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_calendar")),
        sa.UniqueConstraint("officer_id", "source", name=op.f("uq_absence_calendar_officer_id_source")),
    )

    op.create_table(
        "meeting_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('checked', 'waiting', 'running', 'done', 'failed')", name=op.f("ck_meeting_import_state")
        ),
        sa.CheckConstraint("total >= 0 AND done >= 0 AND skipped >= 0", name=op.f("ck_meeting_import_counts")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_meeting_import_created_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_import")),
    )
    op.create_table(
        "imported_meeting",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["meeting_import.id"],
            name=op.f("fk_imported_meeting_import_id_meeting_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_imported_meeting_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_imported_meeting")),
    )
    op.create_index(op.f("ix_imported_meeting_import_id"), "imported_meeting", ["import_id"])


def downgrade():
    op.drop_table("imported_meeting")
    op.drop_table("meeting_import")
    op.drop_table("absence_calendar")
    op.drop_table("absence")
