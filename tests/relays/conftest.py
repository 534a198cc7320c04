"""The café whose people note concerns, and the partners who are asked about them."""

from tests.concerns.conftest import cafe  # noqa: F401 -- a fixture
from tests.relays.partners import partners  # noqa: F401 -- a fixture
