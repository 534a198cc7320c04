"""The café whose people note concerns."""

from tests.concerns.conftest import cafe  # noqa: F401 -- a fixture
