"""Problems: several concerns of one cause, and what was done about it (SARA)."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "problem_serial",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_problem_serial")),
    )
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("analysis", sa.String(length=1500), nullable=False),
        sa.Column("response", sa.String(length=1500), nullable=False),
        sa.Column("response_from", sa.Date(), nullable=True),
        sa.Column("evaluate_on", sa.Date(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("before_count", sa.Integer(), nullable=True),
        sa.Column("after_count", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("verdict_text", sa.String(length=1500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_problem_closed")),
        sa.CheckConstraint(
            "(stage IN ('assessment', 'closed')) = (verdict IS NOT NULL)", name=op.f("ck_problem_judged")
        ),
        sa.CheckConstraint("stage = 'scanning' OR analysis <> ''", name=op.f("ck_problem_analysed")),
        sa.CheckConstraint(
            "stage IN ('assessment', 'closed') OR (before_count IS NULL AND after_count IS NULL)",
            name=op.f("ck_problem_counted"),
        ),
        sa.CheckConstraint(
            "stage IN ('scanning', 'analysis', 'response', 'assessment', 'closed')", name=op.f("ck_problem_stage")
        ),
        sa.CheckConstraint(
            "stage NOT IN ('response', 'assessment', 'closed') OR (response <> '' AND response_from IS NOT NULL AND evaluate_on IS NOT NULL)",
            name=op.f("ck_problem_planned"),
        ),
        sa.CheckConstraint("verdict IN ('better', 'partly', 'same', 'worse')", name=op.f("ck_problem_verdict")),
        sa.CheckConstraint("evaluate_on > response_from", name=op.f("ck_problem_evaluation_after")),
        sa.CheckConstraint("length(analysis) <= 1500", name=op.f("ck_problem_analysis_length")),
        sa.CheckConstraint("length(response) <= 1500", name=op.f("ck_problem_response_length")),
        sa.CheckConstraint("length(verdict_text) <= 1500", name=op.f("ck_problem_verdict_length")),
        sa.CheckConstraint("window_days IN (30, 90, 180, 365)", name=op.f("ck_problem_window")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_problem_commune_id_commune")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_problem_created_by_id_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["officer.id"], name=op.f("fk_problem_owner_id_officer")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_problem_quarter_id_quarter")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_problem_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("number", name=op.f("uq_problem_number")),
    )
    op.create_index("ix_problem_commune_id_stage", "problem", ["commune_id", "stage"], unique=False)
    op.create_index("ix_problem_owner_id", "problem", ["owner_id"], unique=False)

    op.create_table(
        "problem_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('grouped', 'added', 'left_out', 'analysed', 'responded', 'assessed', 'back', 'closed')",
            name=op.f("ck_problem_entry_kind"),
        ),
        sa.CheckConstraint("length(text) <= 2000", name=op.f("ck_problem_entry_text_length")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_problem_entry_author_id_account")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_entry_problem_id_problem")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_entry")),
    )
    op.create_index("ix_problem_entry_problem_id", "problem_entry", ["problem_id"], unique=False)

    op.create_table(
        "problem_concern",
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_problem_concern_concern_id_concern")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_concern_problem_id_problem")),
        sa.PrimaryKeyConstraint("problem_id", "concern_id", name=op.f("pk_problem_concern")),
    )
    op.create_index(
        "uq_problem_concern_open",
        "problem_concern",
        ["concern_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def downgrade():
    for table in ("problem_concern", "problem_entry", "problem", "problem_serial"):
        op.drop_table(table)
