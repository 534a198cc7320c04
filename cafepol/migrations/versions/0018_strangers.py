"""Strangers and crowds: when an answer's mail is to be written, addresses given once more, history, approval."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

EVENTS = ("created", "confirmed", "changed", "promoted", "cancelled", "accepted", "voided", "restored")
INSTANT = sa.DateTime(timezone=True)
IS_DUE = sa.text("tell_at IS NOT NULL")


def upgrade():
    op.add_column("registration", sa.Column("tell_at", INSTANT, nullable=True))
    op.add_column("registration", sa.Column("accepted_at", INSTANT, nullable=True))
    op.create_index(
        "ix_registration_tell_at", "registration", ["tell_at"], sqlite_where=IS_DUE, postgresql_where=IS_DUE
    )
    op.create_table(
        "approval",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_approval_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_approval_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_approval")),
    )
    op.create_table(
        "asked_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.CheckConstraint("people BETWEEN 0 AND 10", name=op.f("ck_asked_again_people")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_asked_again_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_asked_again_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_again")),
    )
    op.create_index("ix_asked_again_meeting_id", "asked_again", ["meeting_id"])
    op.create_index("ix_asked_again_registration_id", "asked_again", ["registration_id"])
    op.create_table(
        "registration_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("was", sa.String(10), nullable=True),
        sa.Column("batch", sa.String(16), nullable=True),
        sa.CheckConstraint(f"kind IN ({', '.join(map(repr, EVENTS))})", name=op.f("ck_registration_event_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_registration_event_by_id_account")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_event_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_event")),
    )
    op.create_index("ix_registration_event_batch", "registration_event", ["batch"])
    op.create_index("ix_registration_event_registration_id", "registration_event", ["registration_id"])


def downgrade():
    op.drop_table("registration_event")
    op.drop_table("asked_again")
    op.drop_table("approval")
    op.drop_index("ix_registration_tell_at", "registration")
    op.drop_column("registration", "accepted_at")
    op.drop_column("registration", "tell_at")
