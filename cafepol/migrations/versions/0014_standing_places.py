"""What a venue was called when people heard of it, if that was corrected since."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("earlier_standing", sa.Column("place", sa.Text(), nullable=True))


def downgrade():
    op.execute("UPDATE earlier_standing SET venue_id = NULL WHERE place IS NOT NULL")
    op.drop_column("earlier_standing", "place")
