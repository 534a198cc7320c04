"""The forecast learns from meetings and who registered for them: their makers."""

from tests.registrations.conftest import act, meeting, register  # noqa: F401 -- fixtures
