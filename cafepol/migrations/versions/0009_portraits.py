"""The portraits that officers give of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "officer_photo",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_officer_photo_digest_length")),
        sa.CheckConstraint("length(picture) BETWEEN 1 AND 60000", name=op.f("ck_officer_photo_picture_length")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_photo_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_officer_photo")),
    )
    op.create_index(op.f("ix_officer_photo_digest"), "officer_photo", ["digest"])


def downgrade():
    op.drop_table("officer_photo")
