"""A maker of meetings for the pages of their papers."""

from tests.cafes import meeting  # noqa: F401 -- a fixture
