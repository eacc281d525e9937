"""The host's end of the cable: when it tries again, and when it gives up."""

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import BadFrame, LinkLost
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import HeartbeatRequest, StatusReply, StatusRequest
from tests.firmware.rig import Rig


class DeafRig(Rig):
    """A board that hears nothing for a while."""

    def __init__(self, deaf_for_ms: int) -> None:
        super().__init__()
        self.tried: list[int] = []
        self._device = self.device()
        self._deaf_until = self.ms + deaf_for_ms
        self.began = self.ms

    def write(self, data: bytes, /) -> int:
        if not hasattr(self, "_deaf_until"):
            return super().write(data)
        self.tried.append(self.ms - self.began)
        return super().write(data) if self.ms >= self._deaf_until else len(data)


def test_a_command_is_tried_again_after_20_40_and_80_ms() -> None:
    rig = DeafRig(deaf_for_ms=10_000)
    link = Link(rig, clock=rig.clock)
    with pytest.raises(LinkLost):
        link.exchange(HeartbeatRequest())
    gaps = [later - earlier for earlier, later in zip(rig.tried, rig.tried[1:], strict=False)]
    assert all(wait <= gap <= wait * 1.25 + 2 for wait, gap in zip((20, 40, 80), gaps, strict=True))
    assert link.retries == 3
    assert 500 <= rig.ms - rig.began <= 510


class SlowRig(Rig):
    """A cable whose answers take a while."""

    delay_ms = 0

    def write(self, data: bytes, /) -> int:
        self.run(self.delay_ms)
        return super().write(data)


@pytest.mark.parametrize(
    ("delay_ms", "least_s", "most_s"), [(0, 0.020, 0.020), (12, 0.021, 0.06), (19, 0.021, 0.06)]
)
def test_a_slow_cable_is_given_more_time(delay_ms: int, least_s: float, most_s: float) -> None:
    rig = SlowRig()
    link = Link(rig, clock=rig.clock)
    Device(link)
    for turn in range(30):
        rig.delay_ms = delay_ms if turn % 3 else delay_ms // 2
        link.exchange(HeartbeatRequest())
    assert least_s <= link.first_wait_s <= most_s
    assert link.retries == 0


def test_the_pauses_differ_from_time_to_time() -> None:
    seen = set()
    for _ in range(40):
        rig = DeafRig(deaf_for_ms=10_000)
        with pytest.raises(LinkLost):
            Link(rig, clock=rig.clock).exchange(HeartbeatRequest())
        seen.add(tuple(rig.tried))
    assert len(seen) > 1


def test_a_command_that_gets_through_late_is_answered() -> None:
    rig = DeafRig(deaf_for_ms=30)
    rig._device.status()
    assert len(rig.tried) >= 2


def test_a_reply_of_a_later_version_may_be_longer() -> None:
    size = StatusReply.LAYOUT.size
    assert StatusReply.unpack(bytes(size) + b"\1\2\3") == StatusReply.unpack(bytes(size))


class ShortStatus(StatusRequest, frozen=True, kw_only=True):
    """Asks for a heartbeat and takes its six bytes for a status."""

    ID = HeartbeatRequest.ID


def test_a_reply_of_the_wrong_length_is_a_bad_frame() -> None:
    rig = Rig()
    link = Link(rig, clock=rig.clock)
    Device(link)
    with pytest.raises(BadFrame, match="needs 26 bytes, got 6"):
        link.exchange(ShortStatus())
