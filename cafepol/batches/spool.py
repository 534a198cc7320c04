"""Where a file goes as its pages are drawn: whole parts leave it at each step, so that it never holds much."""


class Spool:
    """What was written and not taken yet; `size`: bytes written in all."""

    def __init__(self, part: int) -> None:
        """`part`: bytes of each part but the last."""
        self._part = part
        self._held = bytearray()
        self.size = 0
        self.taken = 0  # parts

    def write(self, data: bytes) -> int:
        """Add to the file."""
        self._held += data
        self.size += len(data)
        return len(data)

    def whole_parts(self) -> list[bytes]:
        """The parts that are whole by now; they are held no more."""
        return self._take(len(self._held) // self._part)

    def last_parts(self) -> list[bytes]:
        """All that is left, once nothing is written any more."""
        return self._take(-(-len(self._held) // self._part))

    def _take(self, number: int) -> list[bytes]:
        parts = [bytes(self._held[start : start + self._part]) for start in range(0, number * self._part, self._part)]
        del self._held[: number * self._part]
        self.taken += number
        return parts
