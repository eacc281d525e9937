"""Drawers, locks and the hands at them, behind any simulated board."""

from collections.abc import Callable


class Cabinet:
    """Drawers 1 to `count`, all shut. Each has its own lock until `swap`; `clock` gives seconds."""

    def __init__(
        self, count: int, clock: Callable[[], float], pulse_s: float | None, *, spring: bool
    ) -> None:
        """`pulse_s` None: a pulse lasts until `end_pulses`. `spring`: an unlocked drawer jumps open."""
        self._clock = clock
        self._pulse_s = pulse_s
        self._spring = spring
        self._drawer_of = {lock: lock for lock in range(1, count + 1)}
        self._until: dict[int, float] = {}
        self.open: set[int] = set()
        self.stuck: set[int] = set()
        """Sensors that report open for ever."""
        self.pulses = 0

    @property
    def locks(self) -> range:
        """The locks' numbers."""
        return range(1, len(self._drawer_of) + 1)

    def energise(self, lock: int) -> None:
        """The board gives one pulse to this lock."""
        self.pulses += 1
        self._until[lock] = float("inf") if self._pulse_s is None else self._clock() + self._pulse_s
        if self._spring:
            self.pull(self._drawer_of[lock])

    def end_pulses(self) -> None:
        """All locks fall back."""
        self._until.clear()

    def cut(self, lock: int) -> None:
        """The board takes the current from this lock."""
        self._until.pop(lock, None)

    def is_on(self, lock: int) -> bool:
        """Whether the lock is energised now."""
        return self._clock() < self._until.get(lock, 0.0)

    def reads_open(self, lock: int) -> bool:
        """What the lock's own switch says; it is in the drawer that the label names."""
        return lock in self.open or lock in self.stuck

    def pull(self, drawer: int) -> bool:
        """Opens only if its lock lets go."""
        lets_go = any(self.is_on(lock) for lock, held in self._drawer_of.items() if held == drawer)
        if lets_go:
            self.open.add(drawer)
        return lets_go

    def force(self, drawer: int) -> None:
        """Opens."""
        self.open.add(drawer)

    def push(self, drawer: int) -> None:
        """Shut."""
        self.open.discard(drawer)

    def swap(self, first: int, second: int) -> None:
        """Exchange the wires of two locks' coils."""
        held = self._drawer_of
        held[first], held[second] = held[second], held[first]
