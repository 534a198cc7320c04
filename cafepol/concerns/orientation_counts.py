"""What was said and is kept nowhere: of a complaint against the police the month's count alone."""

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.concerns.control_models import ComplaintMonth
from cafepol.concerns.transitions import Orientation
from cafepol.core.db import db


def count_orientation(orientation: Orientation, *, today: date) -> None:
    """Count a complaint against the police in its month; whatever else was said leaves nothing here.

    The row holds no account, no day and no place, and nothing goes on the audit trail.
    """
    if orientation is not Orientation.COMPLAINT_AGAINST_POLICE:
        return
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(ComplaintMonth).values(month=today.replace(day=1), count=1)
    one_more = {"count": ComplaintMonth.count + 1}
    db.session.execute(statement.on_conflict_do_update(index_elements=["month"], set_=one_more))
