"""Concerns: a promise for each cycle; relays, questions, opinions, reopenings, mergings and extensions."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from cafepol.core.triggers import statements

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OLD_STATES = ("heard", "in_progress", "feedback_due", "closed", "voided")
STATES = (
    "heard", "in_progress", "relayed", "awaiting_info", "feedback_due", "closed", "reopen_requested", "merged", "voided",
)  # fmt: skip
OLD_KINDS = (
    "heard", "started", "decided", "returned", "feedback", "attempt", "impossible", "handed_over", "closed", "voided", "note",
)  # fmt: skip
KINDS = (
    *OLD_KINDS, "planned", "corrected", "relayed", "relay_answered", "relay_expired", "relay_ended", "asked", "answered",
    "lapsed", "extended", "reopen_asked", "reopened", "kept_closed", "merged", "merged_in", "said", "returned_mail",
    "resident_note", "satisfaction", "wiped",
)  # fmt: skip
OPEN = sa.text("state IN ('awaiting_info', 'feedback_due', 'heard', 'in_progress', 'relayed')")
ONE = {"nullable": False, "server_default": sa.text("1")}
EMPTY = {"nullable": False, "server_default": sa.text("''")}
_CLOSED = (
    "state NOT IN ('closed', 'reopen_requested') OR (closed_at IS NOT NULL AND outcome IS NOT NULL"
    " AND (summary <> '' OR wiped_at IS NOT NULL))"
)
CHANGED = {
    "state": (f"state IN {STATES}", f"state IN {OLD_STATES}"),
    "facts": ("(orientation = 'concern' AND wiped_at IS NULL) = (facts <> '')", "(orientation = 'concern') = (facts <> '')"),
    "next_date": (
        "state IN ('closed', 'voided', 'merged') OR next_on IS NOT NULL",
        "state IN ('closed', 'voided') OR next_on IS NOT NULL",
    ),
    "closed": (
        _CLOSED,
        "state <> 'closed' OR (closed_at IS NOT NULL AND outcome IS NOT NULL AND summary <> '')",
    ),
}  # fmt: skip


def upgrade():
    op.add_column("zone", sa.Column("internal_control", sa.String(length=300), **EMPTY))
    op.add_column("zone", sa.Column("oversight", sa.String(length=300), **EMPTY))
    _concern_up()
    _promise_up()
    _raiser_up()
    _relay_up()
    _told_up()
    _dialogue_up()
    _control_up()
    _fill_search()


def _concern_up():
    with op.batch_alter_table("concern") as table:
        for name in CHANGED:
            table.drop_constraint(op.f(f"ck_concern_{name}"), type_="check")
        table.add_column(sa.Column("cycle", sa.Integer(), **ONE))
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("recorded_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("search", sa.String(length=400), **EMPTY))
        for name, (new, _) in CHANGED.items():
            table.create_check_constraint(op.f(f"ck_concern_{name}"), new)
        table.create_check_constraint(op.f("ck_concern_merged"), "(state = 'merged') = (merged_into_id IS NOT NULL)")
        table.create_check_constraint(op.f("ck_concern_cycle"), "cycle >= 1")
        table.create_foreign_key(op.f("fk_concern_merged_into_id_concern"), "concern", ["merged_into_id"], ["id"])
    op.create_index("ix_concern_merged_into_id", "concern", ["merged_into_id"])
    op.create_index("ix_concern_commune_id_state", "concern", ["commune_id", "state"])
    op.create_index("ix_concern_quarter_id_theme_id_state", "concern", ["quarter_id", "theme_id", "state"])
    op.create_index("ix_concern_open_owner_id", "concern", ["owner_id"], sqlite_where=OPEN, postgresql_where=OPEN)


def _promise_up():
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.CheckConstraint("cycle >= 1", name=op.f("ck_promise_cycle")),
        sa.CheckConstraint("due_on > heard_on", name=op.f("ck_promise_due")),
        sa.CheckConstraint("extended_to > due_on", name=op.f("ck_promise_extended")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_promise_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("raiser_id", "cycle", name=op.f("uq_promise_raiser_id_cycle")),
    )
    op.execute(
        "INSERT INTO promise (raiser_id, cycle, heard_on, due_on, days, skipped, made_at, on_time)"
        " SELECT raiser.id, 1, heard_on, promised_on, promise_days, skipped, concern.created_at, on_time"
        " FROM raiser JOIN concern ON concern.id = raiser.concern_id ORDER BY raiser.id"
    )


def _raiser_up():
    with op.batch_alter_table("raiser") as table:
        table.drop_constraint(op.f("ck_raiser_promise"), type_="check")
        for name in ("promised_on", "promise_days", "skipped", "on_time"):
            table.drop_column(name)
        table.add_column(sa.Column("words", sa.String(length=2000), **EMPTY))
        table.add_column(sa.Column("search", sa.String(length=400), **EMPTY))
        table.add_column(sa.Column("moved_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_raiser_moved_from_id_concern"), "concern", ["moved_from_id"], ["id"])


def _relay_up():
    op.create_table(
        "relay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("state IN ('open', 'answered', 'expired', 'ended')", name=op.f("ck_relay_state")),
        sa.CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_relay_answered")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_relay_concern_id_concern")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["partner_contact.id"], name=op.f("fk_relay_contact_id_partner_contact")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_relay_message_id_message")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_relay_sent_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
    )
    op.create_index("ix_relay_concern_id", "relay", ["concern_id"])
    op.create_index("ix_relay_contact_id", "relay", ["contact_id"])
    _one_open("relay")


def _one_open(table):
    is_open = sa.text("state = 'open'")
    op.create_index(
        f"uq_{table}_one_open", table, ["concern_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )


def _told_up():
    op.add_column("attempt", sa.Column("cycle", sa.Integer(), **ONE))
    with op.batch_alter_table("feedback") as table:
        table.drop_constraint(op.f("ck_feedback_text_length"), type_="check")
        table.add_column(sa.Column("cycle", sa.Integer(), **ONE))
        table.add_column(sa.Column("is_answer", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("returned_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("returned_by_id", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_feedback_text_length"), "length(text) <= 2000")
        table.create_check_constraint(op.f("ck_feedback_cycle"), "cycle >= 1")
        table.create_foreign_key(op.f("fk_feedback_meeting_id_meeting"), "meeting", ["meeting_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_feedback_registration_id_registration"),
            "registration", ["registration_id"], ["id"], ondelete="SET NULL",
        )  # fmt: skip
        table.create_foreign_key(op.f("fk_feedback_returned_by_id_account"), "account", ["returned_by_id"], ["id"])
    op.create_index("ix_feedback_registration_id", "feedback", ["registration_id"])
    # what was said at a meeting was said at the concern's own, to who was ticked there
    raised = "FROM raiser JOIN concern ON concern.id = raiser.concern_id WHERE raiser.id = feedback.raiser_id"
    op.execute(
        f"UPDATE feedback SET meeting_id = (SELECT concern.meeting_id {raised}),"  # noqa: S608 -- our own words
        f" registration_id = (SELECT raiser.registration_id {raised}) WHERE channel = 'meeting'"
    )
    with op.batch_alter_table("impossible") as table:
        table.drop_constraint(op.f("uq_impossible_raiser_id"), type_="unique")
        table.add_column(sa.Column("cycle", sa.Integer(), **ONE))
        table.create_unique_constraint(op.f("uq_impossible_raiser_id_cycle"), ["raiser_id", "cycle"])
    _guard_again("impossible")
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_kind"), type_="check")
        table.alter_column("author_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(
            sa.Column("written_by", sa.String(length=10), nullable=False, server_default=sa.text("'staff'"))
        )
        table.add_column(sa.Column("raiser_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("relay_id", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_entry_kind"), f"kind IN {KINDS}")
        table.create_check_constraint(
            op.f("ck_entry_written_by"), "written_by IN ('staff', 'resident', 'partner', 'system')"
        )
        table.create_check_constraint(op.f("ck_entry_author"), "(written_by = 'staff') = (author_id IS NOT NULL)")
        table.create_foreign_key(op.f("fk_entry_raiser_id_raiser"), "raiser", ["raiser_id"], ["id"])
        table.create_foreign_key(op.f("fk_entry_relay_id_relay"), "relay", ["relay_id"], ["id"])


def _guard_again(table):
    """A table that SQLite made anew has lost its triggers."""
    if op.get_context().dialect.name == "sqlite":
        for statement in statements(table, "sqlite"):
            op.execute(statement)


def _dialogue_up():
    op.create_table(
        "raiser_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'answered', 'lapsed')", name=op.f("ck_raiser_question_state")),
        sa.CheckConstraint("lapses_on > asked_on", name=op.f("ck_raiser_question_lapses")),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_raiser_question_answered")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_raiser_question_asked_by_id_account")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_raiser_question_concern_id_concern")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_raiser_question_message_id_message")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_raiser_question_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raiser_question")),
    )
    op.create_index("ix_raiser_question_concern_id", "raiser_question", ["concern_id"])
    op.create_index("ix_raiser_question_raiser_id", "raiser_question", ["raiser_id"])
    _one_open("raiser_question")
    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 4", name=op.f("ck_satisfaction_score")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_satisfaction_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
        sa.UniqueConstraint("raiser_id", "cycle", name=op.f("uq_satisfaction_raiser_id_cycle")),
    )
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("raiser_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.String(length=600), nullable=False),
        sa.CheckConstraint("(raiser_id IS NULL) <> (asked_by_id IS NULL)", name=op.f("ck_reopening_asked_by")),
        sa.CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name=op.f("ck_reopening_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_reopening_decided_by")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_reopening_asked_by_id_account")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_reopening_concern_id_concern")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_reopening_decided_by_id_account")),
        sa.ForeignKeyConstraint(["raiser_id"], ["raiser.id"], name=op.f("fk_reopening_raiser_id_raiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    op.create_index("ix_reopening_concern_id", "reopening", ["concern_id"])


def _control_up():
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_on > from_on", name=op.f("ck_extension_later")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_extension_by_id_account")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_extension_promise_id_promise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index("ix_extension_promise_id", "extension", ["promise_id"])
    op.create_table(
        "concern_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("typed", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_concern_access_account_id_account")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_access_concern_id_concern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_access")),
    )
    op.create_index("ix_concern_access_account_id", "concern_access", ["account_id"])
    op.create_table(
        "complaint_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_complaint_month_count")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_complaint_month")),
    )
    op.create_table(
        "return_sheet",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_return_sheet_by_id_account")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_return_sheet_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_return_sheet")),
    )


def _fill_search():
    """By what concerns and people are found, as the application writes it from now on."""
    connection = op.get_bind()
    concerns = (
        "SELECT concern.id, number, title, place, theme.label FROM concern JOIN theme ON theme.id = concern.theme_id"
    )
    for row in connection.execute(sa.text(concerns)).all():
        _search(connection, "concern", row.id, _plain(f"{row.number} {row.title} {row.place} {row.label}"))
    for row in connection.execute(sa.text("SELECT id, name, mail, phone FROM raiser")).all():
        parts = ((row.mail or "").casefold(), row.phone or "", _plain(row.name or ""))
        _search(connection, "raiser", row.id, " ".join(part for part in parts if part))


def _search(connection, table, row_id, found):
    statement = sa.text(f"UPDATE {table} SET search = :found WHERE id = :id")  # noqa: S608 -- one of two tables
    connection.execute(statement, {"found": found[:400], "id": row_id})


def _plain(text):
    letters = unicodedata.normalize("NFKD", text.replace("’", " ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


def downgrade():
    _nothing_new()
    for table in (
        "return_sheet",
        "complaint_month",
        "concern_access",
        "extension",
        "reopening",
        "satisfaction",
        "raiser_question",
    ):
        op.drop_table(table)
    _told_down()
    op.drop_table("relay")
    _raiser_down()
    op.drop_table("promise")
    _concern_down()
    op.drop_column("zone", "oversight")
    op.drop_column("zone", "internal_control")


def _nothing_new():
    """What the tables below cannot say is said as near as they can."""
    op.execute(
        "UPDATE concern SET merged_into_id = NULL, state = 'voided', void_reason = 'exact_duplicate' WHERE state = 'merged'"
    )
    op.execute("UPDATE concern SET state = 'in_progress' WHERE state IN ('relayed', 'awaiting_info')")
    op.execute("UPDATE concern SET state = 'closed', next_on = NULL WHERE state = 'reopen_requested'")
    op.execute("UPDATE concern SET wiped_at = NULL, facts = '…' WHERE orientation = 'concern' AND facts = ''")
    op.execute("UPDATE concern SET wiped_at = NULL, summary = '…' WHERE state = 'closed' AND summary = ''")
    op.execute("DELETE FROM entry WHERE author_id IS NULL")
    op.execute(f"UPDATE entry SET kind = 'note' WHERE kind NOT IN {OLD_KINDS}")  # noqa: S608 -- our own words
    op.execute("UPDATE feedback SET text = '…' WHERE text = ''")


def _told_down():
    with op.batch_alter_table("entry") as table:
        for name in ("relay_id_relay", "raiser_id_raiser"):
            table.drop_constraint(op.f(f"fk_entry_{name}"), type_="foreignkey")
        for name in ("author", "written_by", "kind"):
            table.drop_constraint(op.f(f"ck_entry_{name}"), type_="check")
        for name in ("relay_id", "raiser_id", "written_by"):
            table.drop_column(name)
        table.alter_column("author_id", existing_type=sa.Integer(), nullable=False)
        table.create_check_constraint(op.f("ck_entry_kind"), f"kind IN {OLD_KINDS}")
    _drop_guard("impossible")
    op.execute(
        "DELETE FROM impossible WHERE cycle < (SELECT max(cycle) FROM promise WHERE promise.raiser_id = impossible.raiser_id)"
    )
    with op.batch_alter_table("impossible") as table:
        table.drop_constraint(op.f("uq_impossible_raiser_id_cycle"), type_="unique")
        table.drop_column("cycle")
        table.create_unique_constraint(op.f("uq_impossible_raiser_id"), ["raiser_id"])
    for statement in statements("impossible", op.get_context().dialect.name):
        op.execute(statement)
    op.drop_index("ix_feedback_registration_id", "feedback")
    with op.batch_alter_table("feedback") as table:
        for name in ("meeting_id_meeting", "registration_id_registration", "returned_by_id_account"):
            table.drop_constraint(op.f(f"fk_feedback_{name}"), type_="foreignkey")
        for name in ("text_length", "cycle"):
            table.drop_constraint(op.f(f"ck_feedback_{name}"), type_="check")
        for name in ("cycle", "is_answer", "meeting_id", "registration_id", "returned_on", "returned_by_id"):
            table.drop_column(name)
        table.create_check_constraint(op.f("ck_feedback_text_length"), "length(text) BETWEEN 1 AND 2000")
    op.drop_column("attempt", "cycle")


def _drop_guard(table):
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
        op.execute(f"DROP TRIGGER {table}_no_{verb}" + ("" if is_sqlite else f" ON {table}"))


def _raiser_down():
    """Of several promises the first one stays: it is the one that figures know."""
    with op.batch_alter_table("raiser") as table:
        table.drop_constraint(op.f("fk_raiser_moved_from_id_concern"), type_="foreignkey")
        for name in ("moved_from_id", "search", "words"):
            table.drop_column(name)
        table.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("promise_days", sa.Integer(), nullable=True))
        table.add_column(sa.Column("skipped", sa.JSON(), nullable=True))
        table.add_column(sa.Column("on_time", sa.Boolean(), nullable=True))
    first = "FROM promise WHERE promise.raiser_id = raiser.id AND cycle = 1)"
    op.execute(
        f"UPDATE raiser SET promised_on = (SELECT due_on {first}, promise_days = (SELECT days {first},"  # noqa: S608
        f" skipped = (SELECT skipped {first}, on_time = (SELECT on_time {first}"
    )
    with op.batch_alter_table("raiser") as table:
        table.alter_column("promised_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("promise_days", existing_type=sa.Integer(), nullable=False)
        table.alter_column("skipped", existing_type=sa.JSON(), nullable=False)
        table.create_check_constraint(op.f("ck_raiser_promise"), "promised_on > heard_on")


def _concern_down():
    for name in ("open_owner_id", "quarter_id_theme_id_state", "commune_id_state", "merged_into_id"):
        op.drop_index(f"ix_concern_{name}", "concern")
    with op.batch_alter_table("concern") as table:
        table.drop_constraint(op.f("fk_concern_merged_into_id_concern"), type_="foreignkey")
        for name in (*CHANGED, "merged", "cycle"):
            table.drop_constraint(op.f(f"ck_concern_{name}"), type_="check")
        for name in ("search", "wiped_at", "recorded_on", "merged_into_id", "cycle"):
            table.drop_column(name)
        for name, (_, old) in CHANGED.items():
            table.create_check_constraint(op.f(f"ck_concern_{name}"), old)
