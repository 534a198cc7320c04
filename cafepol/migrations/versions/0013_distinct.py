"""Partners and contacts that look like one and are two."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    for table, subject in (("distinct_partners", "partner"), ("distinct_contacts", "partner_contact")):
        op.create_table(
            table,
            sa.Column("one_id", sa.Integer(), nullable=False),
            sa.Column("other_id", sa.Integer(), nullable=False),
            sa.CheckConstraint("one_id < other_id", name=op.f(f"ck_{table}_order")),
            sa.ForeignKeyConstraint(["one_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_one_id_{subject}")),
            sa.ForeignKeyConstraint(["other_id"], [f"{subject}.id"], name=op.f(f"fk_{table}_other_id_{subject}")),
            sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_other_id"), table, ["other_id"])


def downgrade():
    op.drop_table("distinct_contacts")
    op.drop_table("distinct_partners")
