"""The maker of meetings that these tests share."""

from tests.planning import meeting  # noqa: F401 -- a fixture
