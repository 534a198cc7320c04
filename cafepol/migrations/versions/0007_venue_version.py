"""The version of a venue, so that of two who correct it at once the second is told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    # added in place: a table that SQLite makes anew would come without its triggers
    op.add_column("venue", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))


def downgrade():
    op.drop_column("venue", "version")
