"""What people heard of a meeting before its last change; a place that is told with a change; what a flyer says."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# How meetings stood that are still to be heard of. What was planned then is not known: « elsewhere » is told anew.
EARLIER = """
INSERT INTO earlier_standing (meeting_id, sequence, is_cancelled, starts_local, ends_local, venue_id)
SELECT DISTINCT meeting.id, known.sequence, coalesce(known.sequence = meeting.restored_sequence - 1, {no}),
       meeting.starts_local, meeting.ends_local, CAST(NULL AS INTEGER)
FROM meeting JOIN (
    SELECT meeting_id, known_sequence AS sequence FROM registration
    UNION SELECT meeting_id, known_sequence FROM invitation
) AS known ON known.meeting_id = meeting.id AND known.sequence < meeting.sequence
"""
FLYERS = """
UPDATE meeting SET paper_changed_at = CASE
    WHEN material_at IS NULL OR contact_changed_at > material_at THEN contact_changed_at ELSE material_at END
"""
RESTORED = """
UPDATE meeting SET restored_sequence = (
    SELECT max(sequence) + 1 FROM earlier_standing WHERE meeting_id = meeting.id AND is_cancelled)
"""


def _write(statement):
    """Change meetings, whose deferred triggers PostgreSQL lets run now: until then the table cannot be altered."""
    op.execute(statement)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")


def upgrade():
    op.create_table(
        "earlier_standing",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_earlier_standing_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_earlier_standing_venue_id_venue")),
        sa.PrimaryKeyConstraint("meeting_id", "sequence", name=op.f("pk_earlier_standing")),
    )
    op.create_index(op.f("ix_earlier_standing_venue_id"), "earlier_standing", ["venue_id"])
    # added column by column: a table that others point to is not built anew
    op.add_column("meeting", sa.Column("plan_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("paper_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("told", sa.Column("known_before", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("place_untold", sa.Boolean(), nullable=False, server_default=sa.false()))
    no = "0" if op.get_bind().dialect.name == "sqlite" else "FALSE"
    op.execute(EARLIER.format(no=no))
    _write(FLYERS)
    op.drop_column("meeting", "restored_sequence")


def downgrade():
    op.add_column("meeting", sa.Column("restored_sequence", sa.Integer(), nullable=True))
    _write(RESTORED)
    op.drop_column("registration", "place_untold")
    op.drop_column("told", "known_before")
    op.drop_column("meeting", "paper_changed_at")
    op.drop_column("meeting", "plan_changed_at")
    op.drop_table("earlier_standing")
