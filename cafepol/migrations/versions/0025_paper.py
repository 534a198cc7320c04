"""Paper: distribution rounds and their codes, mailboxes, texts published, newspapers, print jobs, the zone's logo."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# where a zone that is installed already publishes, as its profile has it
CHANNELS = {
    "boraine": (
        ("facebook", "Facebook", "event", None),
        ("borapp", "Bor’App", "notice", 160),
        ("journal", "Journal communal", "article", None),
        ("site", "Site internet de la zone", "page", None),
    ),
    "scheldekant": (
        ("facebook", "Facebook", "event", None),
        ("gemeenteblad", "Gemeenteblad", "article", None),
        ("website", "Website van de zone", "page", None),
    ),
}

# column by column, with its constraint in its own line: a table that others point to is not built anew
COLUMNS = (
    ("street", "mailboxes", "INTEGER CONSTRAINT ck_street_mailboxes CHECK (mailboxes IS NULL OR mailboxes >= 0)"),
    (
        "zone",
        "round_late_days",
        "INTEGER DEFAULT 5 NOT NULL CONSTRAINT ck_zone_round_late_days CHECK (round_late_days BETWEEN 0 AND 60)",
    ),
)


def upgrade():
    channels = op.create_table(
        "publication_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('event', 'notice', 'article', 'page')", name=op.f("ck_publication_channel_kind")),
        sa.CheckConstraint(
            "maximum IS NULL OR maximum BETWEEN 60 AND 10000", name=op.f("ck_publication_channel_maximum")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_channel")),
        sa.UniqueConstraint("slug", name=op.f("uq_publication_channel_slug")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("commissariat_id", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)", name=op.f("ck_print_job_finished")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_print_job_state")
        ),
        sa.CheckConstraint("total >= 0 AND done BETWEEN 0 AND total", name=op.f("ck_print_job_progress")),
        sa.ForeignKeyConstraint(
            ["commissariat_id"], ["commissariat.id"], name=op.f("fk_print_job_commissariat_id_commissariat")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_print_job_created_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(op.f("ix_print_job_commissariat_id"), "print_job", ["commissariat_id"], unique=False)
    op.create_index(op.f("ix_print_job_created_by_id"), "print_job", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_print_job_state"), "print_job", ["state"], unique=False)

    op.create_table(
        "zone_logo",
        sa.Column("zone_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(picture) BETWEEN 1 AND 204800", name=op.f("ck_zone_logo_size")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_zone_logo_pixels")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_zone_logo_zone_id_zone")),
        sa.PrimaryKeyConstraint("zone_id", name=op.f("pk_zone_logo")),
    )
    op.create_table(
        "newspaper_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("copy_by", sa.Date(), nullable=False),
        sa.Column("appears_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("appears_on >= copy_by", name=op.f("ck_newspaper_issue_order")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_newspaper_issue_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newspaper_issue")),
    )
    op.create_index(op.f("ix_newspaper_issue_commune_id"), "newspaper_issue", ["commune_id"], unique=False)

    op.create_table(
        "print_part",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(content) BETWEEN 1 AND 262144", name=op.f("ck_print_part_size")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["print_job.id"], name=op.f("fk_print_part_job_id_print_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_print_part")),
    )
    op.create_table(
        "distribution_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("segment", sa.String(length=300), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=10), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("carrier_name", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("handed_out", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(carrier = 'officer') = (officer_id IS NOT NULL)", name=op.f("ck_distribution_round_officer")
        ),
        sa.CheckConstraint(
            "(carrier = 'partner') = (partner_id IS NOT NULL)", name=op.f("ck_distribution_round_partner")
        ),
        sa.CheckConstraint(
            "carrier IN ('officer', 'prevention', 'partner')", name=op.f("ck_distribution_round_carrier")
        ),
        sa.CheckConstraint("done_at IS NULL OR dropped_at IS NULL", name=op.f("ck_distribution_round_one_end")),
        sa.CheckConstraint("done_at IS NULL OR handed_out IS NOT NULL", name=op.f("ck_distribution_round_done")),
        sa.CheckConstraint("handed_out BETWEEN 0 AND 50000", name=op.f("ck_distribution_round_handed_out")),
        sa.CheckConstraint("length(code) = 5", name=op.f("ck_distribution_round_code_length")),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 80", name=op.f("ck_distribution_round_label_length")),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_distribution_round_note_length")),
        sa.CheckConstraint("length(segment) <= 300", name=op.f("ck_distribution_round_segment_length")),
        sa.CheckConstraint("planned BETWEEN 1 AND 50000", name=op.f("ck_distribution_round_planned")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_distribution_round_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_distribution_round_done_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_distribution_round_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_distribution_round_officer_id_officer")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_distribution_round_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distribution_round")),
        sa.UniqueConstraint("code", name=op.f("uq_distribution_round_code")),
    )
    op.create_index(op.f("ix_distribution_round_created_by_id"), "distribution_round", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_distribution_round_day"), "distribution_round", ["day"], unique=False)
    op.create_index(op.f("ix_distribution_round_done_by_id"), "distribution_round", ["done_by_id"], unique=False)
    op.create_index(
        op.f("ix_distribution_round_meeting_id"),
        "distribution_round",
        ["meeting_id"],
        unique=False,
    )
    op.create_index(op.f("ix_distribution_round_officer_id"), "distribution_round", ["officer_id"], unique=False)
    op.create_index(op.f("ix_distribution_round_partner_id"), "distribution_round", ["partner_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_publication_by_id_account")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["publication_channel.id"], name=op.f("fk_publication_channel_id_publication_channel")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_publication_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_by_id"), "publication", ["by_id"], unique=False)
    op.create_index(op.f("ix_publication_channel_id"), "publication", ["channel_id"], unique=False)
    op.create_index(op.f("ix_publication_meeting_id"), "publication", ["meeting_id"], unique=False)

    op.create_table(
        "door_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_door_mention_people")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_door_mention_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["distribution_round.id"], name=op.f("fk_door_mention_round_id_distribution_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_mention")),
    )
    op.create_index(op.f("ix_door_mention_meeting_id"), "door_mention", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_door_mention_round_id"), "door_mention", ["round_id"], unique=False)
    op.create_index(
        "uq_door_mention_one_per_round",
        "door_mention",
        ["meeting_id", "round_id"],
        unique=True,
        sqlite_where=sa.text("round_id IS NOT NULL"),
        postgresql_where=sa.text("round_id IS NOT NULL"),
    )
    op.create_index(
        "uq_door_mention_one_without_round",
        "door_mention",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("round_id IS NULL"),
        postgresql_where=sa.text("round_id IS NULL"),
    )

    op.create_table(
        "round_street",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("mailboxes", sa.Integer(), nullable=True),
        sa.CheckConstraint("mailboxes IS NULL OR mailboxes >= 0", name=op.f("ck_round_street_mailboxes")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["distribution_round.id"],
            name=op.f("fk_round_street_round_id_distribution_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_street")),
        sa.UniqueConstraint("round_id", "name", "part", name=op.f("uq_round_street_round_id_name_part")),
    )
    for table, column, definition in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition}")
    with op.batch_alter_table("registration", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_registration_round_id_distribution_round"), "distribution_round", ["round_id"], ["id"]
        )
    op.create_index("ix_registration_round_id", "registration", ["round_id"])
    _derive("'published', 'invited', 'flyer', 'handed_out'")
    op.execute("UPDATE preparation_item SET derived = 'handed_out' WHERE slug = 'boites' AND derived IS NULL")
    zone = op.get_bind().execute(sa.text("SELECT slug FROM zone")).scalar()
    rows = [
        {"slug": slug, "label": label, "kind": kind, "maximum": maximum, "position": position}
        for position, (slug, label, kind, maximum) in enumerate(CHANNELS.get(zone, ()))
    ]
    if rows:
        op.bulk_insert(channels, rows)


def _derive(steps):
    with op.batch_alter_table("preparation_item") as table:
        table.drop_constraint(op.f("ck_preparation_item_derived"), type_="check")
        table.create_check_constraint(op.f("ck_preparation_item_derived"), f"derived IN ({steps})")


def downgrade():
    op.execute("UPDATE preparation_item SET derived = NULL WHERE derived = 'handed_out'")
    _derive("'published', 'invited', 'flyer'")
    op.drop_index("ix_registration_round_id", "registration")
    with op.batch_alter_table("registration", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("fk_registration_round_id_distribution_round"), type_="foreignkey")
        table.drop_column("round_id")
    for table, column, _ in COLUMNS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for name in (
        "round_street",
        "door_mention",
        "publication",
        "distribution_round",
        "print_part",
        "newspaper_issue",
        "zone_logo",
        "print_job",
        "publication_channel",
    ):
        op.drop_table(name)
