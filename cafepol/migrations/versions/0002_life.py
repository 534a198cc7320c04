"""The ways back in a meeting's life; the list of what is to be prepared, with its ticks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# what a zone that is installed already finds in its list, as its profile had it
STEPS = {
    "boraine": (
        ("salle", "Réserver la salle", 42, None),
        ("publier", "Publier la rencontre", 28, "published"),
        ("partenaires", "Inviter les partenaires", 21, "invited"),
        ("flyer", "Imprimer le flyer", 16, "flyer"),
        ("boites", "Distribuer le flyer dans les boîtes aux lettres", 14, None),
        ("cafe", "Commander le café et les tasses", 3, None),
        ("materiel", "Préparer la feuille de présence et les stylos", 1, None),
    ),
    "scheldekant": (
        ("zaal", "De zaal reserveren", 35, None),
        ("aankondigen", "De ontmoeting aankondigen", 21, "published"),
        ("partners", "De partners uitnodigen", 14, "invited"),
        ("folder", "De folder afdrukken", 12, "flyer"),
        ("koffie", "Koffie en kopjes bestellen", 2, None),
    ),
}


def upgrade():
    # added column by column: a table that others point to is not built anew
    op.add_column("meeting", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("restored_sequence", sa.Integer(), nullable=True))
    op.add_column("meeting", sa.Column("reopen_reason", sa.String(length=300), nullable=True))
    items = op.create_table(
        "preparation_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("derived", sa.String(length=10), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("days_before BETWEEN 0 AND 180", name=op.f("ck_preparation_item_days_before")),
        sa.CheckConstraint("derived IN ('published', 'invited', 'flyer')", name=op.f("ck_preparation_item_derived")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation_item")),
        sa.UniqueConstraint("slug", name=op.f("uq_preparation_item_slug")),
    )
    op.create_table(
        "preparation_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["preparation_item.id"], name=op.f("fk_preparation_tick_item_id_preparation_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_preparation_tick_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ticked_by_id"], ["account.id"], name=op.f("fk_preparation_tick_ticked_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation_tick")),
        sa.UniqueConstraint("meeting_id", "item_id", name=op.f("uq_preparation_tick_meeting_id_item_id")),
    )
    op.create_index("ix_preparation_tick_item_id", "preparation_tick", ["item_id"])
    op.create_index("ix_preparation_tick_ticked_by_id", "preparation_tick", ["ticked_by_id"])
    _fill(items)
    op.create_index("ix_audit_entry_action_subject_id", "audit_entry", ["action", "subject_id"])


def _fill(items):
    slug = op.get_bind().scalar(sa.text("SELECT slug FROM zone"))
    rows = enumerate(STEPS.get(slug, ()))
    keys = ("slug", "label", "days_before", "derived")
    found = [dict(zip(keys, row, strict=True)) | {"position": position} for position, row in rows]
    if found:
        op.bulk_insert(items, found)


def downgrade():
    op.drop_index("ix_audit_entry_action_subject_id", "audit_entry")
    op.drop_table("preparation_tick")
    op.drop_table("preparation_item")
    for column in ("reopen_reason", "restored_sequence", "withdrawn_at"):
        op.drop_column("meeting", column)
