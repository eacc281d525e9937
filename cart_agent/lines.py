"""Lines out of a stream of bytes that comes in any pieces."""

from collections import deque

from cart_agent.api.client import LINE_LIMIT

TOGETHER_BYTES = 64 * 2**10
"""No more lines are taken at once when they are this long together: a nurse's tap may wait behind them."""


class Lines:
    """What has come, line by line; the beginning of one that has not ended yet waits here too."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self._begun = bytearray()

    def take(self, come: bytes) -> None:
        """Raises ValueError for an endless line."""
        first, *others = come.split(b"\n")
        self._begun += first
        if len(self._begun) > LINE_LIMIT:
            raise ValueError("sent an endless line")
        if others:
            self.waiting.append(bytes(self._begun))
            self.waiting.extend(others[:-1])
            self._begun = bytearray(others[-1])

    def ready(self, limit: int) -> list[bytes]:
        """The next line, and those that lie ready behind it; none when none is whole."""
        lines: list[bytes] = []
        size = 0
        while self.waiting and len(lines) < limit and size < TOGETHER_BYTES:
            lines.append(self.waiting.popleft())
            size += len(lines[-1])
        return lines
