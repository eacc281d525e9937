"""What the agent was told of a unit's drawers: each change once, each unlock answered once."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from drivers.interfaces import (
    DeviceChanged,
    DeviceState,
    DrawerChanged,
    DrawerReport,
    DrawerState,
    UnlockResult,
)

Deliver = Callable[[DrawerReport], None]

RELEASED = (DrawerState.UNLOCKED, DrawerState.OPEN)


class Unlock(Struct, frozen=True):
    """An unlock that the agent asked for."""

    drawer: int
    token: int


class Ledger:
    """Reports for one unit. Used by the driver's thread alone, but for `states`."""

    def __init__(self, name: str, drawers: Iterable[int]) -> None:
        self.deliver: Deliver = _nobody
        self._name = name
        self._states = dict.fromkeys(drawers, DrawerState.UNKNOWN)
        self._link: DeviceState | None = None
        self._waiting: Unlock | None = None
        self._waiting_until = 0.0
        self._done = False

    @property
    def states(self) -> dict[int, DrawerState]:
        """A copy of what was last told."""
        return self._states.copy()

    @property
    def moving(self) -> bool:
        """A drawer is unlocked or open."""
        return any(state in RELEASED for state in self._states.values())

    def sensed(self, drawer: int, state: DrawerState) -> None:
        """Tell the drawer's state if it is news."""
        if self._states[drawer] != state:
            self._states[drawer] = state
            self.deliver(DrawerChanged(drawer=drawer, state=state))

    def link(self, state: DeviceState, detail: str) -> None:
        """Tell how the link stands; a fault that goes on is told once."""
        if state == self._link == DeviceState.FAULTY:
            return
        self._link = state
        self.deliver(DeviceChanged(device=self._name, state=state, detail=detail))

    def lost(self, detail: str) -> None:
        """The link is dead: nothing is known."""
        for drawer in self._states:
            self.sensed(drawer, DrawerState.UNKNOWN)
        self.link(DeviceState.FAULTY, detail)

    def sent(self, unlock: Unlock, until: float) -> None:
        """The unlock goes out now; `until` (monotonic) its answer may wait for the unit's log."""
        self._waiting, self._waiting_until, self._done = unlock, until, False

    def done(self, token: int) -> None:
        """The unit says that it unlocked with this token."""
        if self._waiting is not None and self._waiting.token == token:
            self._done = True

    def settle(self) -> None:
        """Answer the unlock that waits, from what the unit did and how the drawer stands now."""
        waiting = self._waiting
        if waiting is None:
            return
        if not self._done:
            self.refuse(waiting, "not-executed")
        elif self._states[waiting.drawer] in RELEASED:
            self._answer(waiting, ok=True, reason="")
        else:
            self.refuse(waiting, "relocked")

    def give_up(self, reason: str, now: float = float("inf")) -> None:
        """Answer the unlock that waits with no, once its time is over."""
        if self._waiting is not None and now >= self._waiting_until:
            self.refuse(self._waiting, reason)

    def refuse(self, unlock: Unlock, reason: str) -> None:
        """Answer an unlock with no."""
        self._answer(unlock, ok=False, reason=reason)

    def _answer(self, unlock: Unlock, *, ok: bool, reason: str) -> None:
        if unlock == self._waiting:
            self._waiting = None
        self.deliver(UnlockResult(drawer=unlock.drawer, token=unlock.token, ok=ok, reason=reason))


def _nobody(_report: DrawerReport) -> None:
    """Where reports go before `start`."""
