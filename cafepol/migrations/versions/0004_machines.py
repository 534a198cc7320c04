"""A mark that moves with the public calendar, and the indexes that tell who left it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WATCHED = ("meeting_co_host", "meeting", "zone", "commune", "quarter", "venue", "officer")


def upgrade():
    op.create_table(
        "feed_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_feed_mark_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_mark")),
    )
    op.execute("INSERT INTO feed_mark (id, number, changed_at) VALUES (1, 0, CURRENT_TIMESTAMP)")
    op.create_index(op.f("ix_meeting_ends_at"), "meeting", ["ends_at"])
    op.create_index(op.f("ix_meeting_cancelled_at"), "meeting", ["cancelled_at"])
    if op.get_context().dialect.name == "sqlite":
        for table in WATCHED:
            for verb in ("insert", "update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_marks_{verb} AFTER {verb} ON {table}\n"  # noqa: S608 -- our own names
                    "BEGIN UPDATE feed_mark SET number = number + 1, "
                    "changed_at = strftime('%Y-%m-%d %H:%M:%f000', 'now'); END"
                )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION feed_mark_moves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN\n"
        "UPDATE feed_mark SET number = number + 1, changed_at = clock_timestamp(); RETURN NULL;\n"
        "END'"
    )
    for table in WATCHED:
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table}\n"
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_mark_moves()"
        )


def downgrade():
    if op.get_context().dialect.name == "sqlite":
        for table in WATCHED:
            for verb in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_marks_{verb}")
    else:
        for table in WATCHED:
            op.execute(f"DROP TRIGGER {table}_marks ON {table}")
        op.execute("DROP FUNCTION feed_mark_moves()")
    op.drop_index(op.f("ix_meeting_cancelled_at"), "meeting")
    op.drop_index(op.f("ix_meeting_ends_at"), "meeting")
    op.drop_table("feed_mark")
