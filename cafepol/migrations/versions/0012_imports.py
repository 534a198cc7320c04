"""Which venues and officers were added with a table of past meetings: what fails takes them back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    for kind in ("venue", "officer"):
        table = f"imported_{kind}"
        op.create_table(
            table,
            sa.Column(f"{kind}_id", sa.Integer(), nullable=False),
            sa.Column("import_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["import_id"],
                ["meeting_import.id"],
                name=op.f(f"fk_{table}_import_id_meeting_import"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                [f"{kind}_id"], [f"{kind}.id"], name=op.f(f"fk_{table}_{kind}_id_{kind}"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(f"{kind}_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_import_id"), table, ["import_id"])


def downgrade():
    op.drop_table("imported_officer")
    op.drop_table("imported_venue")
