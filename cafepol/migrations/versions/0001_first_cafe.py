"""The first café: every table of the house, and some that only grow."""

from itertools import product

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ONLY_ADDED = ("audit_entry", "attempt", "impossible")


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("mail", name=op.f("uq_account_mail")),
    )
    op.create_table(
        "bucket",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_bucket")),
    )
    op.create_index("ix_bucket_expires", "bucket", ["expires"])
    op.create_table(
        "commissariat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("chief_title", sa.String(length=80), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissariat")),
        sa.UniqueConstraint("slug", name=op.f("uq_commissariat_slug")),
    )
    op.create_table(
        "concern_serial",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_concern_serial")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_hash")),
    )
    op.create_index("ix_link_subject_id", "link", ["subject_id"])
    op.create_table(
        "partner_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_kind")),
        sa.UniqueConstraint("slug", name=op.f("uq_partner_kind_slug")),
    )
    op.create_table(
        "plan_priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('phenomenon', 'attention')", name=op.f("ck_plan_priority_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_plan_priority_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_priority")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_priority_slug")),
    )
    op.create_table(
        "prevention_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prevention_topic")),
        sa.UniqueConstraint("slug", name=op.f("uq_prevention_topic_slug")),
    )
    op.create_table(
        "receipt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_receipt")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("controller", sa.String(length=300), nullable=False),
        sa.Column("dpo", sa.String(length=254), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("default_title", sa.String(length=120), nullable=False),
        sa.Column("colours", sa.JSON(), nullable=False),
        sa.Column("promise_days", sa.Integer(), nullable=False),
        sa.Column("cadence_min", sa.Integer(), nullable=False),
        sa.Column("cadence_max", sa.Integer(), nullable=False),
        sa.Column("travel_gap_minutes", sa.Integer(), nullable=False),
        sa.Column("flyer_days", sa.Integer(), nullable=False),
        sa.Column("same_quarter_days", sa.Integer(), nullable=False),
        sa.Column("horizon_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("cadence_min >= 0 AND cadence_max >= cadence_min", name=op.f("ck_zone_cadence")),
        sa.CheckConstraint("id = 1", name=op.f("ck_zone_only_one")),
        sa.CheckConstraint("promise_days BETWEEN 1 AND 60", name=op.f("ck_zone_promise_days")),
        sa.CheckConstraint("travel_gap_minutes BETWEEN 0 AND 240", name=op.f("ck_zone_travel_gap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    op.create_table(
        "account_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("commissariat_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id_account")),
        sa.ForeignKeyConstraint(
            ["commissariat_id"], ["commissariat.id"], name=op.f("fk_account_grant_commissariat_id_commissariat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
        sa.UniqueConstraint(
            "account_id", "role", "commissariat_id", name=op.f("uq_account_grant_account_id_role_commissariat_id")
        ),
    )
    op.create_index("ix_account_grant_account_id", "account_grant", ["account_id"])
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint("action <> ''", name=op.f("ck_audit_entry_action")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_account_id", "audit_entry", ["account_id"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_table(
        "commune",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("commissariat_id", sa.Integer(), nullable=False),
        sa.Column("nearby", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commissariat_id"], ["commissariat.id"], name=op.f("fk_commune_commissariat_id_commissariat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune")),
        sa.UniqueConstraint("slug", name=op.f("uq_commune_slug")),
    )
    op.create_index("ix_commune_commissariat_id", "commune", ["commissariat_id"])
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("commissariat_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_officer_name_length")),
        sa.CheckConstraint("length(rank) <= 20", name=op.f("ck_officer_rank_length")),
        sa.CheckConstraint("length(title) <= 60", name=op.f("ck_officer_title_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_officer_account_id_account")),
        sa.ForeignKeyConstraint(
            ["commissariat_id"], ["commissariat.id"], name=op.f("fk_officer_commissariat_id_commissariat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_officer_account_id")),
    )
    op.create_index("ix_officer_commissariat_id", "officer", ["commissariat_id"])
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_partner_name_length")),
        sa.ForeignKeyConstraint(["kind_id"], ["partner_kind.id"], name=op.f("fk_partner_kind_id_partner_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_index("ix_partner_kind_id", "partner", ["kind_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["priority_id"], ["plan_priority.id"], name=op.f("fk_theme_priority_id_plan_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
    )
    op.create_index("ix_theme_priority_id", "theme", ["priority_id"])
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('closure', 'blocked', 'local_event')", name=op.f("ck_closure_kind")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_closure_period")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_closure_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index("ix_closure_commune_id", "closure", ["commune_id"])
    op.create_index("ix_closure_starts_on", "closure", ["starts_on"])
    op.create_table(
        "partner_commune",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_partner_commune_commune_id_commune")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_commune_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("partner_id", "commune_id", name=op.f("pk_partner_commune")),
    )
    op.create_index("ix_partner_commune_commune_id", "partner_commune", ["commune_id"])
    op.create_table(
        "partner_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("function", sa.String(length=80), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(function) <= 80", name=op.f("ck_partner_contact_function_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_partner_contact_name_length")),
        sa.CheckConstraint("mail IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_partner_contact_reachable")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_contact_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_contact")),
    )
    op.create_index("ix_partner_contact_partner_id", "partner_contact", ["partner_id"])
    op.create_table(
        "quarter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_quarter_name_length")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_quarter_commune_id_commune")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter")),
        sa.UniqueConstraint("commune_id", "name", name=op.f("uq_quarter_commune_id_name")),
    )
    op.create_index("ix_quarter_commune_id", "quarter", ["commune_id"])
    op.create_table(
        "officer_quarter",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_quarter_officer_id_officer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_officer_quarter_quarter_id_quarter")),
        sa.PrimaryKeyConstraint("officer_id", "quarter_id", name=op.f("pk_officer_quarter")),
    )
    op.create_index("ix_officer_quarter_quarter_id", "officer_quarter", ["quarter_id"])
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("locality", sa.String(length=80), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("access_note", sa.String(length=300), nullable=False),
        sa.Column("is_accessible", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_venue_capacity")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_venue_commune_id_commune")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_venue_quarter_id_quarter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_index("ix_venue_commune_id", "venue", ["commune_id"])
    op.create_index("ix_venue_quarter_id", "venue", ["quarter_id"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("public_text", sa.String(length=2000), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("material_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day_moved_sequence", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("no_concern", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name=op.f("ck_meeting_cancelled")),
        sa.CheckConstraint(
            "state <> 'closed' OR (closed_at IS NOT NULL AND head_count IS NOT NULL)", name=op.f("ck_meeting_closed")
        ),
        sa.CheckConstraint("state <> 'published' OR first_published_at IS NOT NULL", name=op.f("ck_meeting_published")),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled', 'closed')", name=op.f("ck_meeting_state")),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_meeting_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_times")),
        sa.CheckConstraint("head_count IS NULL OR head_count BETWEEN 0 AND 2000", name=op.f("ck_meeting_head_count")),
        sa.CheckConstraint("length(cancel_reason) <= 300", name=op.f("ck_meeting_cancel_reason_length")),
        sa.CheckConstraint("length(public_text) <= 2000", name=op.f("ck_meeting_public_text_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 120", name=op.f("ck_meeting_title_length")),
        sa.CheckConstraint("sequence >= 0 AND version >= 1", name=op.f("ck_meeting_counters")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_meeting_commune_id_commune")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_meeting_created_by_id_account")),
        sa.ForeignKeyConstraint(["host_id"], ["officer.id"], name=op.f("fk_meeting_host_id_officer")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_meeting_quarter_id_quarter")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_meeting_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    op.create_index("ix_meeting_commune_id", "meeting", ["commune_id"])
    op.create_index("ix_meeting_host_id", "meeting", ["host_id"])
    op.create_index("ix_meeting_quarter_id", "meeting", ["quarter_id"])
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"])
    op.create_index("ix_meeting_state_starts_at", "meeting", ["state", "starts_at"])
    op.create_index("ix_meeting_venue_id", "meeting", ["venue_id"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "head_count IS NULL OR head_count BETWEEN 0 AND 2000", name=op.f("ck_attendance_head_count")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "attendance_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_step_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_step")),
    )
    op.create_index("uq_attendance_step_meeting_id_key", "attendance_step", ["meeting_id", "key"], unique=True)
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("orientation", sa.String(length=30), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.String(length=2000), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("decided", sa.String(length=2000), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("next_step", sa.String(length=120), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(orientation = 'concern') = (facts <> '')", name=op.f("ck_concern_facts")),
        sa.CheckConstraint("(state = 'voided') = (void_reason IS NOT NULL)", name=op.f("ck_concern_voided")),
        sa.CheckConstraint("orientation IN ('concern', 'offence_to_record')", name=op.f("ck_concern_orientation")),
        sa.CheckConstraint(
            "outcome IN ('resolved', 'partial', 'unresolved_with_reason', 'outside_competence', 'on_record', 'withdrawn')",
            name=op.f("ck_concern_outcome"),
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR (closed_at IS NOT NULL AND outcome IS NOT NULL AND summary <> '')",
            name=op.f("ck_concern_closed"),
        ),
        sa.CheckConstraint("state IN ('closed', 'voided') OR next_on IS NOT NULL", name=op.f("ck_concern_next_date")),
        sa.CheckConstraint(
            "state IN ('heard', 'in_progress', 'feedback_due', 'closed', 'voided')", name=op.f("ck_concern_state")
        ),
        sa.CheckConstraint("void_reason IN ('entry_error', 'exact_duplicate')", name=op.f("ck_concern_void_reason")),
        sa.CheckConstraint("length(decided) <= 2000", name=op.f("ck_concern_decided_length")),
        sa.CheckConstraint("length(facts) <= 2000", name=op.f("ck_concern_facts_length")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_concern_commune_id_commune")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_concern_created_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_concern_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["owner_id"], ["officer.id"], name=op.f("fk_concern_owner_id_officer")),
        sa.ForeignKeyConstraint(["quarter_id"], ["quarter.id"], name=op.f("fk_concern_quarter_id_quarter")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_concern_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("number", name=op.f("uq_concern_number")),
    )
    op.create_index("ix_concern_commune_id", "concern", ["commune_id"])
    op.create_index("ix_concern_meeting_id", "concern", ["meeting_id"])
    op.create_index("ix_concern_owner_id", "concern", ["owner_id"])
    op.create_index("ix_concern_quarter_id", "concern", ["quarter_id"])
    op.create_index("ix_concern_state_next_on", "concern", ["state", "next_on"])
    op.create_index("ix_concern_theme_id", "concern", ["theme_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("substitute", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_present", sa.Boolean(), nullable=True),
        sa.Column("known_sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('prepared', 'sent', 'accepted', 'declined', 'tentative', 'revoked')",
            name=op.f("ck_invitation_state"),
        ),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_invitation_note_length")),
        sa.CheckConstraint("length(substitute) <= 80", name=op.f("ck_invitation_substitute_length")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_invitation_round")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["partner_contact.id"], name=op.f("fk_invitation_contact_id_partner_contact")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("meeting_id", "contact_id", name=op.f("uq_invitation_meeting_id_contact_id")),
    )
    op.create_index("ix_invitation_contact_id", "invitation", ["contact_id"])
    op.create_table(
        "meeting_co_host",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_co_host_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_meeting_co_host_officer_id_officer")),
        sa.PrimaryKeyConstraint("meeting_id", "officer_id", name=op.f("pk_meeting_co_host")),
    )
    op.create_index("ix_meeting_co_host_officer_id", "meeting_co_host", ["officer_id"])
    op.create_table(
        "meeting_topic",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_topic_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["prevention_topic.id"], name=op.f("fk_meeting_topic_topic_id_prevention_topic")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "topic_id", name=op.f("pk_meeting_topic")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unique_key", sa.String(length=160), nullable=False),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("recipient_mail", sa.String(length=254), nullable=True),
        sa.Column("recipient_phone", sa.String(length=20), nullable=True),
        sa.Column("recipient_address", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("calendar_method", sa.String(length=10), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("commissariat_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(channel = 'mail') = (state NOT IN ('to_do', 'done', 'failed')) OR state = 'dropped'",
            name=op.f("ck_message_channel_state"),
        ),
        sa.CheckConstraint("channel <> 'call' OR recipient_phone IS NOT NULL", name=op.f("ck_message_call_has_number")),
        sa.CheckConstraint("channel <> 'mail' OR recipient_mail IS NOT NULL", name=op.f("ck_message_mail_has_address")),
        sa.CheckConstraint("channel IN ('mail', 'call', 'letter')", name=op.f("ck_message_channel")),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'bounced', 'dead', 'dropped', 'to_do', 'done', 'failed')",
            name=op.f("ck_message_state"),
        ),
        sa.CheckConstraint("(calendar IS NULL) = (calendar_method IS NULL)", name=op.f("ck_message_calendar_method")),
        sa.ForeignKeyConstraint(
            ["commissariat_id"], ["commissariat.id"], name=op.f("fk_message_commissariat_id_commissariat")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_message_done_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_message_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_message_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_message_unique_key")),
    )
    op.create_index("ix_message_commissariat_id", "message", ["commissariat_id"])
    op.create_index("ix_message_meeting_id", "message", ["meeting_id"])
    op.create_index("ix_message_officer_id", "message", ["officer_id"])
    op.create_index("ix_message_state_next_try_at", "message", ["state", "next_try_at"])
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("mail_key", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("call_back", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("needs", sa.String(length=200), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("known_sequence", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_registration_cancelled")
        ),
        sa.CheckConstraint(
            "channel IN ('web', 'phone', 'counter', 'officer', 'partner', 'flyer')",
            name=op.f("ck_registration_channel"),
        ),
        sa.CheckConstraint("kind IN ('going', 'interested')", name=op.f("ck_registration_kind")),
        sa.CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_registration_confirmed")),
        sa.CheckConstraint("state <> 'pending' OR mail IS NOT NULL", name=op.f("ck_registration_pending_has_mail")),
        sa.CheckConstraint("state <> 'waiting' OR waiting_since IS NOT NULL", name=op.f("ck_registration_waiting")),
        sa.CheckConstraint(
            "state IN ('pending', 'confirmed', 'waiting', 'cancelled')", name=op.f("ck_registration_state")
        ),
        sa.CheckConstraint("(mail IS NULL) = (mail_key IS NULL)", name=op.f("ck_registration_mail_key")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_registration_name_length")),
        sa.CheckConstraint("length(needs) <= 200", name=op.f("ck_registration_needs_length")),
        sa.CheckConstraint("length(subject) <= 500", name=op.f("ck_registration_subject_length")),
        sa.CheckConstraint("party_size BETWEEN 1 AND 10", name=op.f("ck_registration_party_size")),
        sa.CheckConstraint("present IS NULL OR present BETWEEN 1 AND 10", name=op.f("ck_registration_present")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_registration_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_registration_asked_at", "registration", ["asked_at"])
    op.create_index("ix_registration_meeting_id_state", "registration", ["meeting_id", "state"])
    op.create_index("ix_registration_phone", "registration", ["phone"])
    op.create_index(
        "uq_registration_one_per_person",
        "registration",
        ["meeting_id", "mail_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("compartment", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("compartment IN ('internal', 'resident', 'partner')", name=op.f("ck_entry_compartment")),
        sa.CheckConstraint(
            "kind IN ('heard', 'started', 'decided', 'returned', 'feedback', 'attempt', 'impossible', 'handed_over', 'closed', 'voided', 'note')",
            name=op.f("ck_entry_kind"),
        ),
        sa.CheckConstraint("length(text) <= 2000", name=op.f("ck_entry_text_length")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_entry_author_id_account")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_entry_concern_id_concern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index("ix_entry_concern_id", "entry", ["concern_id"])
    op.create_table(
        "raiser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("wants_feedback", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("promise_days", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('mail', 'letter', 'phone', 'visit', 'meeting', 'none')", name=op.f("ck_raiser_channel")
        ),
        sa.CheckConstraint("kind IN ('person', 'anonymous', 'collective')", name=op.f("ck_raiser_kind")),
        sa.CheckConstraint("wants_feedback = (channel <> 'none')", name=op.f("ck_raiser_wants_feedback")),
        sa.CheckConstraint("promised_on > heard_on", name=op.f("ck_raiser_promise")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_raiser_concern_id_concern")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_raiser_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raiser")),
    )
    op.create_index("ix_raiser_concern_id", "raiser", ["concern_id"])
    op.create_index("ix_raiser_registration_id", "raiser", ["registration_id"])
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_told_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_told_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint(
            "meeting_id", "kind", "subject", "version", name=op.f("uq_told_meeting_id_kind_subject_version")
        ),
    )
    op.create_index("ix_told_message_id", "told", ["message_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_attempt_author_id_account")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_attempt_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_raiser_id", "attempt", ["raiser_id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('mail', 'letter', 'phone', 'visit', 'meeting')", name=op.f("ck_feedback_channel")
        ),
        sa.CheckConstraint("posted_on IS NULL OR channel = 'letter'", name=op.f("ck_feedback_posted")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_feedback_text_length")),
        sa.CheckConstraint("posted_on >= given_on", name=op.f("ck_feedback_posted_after")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_feedback_author_id_account")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_feedback_message_id_message")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_feedback_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_raiser_id", "feedback", ["raiser_id"])
    op.create_table(
        "impossible",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "code IN ('anonymous', 'refuses_contact', 'unreachable', 'moved', 'deceased')",
            name=op.f("ck_impossible_code"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_impossible_author_id_account")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_impossible_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impossible")),
        sa.UniqueConstraint("raiser_id", name=op.f("uq_impossible_raiser_id")),
    )

    if op.get_context().dialect.name == "sqlite":
        for table, verb in product(ONLY_ADDED, ("update", "delete")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}\n"
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN\n"
        "RAISE EXCEPTION USING ERRCODE = ''23000'', MESSAGE = TG_TABLE_NAME || '': rows are only added'';\n"
        "END'"
    )
    for table, verb in product(ONLY_ADDED, ("update", "delete", "truncate")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}\n"
            "FOR EACH STATEMENT EXECUTE FUNCTION only_added()"
        )


def downgrade():
    op.drop_table("impossible")
    op.drop_table("feedback")
    op.drop_table("attempt")
    op.drop_table("told")
    op.drop_table("raiser")
    op.drop_table("entry")
    op.drop_table("registration")
    op.drop_table("message")
    op.drop_table("meeting_topic")
    op.drop_table("meeting_co_host")
    op.drop_table("invitation")
    op.drop_table("concern")
    op.drop_table("attendance_step")
    op.drop_table("attendance")
    op.drop_table("meeting")
    op.drop_table("venue")
    op.drop_table("officer_quarter")
    op.drop_table("quarter")
    op.drop_table("partner_contact")
    op.drop_table("partner_commune")
    op.drop_table("closure")
    op.drop_table("theme")
    op.drop_table("sign_in")
    op.drop_table("partner")
    op.drop_table("officer")
    op.drop_table("commune")
    op.drop_table("audit_entry")
    op.drop_table("account_grant")
    op.drop_table("zone")
    op.drop_table("receipt")
    op.drop_table("prevention_topic")
    op.drop_table("plan_priority")
    op.drop_table("partner_kind")
    op.drop_table("link")
    op.drop_table("concern_serial")
    op.drop_table("commissariat")
    op.drop_table("bucket")
    op.drop_table("account")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS only_added()")
