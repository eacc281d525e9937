"""A cable that flips, drops, doubles, cuts, delays, garbles frames: 10^6 in every run, 10^7 in the soak."""

import random

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.protocol.generated import Event, EventKind, Refusal
from tests.firmware.rig import Rig

pytestmark = pytest.mark.slow


class NoisyRig(Rig):
    """The cable spoils about one frame in five, each way."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.frames = 0
        self.spoilt = 0
        self.quiet = False
        self._late = b""
        self._luck = random.Random(seed)
        self._faults = (self._flip, self._cut, self._garble, self._delay, self._drop, self._double)

    def write(self, data: bytes, /) -> int:
        self.frames += 1
        super().write(self._spoil(data))
        return len(data)

    def read(self, size: int = 1, /) -> bytes:
        data = super().read(size)
        self.frames += bool(data)
        return self._spoil(data) if data else data

    def _spoil(self, data: bytes) -> bytes:
        fault = len(self._faults) if self.quiet else self._luck.randrange(32)
        if fault >= len(self._faults):
            return data
        self.spoilt += 1
        return self._faults[fault](data)

    def _flip(self, data: bytes) -> bytes:
        at = self._luck.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << self._luck.randrange(8)]) + data[at + 1 :]

    def _cut(self, data: bytes) -> bytes:
        return data[: self._luck.randrange(len(data))]

    def _garble(self, data: bytes) -> bytes:
        at, burst = self._luck.randrange(len(data)), self._luck.randbytes(self._luck.randint(1, 12))
        return data[:at] + burst + data[at + len(burst) :]

    def _delay(self, data: bytes) -> bytes:
        late, self._late = self._late, data
        return late + data

    def _drop(self, _data: bytes) -> bytes:
        return b""

    def _double(self, data: bytes) -> bytes:
        return data + data


class Ledger:
    """What the host asked, what it was told, and what the board's log says."""

    def __init__(self) -> None:
        self.asked: dict[int, int] = {}
        self.confirmed: set[int] = set()
        self.logged: dict[int, Event] = {}

    def read_log(self, device: Device) -> None:
        for event in device.new_events():
            assert self.logged.setdefault(event.counter, event) == event
        device.acknowledge()

    def unlocks(self) -> list[tuple[int, int]]:
        """Token and drawer of every unlock that the board did."""
        return [(e.detail, e.drawer) for e in self.logged.values() if e.kind == EventKind.UNLOCKED]


def new_session(rig: NoisyRig) -> Device:
    while True:
        try:
            return rig.device()
        except LinkLost:
            continue


def unlock(rig: NoisyRig, device: Device, drawer: int, token: int) -> bool:
    """False, and time to cool, when the coil has pulled too often."""
    try:
        device.unlock(drawer, token)
    except Refused as refused:
        if refused.refusal != Refusal.COIL_HOT:
            raise
        rig.run(500)
        return False
    return True


def work(rig: NoisyRig, device: Device, ledger: Ledger, luck: random.Random) -> None:
    token, drawer, lit = len(ledger.asked) + 1, luck.randint(1, 8), luck.randint(0, 8)
    ledger.asked[token] = drawer
    if not unlock(rig, device, drawer, token):
        return
    ledger.confirmed.add(token)
    device.lock(drawer)
    device.select(lit)
    assert rig.lamp == lit
    ledger.read_log(device)


def run(frames: int, seed: int) -> None:
    """Nothing is lost, nothing is done twice, no wrong drawer is unlocked."""
    rig, ledger, luck = NoisyRig(seed), Ledger(), random.Random(seed)
    device = new_session(rig)
    while rig.frames < frames:
        try:
            work(rig, device, ledger, luck)
        except LinkLost:
            device = new_session(rig)
    rig.quiet = True
    ledger.read_log(rig.device())

    unlocks = ledger.unlocks()
    assert sorted(ledger.logged) == list(range(1, len(ledger.logged) + 1)), "an entry was lost"
    assert len(unlocks) == len(dict(unlocks)) == rig.unlocks, "an unlock was done twice"
    assert all(ledger.asked[token] == drawer for token, drawer in unlocks), "a wrong drawer was unlocked"
    assert ledger.confirmed <= dict(unlocks).keys(), "a confirmed unlock was not done"
    assert len(ledger.confirmed) > frames / 40
    assert rig.spoilt > frames / 8
    print(f"{rig.frames} frames, {rig.spoilt} spoilt; {len(ledger.confirmed)} unlocks confirmed")


@pytest.mark.parametrize("seed", range(100, 110))
def test_a_noisy_cable_loses_nothing_doubles_nothing_and_unlocks_no_wrong_drawer(seed: int) -> None:
    run(frames=100_000, seed=seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_a_very_long_noise_does_not_either(seed: int) -> None:
    run(frames=1_000_000, seed=seed)
