"""The ways back in a meeting's life."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    # added column by column: a table that others point to is not built anew
    op.add_column("meeting", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("restored_sequence", sa.Integer(), nullable=True))
    op.add_column("meeting", sa.Column("reopen_reason", sa.String(length=300), nullable=True))


def downgrade():
    for column in ("reopen_reason", "restored_sequence", "withdrawn_at"):
        op.drop_column("meeting", column)
