"""The audit trail: the database itself refuses to change or remove a row."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cafepol.accounts import audit
from cafepol.accounts.models import AuditEntry
from cafepol.core.clock import now
from cafepol.core.db import db, transaction


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_a_row_of_the_audit_trail_is_neither_changed_nor_removed(app, statement):
    with transaction():
        audit.record("signed_in", account_id=None, now=now())
    with pytest.raises(IntegrityError, match="rows are only added"), transaction() as session:
        session.execute(text(statement))
    assert db.session.query(AuditEntry).one().action == "signed_in"
