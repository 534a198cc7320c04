"""The makers of meetings and of what was promised that these tests share."""

from tests.cafes import meeting  # noqa: F401 -- a fixture
from tests.requests.asking import promised  # noqa: F401 -- a fixture
