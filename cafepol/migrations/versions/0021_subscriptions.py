"""Announcements: who wants them, who does no more, what was announced; where a mail's List-Unsubscribe leads."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("mail_key", sa.String(254), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_subscription_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_subscription_commune_id_mail_key", "subscription", ["commune_id", "mail_key"], unique=True)
    op.create_index("ix_subscription_asked_at", "subscription", ["asked_at"])
    op.create_table(
        "subscription_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("mail_hash", sa.String(64), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_subscription_withdrawal_commune_id_commune")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_withdrawal")),
    )
    op.create_table(
        "announced",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_announced_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_announced")),
    )
    op.add_column("message", sa.Column("one_click", sa.String(300), nullable=True))


def downgrade():
    op.drop_column("message", "one_click")
    for table in ("announced", "subscription_withdrawal", "subscription"):
        op.drop_table(table)
