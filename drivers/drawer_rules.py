"""What a bank of drawers may do, for units whose electronics do not know it themselves. No I/O, no clock.

The time is passed in (seconds, monotonic); the methods return effects in the order in which they must happen.
The rules: one drawer at a time, and only while every other is known to be locked; a coil is on no longer than
its pulse and not after its drawer opened; what opens without an unlock is an alarm, also while nobody could
see it; what is not known is UNKNOWN.
"""

from collections import deque
from collections.abc import Iterable

from msgspec import Struct

from drivers.interfaces import AlarmKind, DrawerAlarm, DrawerChanged, DrawerState, UnlockResult

TOKENS_KEPT = 1000
"""Tokens remembered so that none unlocks twice."""


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds."""

    pulse: float
    """How long a lock's coil is on."""
    never_opened: float
    """How long an unlocked drawer may stay shut before the unlock is withdrawn."""
    open_too_long: float
    can_withdraw: bool = True
    """Whether a pulse can be ended early; a lock board ends its pulses by itself, and only then."""


class Coil(Struct, frozen=True):
    """Switch a lock's coil."""

    drawer: int
    on: bool


class Lamp(Struct, frozen=True):
    """Switch a drawer's lamp."""

    drawer: int
    on: bool


Effect = Coil | Lamp | DrawerChanged | UnlockResult | DrawerAlarm


class DrawerRules:
    """The drawers of one unit; all UNKNOWN until sensed."""

    def __init__(self, numbers: Iterable[int], limits: Limits) -> None:
        self._limits = limits
        self._state = dict.fromkeys(numbers, DrawerState.UNKNOWN)
        self._released: set[int] = set()
        """Drawers that were unlocked or open when the unit was lost."""
        self._deadline: dict[int, float] = {}
        self._coil: int | None = None
        self._coil_off_at = 0.0
        self._relock = False
        self._tokens: deque[int] = deque(maxlen=TOKENS_KEPT)
        self.selected: int | None = None

    def states(self) -> dict[int, DrawerState]:
        """What is known of each drawer; a locked one whose lamp is lit is SELECTED."""
        return {drawer: self._shown(drawer) for drawer in self._state}

    def next_deadline(self) -> float | None:
        """When `tick` has something to do at the latest."""
        times = list(self._deadline.values())
        if self._coil is not None:
            times.append(self._coil_off_at)
        return min(times, default=None)

    def unlock(self, drawer: int, token: int, now: float) -> list[Effect]:
        """Switch the coil on, or refuse with the reason. Always exactly one UnlockResult."""
        if reason := self._refusal(drawer, token):
            return [UnlockResult(drawer=drawer, token=token, ok=False, reason=reason)]
        self._tokens.append(token)
        pulse = [] if self._lasts(drawer) else self._begin_pulse(drawer, now)
        self._relock = False
        return [
            *pulse,
            UnlockResult(drawer=drawer, token=token, ok=True),
            *self._become(drawer, DrawerState.UNLOCKED, now + self._limits.never_opened),
        ]

    def lock(self, drawer: int) -> list[Effect]:
        """Withdraw an unlock that was not used, at the end of its pulse where that cannot be ended early."""
        if self._state[drawer] is not DrawerState.UNLOCKED:
            return []
        if self._coil is not None and not self._limits.can_withdraw:
            self._relock = True
            return []
        return [*self._coil_off(), *self._become(drawer, DrawerState.LOCKED)]

    def select(self, drawer: int | None) -> list[Effect]:
        """Light this drawer's lamp and no other."""
        before, self.selected = self.selected, drawer
        effects: list[Effect] = []
        for number, on in ((before, False), (drawer, True)):
            if number is not None and before != drawer:
                effects.append(Lamp(number, on))
                if self._state[number] is DrawerState.LOCKED:
                    effects.append(DrawerChanged(drawer=number, state=self._shown(number)))
        return effects

    def sensed(self, drawer: int, shut: bool, now: float) -> list[Effect]:
        """The drawer's sensor says that it is shut or not. The same as before changes nothing."""
        state = self._state[drawer]
        if shut:
            was_away = state in {DrawerState.OPEN, DrawerState.UNKNOWN}
            return self._become(drawer, DrawerState.LOCKED) if was_away else []
        if state is DrawerState.OPEN:
            return []
        match state:
            case DrawerState.LOCKED:
                first = self._unasked(drawer)
            case DrawerState.UNLOCKED:
                first = self._coil_off()
            case _:
                first = self._found(drawer)
        return [*first, *self._become(drawer, DrawerState.OPEN, now + self._limits.open_too_long)]

    def tick(self, now: float) -> list[Effect]:
        """Do what is due: end the pulse, withdraw an unused unlock, complain of an open drawer."""
        effects = self._end_of_pulse() if self._coil is not None and now >= self._coil_off_at else []
        for drawer in [drawer for drawer, deadline in self._deadline.items() if now >= deadline]:
            del self._deadline[drawer]
            if self._state[drawer] is DrawerState.OPEN:
                effects.append(DrawerAlarm(kind=AlarmKind.OPEN_TOO_LONG, drawer=drawer))
            else:
                effects += [*self.lock(drawer), DrawerAlarm(kind=AlarmKind.NEVER_OPENED, drawer=drawer)]
        return effects

    def lost(self) -> list[Effect]:
        """The unit cannot be read or driven: every drawer is UNKNOWN, every unlock over."""
        effects = self._coil_off()
        for drawer, state in self._state.items():
            if state in {DrawerState.UNLOCKED, DrawerState.OPEN}:
                self._released.add(drawer)
            effects += self._become(drawer, DrawerState.UNKNOWN)
        return effects

    def _refusal(self, drawer: int, token: int) -> str:
        if drawer not in self._state:
            return "no such drawer"
        if token in self._tokens:
            return "token was used before"
        if DrawerState.OPEN in self._state.values():
            return "drawer-open"
        others = {n: state for n, state in self._state.items() if n != drawer or not self._lasts(drawer)}
        return next(
            (f"drawer {n} is {state}" for n, state in others.items() if state is not DrawerState.LOCKED), ""
        )

    def _lasts(self, drawer: int) -> bool:
        """Its unlock was withdrawn and its pulse still goes on: asked for again, it needs no other."""
        return self._relock and drawer == self._coil

    def _begin_pulse(self, drawer: int, now: float) -> list[Effect]:
        self._coil, self._coil_off_at = drawer, now + self._limits.pulse
        return [Coil(drawer, on=True)]

    def _unasked(self, drawer: int) -> list[Effect]:
        unlocked = [n for n, state in self._state.items() if state is DrawerState.UNLOCKED]
        if not unlocked:
            return [DrawerAlarm(kind=AlarmKind.FORCED_OPEN, drawer=drawer)]
        detail = f"drawer {unlocked[0]} was unlocked"
        return [
            *self.lock(unlocked[0]),
            DrawerAlarm(kind=AlarmKind.WRONG_DRAWER, drawer=drawer, detail=detail),
        ]

    def _found(self, drawer: int) -> list[Effect]:
        """Open, and not seen opening: by whoever may, if it was unlocked or open before; else who knows."""
        if drawer in self._released:
            return []
        return [
            DrawerAlarm(kind=AlarmKind.FOUND_OPEN, drawer=drawer, detail="open when the unit was reached")
        ]

    def _become(self, drawer: int, state: DrawerState, deadline: float | None = None) -> list[Effect]:
        self._deadline.pop(drawer, None)
        if deadline is not None:
            self._deadline[drawer] = deadline
        if self._state[drawer] is state:
            return []
        if state is not DrawerState.UNKNOWN:
            self._released.discard(drawer)
        self._state[drawer] = state
        return [DrawerChanged(drawer=drawer, state=self._shown(drawer))]

    def _end_of_pulse(self) -> list[Effect]:
        drawer, relock = self._coil, self._relock
        effects = self._coil_off()
        return [*effects, *self.lock(drawer)] if relock and drawer is not None else effects

    def _coil_off(self) -> list[Effect]:
        drawer, self._coil, self._relock = self._coil, None, False
        return [] if drawer is None else [Coil(drawer, on=False)]

    def _shown(self, drawer: int) -> DrawerState:
        state = self._state[drawer]
        selected = drawer == self.selected and state is DrawerState.LOCKED
        return DrawerState.SELECTED if selected else state
