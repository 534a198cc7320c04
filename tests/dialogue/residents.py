"""What a resident finds in the mails."""

import re

from sqlalchemy import select

from cafepol.core.db import transaction
from cafepol.messages.models import Message


def link(kind="concern_heard", path="/suivi/"):
    """The path in the first mail of a kind that was written."""
    with transaction() as session:
        body = session.scalars(select(Message.text).where(Message.kind == kind).order_by(Message.id)).first()
    return re.search(rf"{path}\S+", body).group()
