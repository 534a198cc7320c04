"""What was announced and is a draft again: its links still say so, and nothing of the draft."""

from sqlalchemy import exists, select

from cafepol.core.db import db
from cafepol.core.errors import DomainError, Gone, NotFound
from cafepol.meetings.models import Meeting


def nothing_at(code: str) -> DomainError:
    """Why the public finds no meeting at a code: it is not announced any more (Gone), or never was (NotFound)."""
    withdrawn = exists().where(Meeting.code == code.upper(), Meeting.withdrawn_at.is_not(None))
    if db.session.scalar(select(withdrawn)):
        return Gone("Cette rencontre n’est plus annoncée. Voyez les prochaines rencontres, ou appelez-nous.")
    return NotFound()
