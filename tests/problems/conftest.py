"""The café whose people note concerns, and the problems that are made of them."""

from tests.concerns.conftest import cafe  # noqa: F401 -- a fixture
from tests.problems.streets import street  # noqa: F401 -- a fixture
