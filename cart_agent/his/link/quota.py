"""How many events may be at the broker before the hospital has answered.

A broker of the profile writes its whole store at each change: thousands of events that wait there for a slow
hospital make each further one cost milliseconds. They are as safe on the cart, so they wait here.
"""

MOST = 200
"""Events out and not answered; far more than a hospital that keeps up ever has."""
MORE = 100
SILENCE = 1.0
"""For each such time (seconds) without an answer so many more go out: a hospital that answers nothing today
shall have them all the same.
"""


class Quota:
    """All times are monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._owed = 0
        self._since = now

    def left(self, now: float) -> int:
        """How many may go out now."""
        while self._owed and now - self._since >= SILENCE:
            self._owed = max(0, self._owed - MORE)
            self._since += SILENCE
        return max(0, MOST - self._owed)

    def published(self, count: int, now: float) -> None:
        """So many more went out."""
        if not self._owed:
            self._since = now
        self._owed += count

    def answered(self, count: int, now: float) -> None:
        """The hospital settled or rejected so many."""
        self._owed = max(0, self._owed - count)
        self._since = now
