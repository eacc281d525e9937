"""Whatever host, hands, noise and time do, in any order: the board's guarantees hold."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from tests.firmware.rig import OFF, Rig

drawers = st.integers(1, 8)


class Board(RuleBasedStateMachine):
    """Any host in front of any cabinet."""

    def __init__(self) -> None:
        super().__init__()
        self.rig = Rig(window_ms=5_000)
        self.device: Device | None = None
        self.heard_ms = 0
        self.confirmed: set[int] = set()
        self.opened: set[int] = set()

    @rule()
    def hello(self) -> None:
        self.device = self.rig.device()
        self.heard_ms = self.rig.ms
        assert self.rig.energised == 0

    @rule(drawer=drawers, token=st.integers(1, 12))
    def unlock(self, drawer: int, token: int) -> None:
        if self.device is None:
            return
        with suppress(Refused, LinkLost):
            self.device.unlock(drawer, token)
            assert token not in self.confirmed, "a token unlocked twice"
            assert not self.opened, "unlocked while a drawer was open"
            assert self.rig.drive(drawer) != OFF
            self.confirmed.add(token)
        self.heard_ms = self.rig.ms

    @rule(drawer=st.integers(0, 8))
    def lock(self, drawer: int) -> None:
        if self.device is not None:
            with suppress(LinkLost):
                self.device.lock(drawer)
        self.heard_ms = self.rig.ms

    @rule(ms=st.integers(1, 3_000))
    def wait(self, ms: int) -> None:
        self.rig.run(ms)

    @rule(drawer=drawers)
    def pull(self, drawer: int) -> None:
        if self.rig.pull(drawer):
            self.opened.add(drawer)
        self.rig.run(4)

    @rule(drawer=drawers)
    def force(self, drawer: int) -> None:
        self.rig.force(drawer)
        self.opened.add(drawer)
        self.rig.run(4)

    @rule(drawer=drawers)
    def push(self, drawer: int) -> None:
        self.rig.push(drawer)
        self.opened.discard(drawer)
        self.rig.run(4)

    @rule(rubbish=st.binary(max_size=40))
    def noise(self, rubbish: bytes) -> None:
        before = self.rig.unlocks
        self.rig.write(rubbish + b"\0")
        assert self.rig.unlocks == before

    @rule()
    def restart(self) -> None:
        self.rig.restart()
        self.device = None
        assert self.rig.energised == 0

    @invariant()
    def at_most_one_lock_is_released(self) -> None:
        assert self.rig.energised <= 1

    @invariant()
    def no_lock_is_released_while_a_drawer_is_open(self) -> None:
        assert not (self.opened and self.rig.energised)

    @invariant()
    def no_lock_outlives_its_host(self) -> None:
        if self.rig.ms - self.heard_ms >= 1_000:
            assert self.rig.energised == 0

    @invariant()
    def no_coil_has_its_full_current_too_long(self) -> None:
        assert self.rig.longest_pull_ms <= 250


TestBoard = Board.TestCase
