"""Which touches count as taps. Pure: times and places are passed in.

A glove, a double tap, a slipping finger and a resting palm all look like taps to a terminal. A touch
counts only when it began at least `SETTLE` seconds after the picture last changed, did not move like a drag,
does not lie where the last commit button was while the nurse may still be tapping it, and was the only one
on the glass.
"""

from msgspec import Struct

SETTLE = 0.35
"""Seconds after a change of the picture in which nothing can be tapped."""
COMMIT_REST = 1.5
"""Seconds after a change of the picture in which the place of the last commit button stays dead."""
COMMIT_OVER = 5.0
"""Seconds after the commit itself from which on its place is like any other: she does not tap it any more."""
HELD = 5.0
"""Seconds after which a finger that never left the glass is forgotten: its end may have got lost on the way,
and the screen must not stay dead for it."""
DRAG_ROWS = 2
DRAG_COLUMNS = 4

Place = tuple[int, int]
"""Column and row of a cell."""


class Box(Struct, frozen=True):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, place: Place) -> bool:
        """Whether the cell lies inside."""
        return self.x <= place[0] < self.x + self.width and self.y <= place[1] < self.y + self.height


class Touch:
    """Follows the fingers and the changes of the picture. A terminal does not say which finger it was."""

    def __init__(self) -> None:
        self._changed = float("-inf")
        self._down: Place | None = None
        self._fingers, self._since = 0, 0.0
        self._committed: Box | None = None
        self._committed_at = 0.0

    def picture_changed(self, now: float) -> None:
        """Another question is on the glass since `now` (monotonic seconds). A finger already down is void."""
        self._changed = now
        self._down = None

    def committed(self, box: Box, now: float) -> None:
        """A commit button at `box` was tapped."""
        self._committed, self._committed_at = box, now

    def settled(self, now: float) -> bool:
        """Whether the picture has stood long enough to be acted on; keys ask this too."""
        return now - self._changed >= SETTLE

    def pressed(self, place: Place, now: float) -> bool:
        """A finger came down; false when this can not become a tap. A second finger voids the first too."""
        alone = self._is_alone(now)
        self._down = place if alone and self.settled(now) and not self._rests(place, now) else None
        if self._down is not None:
            self._committed = None  # she has gone on: only the next screen has a dead place
        return self._down is not None

    def moved(self, place: Place) -> None:
        """The finger moved; a drag is never a tap."""
        if self._down is not None and _far(self._down, place):
            self._down = None

    def released(self, place: Place) -> Place | None:
        """The finger left the glass: where the tap began, or None when it was none."""
        self.moved(place)
        self._fingers = max(0, self._fingers - 1)
        down, self._down = self._down, None
        return down

    def _is_alone(self, now: float) -> bool:
        """Counts one more finger; whether no other one is on the glass."""
        if not self._fingers or now - self._since >= HELD:
            self._fingers, self._since = 0, now
        self._fingers += 1
        return self._fingers == 1

    def _rests(self, place: Place, now: float) -> bool:
        if now - self._changed >= COMMIT_REST or now - self._committed_at >= COMMIT_OVER:
            return False
        return self._committed is not None and self._committed.holds(place)


def _far(start: Place, end: Place) -> bool:
    return abs(end[0] - start[0]) >= DRAG_COLUMNS or abs(end[1] - start[1]) >= DRAG_ROWS
