"""The maker of meetings, and of a round of flyers for one."""

import pytest

from tests.cafes import meeting  # noqa: F401 -- a fixture
from tests.distribution.walks import Walk


@pytest.fixture
def walk(app):
    """`walk(meeting, planned=350, …)`: a round of that meeting."""
    return Walk
