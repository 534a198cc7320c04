"""What was counted in the room: typed numbers and taps apart, each with its instant."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("attendance") as table:
        table.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("walk_ins", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_attendance_walk_ins"), "walk_ins IS NULL OR walk_ins BETWEEN 0 AND 2000")
    # nobody knows how a number was made: it stands as a typed one does
    op.execute("UPDATE attendance SET counted_at = updated_at WHERE head_count IS NOT NULL")


def downgrade():
    with op.batch_alter_table("attendance") as table:
        table.drop_constraint(op.f("ck_attendance_walk_ins"), type_="check")
        table.drop_column("walk_ins")
        table.drop_column("counted_at")
