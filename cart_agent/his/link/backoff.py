"""How long to wait before the next attempt: random, so that a ward's carts do not come back all at once."""

import random


class Backoff:
    """Doubles from `shortest` to `longest` seconds; each wait is random between half of that and all."""

    def __init__(self, shortest: float, longest: float) -> None:
        self._shortest = shortest
        self._longest = longest
        self._next = shortest

    def take(self) -> float:
        """The wait before the next attempt."""
        wait = self._next * random.uniform(0.5, 1.0)  # noqa: S311  not for secrecy
        self._next = min(self._longest, self._next * 2)
        return wait

    def reset(self) -> None:
        """It worked: begin with the shortest wait again."""
        self._next = self._shortest
