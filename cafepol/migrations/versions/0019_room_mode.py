"""A browser that opens the room of one meeting only, until it ends."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("room_code", sa.String(length=6), nullable=True))
        table.add_column(sa.Column("room_until", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_sign_in_room"), "(room_code IS NULL) = (room_until IS NULL)")


def downgrade():
    op.execute("DELETE FROM sign_in WHERE room_code IS NOT NULL")
    with op.batch_alter_table("sign_in") as table:
        table.drop_constraint(op.f("ck_sign_in_room"), type_="check")
        table.drop_column("room_until")
        table.drop_column("room_code")
