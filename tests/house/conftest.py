"""The three cafés that the guards of the house walk through."""

import pytest

from tests.house.worlds import World


@pytest.fixture
def world(app, sign_in) -> World:
    return World(sign_in)
