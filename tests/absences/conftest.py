"""The maker of meetings, and an officer with her browser."""

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.staff.models import Officer
from tests.cafes import meeting  # noqa: F401 -- a fixture


@pytest.fixture
def officer(sign_in):
    """The browser of an officer of Colfontaine, and the id of her row."""
    browser = sign_in(Role.OFFICER, name="Mme Duval")
    browser.officer_id = db.session.scalars(select(Officer.id).where(Officer.account_id == browser.account_id)).one()
    db.session.remove()
    return browser
