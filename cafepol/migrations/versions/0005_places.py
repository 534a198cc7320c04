"""Streets, what is known of a venue, and what officers show of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "street",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_street_name_length")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_street_quarter_id_quarter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
        sa.UniqueConstraint("quarter_id", "name", name=op.f("uq_street_quarter_id_name")),
    )
    op.create_index("ix_street_quarter_id", "street", ["quarter_id"])
    op.create_index("ix_street_key", "street", ["key"])
    # added column by column: a table that others point to is not built anew
    op.add_column(
        "venue", sa.Column("opening_hours", sa.String(length=200), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "venue", sa.Column("contact_name", sa.String(length=80), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("venue", sa.Column("contact_phone", sa.String(length=20), nullable=True))
    op.add_column("venue", sa.Column("contact_mail", sa.String(length=254), nullable=True))
    op.add_column("officer", sa.Column("shows_name", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("officer", sa.Column("shows_phone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("officer", sa.Column("shows_mail", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade():
    for column in ("shows_mail", "shows_phone", "shows_name"):
        op.drop_column("officer", column)
    for column in ("contact_mail", "contact_phone", "contact_name", "opening_hours"):
        op.drop_column("venue", column)
    op.drop_table("street")
