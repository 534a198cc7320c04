"""The life of a print job."""

from enum import StrEnum


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVING = (State.WAITING, State.RUNNING)
