"""The maker of meetings that these tests share."""

from tests.cafes import meeting  # noqa: F401 -- a fixture
