"""Messages are found by their recipient; what is said instead of a mail; when a mail was tried last."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MESSAGES = sa.table(
    "message",
    sa.column("id", sa.Integer),
    sa.column("recipient_name", sa.String),
    sa.column("recipient_mail", sa.String),
    sa.column("recipient_phone", sa.String),
    sa.column("recipient_search", sa.String),
)


def upgrade():
    op.add_column("message", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("spoken", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "message", sa.Column("recipient_search", sa.String(length=400), nullable=False, server_default=sa.text("''"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(MESSAGES)).all():
        found = " ".join(
            part
            for part in (_plain(row.recipient_name), (row.recipient_mail or "").casefold(), row.recipient_phone)
            if part
        )
        connection.execute(sa.update(MESSAGES).where(MESSAGES.c.id == row.id).values(recipient_search=found))


def _plain(name):
    letters = unicodedata.normalize("NFKD", name.replace("’", " ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


def downgrade():
    op.drop_column("message", "recipient_search")
    op.drop_column("message", "spoken")
    op.drop_column("message", "tried_at")
