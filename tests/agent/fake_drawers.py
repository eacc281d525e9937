"""Drawers that keep the contract of `drivers.interfaces`, moved by the test instead of by hands."""

from collections.abc import Callable

from drivers.interfaces import AlarmKind, DrawerAlarm, DrawerChanged, DrawerReport, DrawerState, UnlockResult

Deliver = Callable[[DrawerReport], None]


class FakeDrawers:
    """Answers every unlock once, when the test says so; `asked` and `unlocked` are what it was told."""

    def __init__(self, numbers: tuple[int, ...] = tuple(range(1, 13))) -> None:
        self._states = dict.fromkeys(numbers, DrawerState.LOCKED)
        self._deliver: Deliver = lambda _: None
        self.asked: list[tuple[int, int]] = []
        self.waiting: list[tuple[int, int]] = []
        self.lit: int | None = None
        self.confirmed: list[str] = []

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(self._states)

    @property
    def states(self) -> dict[int, DrawerState]:
        return dict(self._states)

    guards_itself = True

    def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def unlock(self, drawer: int, token: int) -> None:
        self.asked.append((drawer, token))
        self.waiting.append((drawer, token))

    def lock(self, drawer: int) -> None:
        if self._states[drawer] is DrawerState.UNLOCKED:
            self._become(drawer, DrawerState.LOCKED)

    def select(self, drawer: int | None) -> None:
        self.lit = drawer

    def confirm(self, entry: str) -> None:
        self.confirmed.append(entry)

    def close(self) -> None:
        self.waiting.clear()

    # Hands and faults

    def answer(self, ok: bool = True, reason: str = "") -> None:
        """Answer the oldest unlock."""
        drawer, token = self.waiting.pop(0)
        if ok:
            self._become(drawer, DrawerState.UNLOCKED)
        self._deliver(UnlockResult(drawer=drawer, token=token, ok=ok, reason=reason))

    def pull(self, drawer: int) -> None:
        self._become(drawer, DrawerState.OPEN)

    def push(self, drawer: int) -> None:
        self._become(drawer, DrawerState.LOCKED)

    def alarm(self, kind: AlarmKind, drawer: int, entry: str = "") -> None:
        self._deliver(DrawerAlarm(kind=kind, drawer=drawer, entry=entry))

    def _become(self, drawer: int, state: DrawerState) -> None:
        self._states[drawer] = state
        self._deliver(DrawerChanged(drawer=drawer, state=state))
