"""The optional key: with it, nobody else on the cable moves a lock or is taken for the board."""

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import codec
from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost
from firmware_bridge.protocol.generated import (
    HOST_SILENCE_MS,
    SEAL_SIZE,
    HeartbeatRequest,
    HelloReply,
    HelloRequest,
    LockRequest,
    SelectRequest,
    StatusFlag,
    UnlockRequest,
)
from firmware_bridge.protocol.message import ReplyT, Request
from firmware_bridge.seal import Seal, siphash
from tests.firmware.rig import Rig, core

KEY = bytes(range(16))
OTHER = hashlib.sha256(b"another cart").digest()[:16]


class RecordedRig(Rig):
    """Someone listens on the cable."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        super().__init__()

    def write(self, data: bytes, /) -> int:
        self.heard.append(data)
        return super().write(data)


def keyed(rig: Rig) -> Device:
    rig.device().set_key(KEY)
    return rig.device(KEY)


# SipHash-2-4 reference vectors (Aumasson and Bernstein): key 00 01 .. 0f, message 00 01 .. n-1.
VECTORS = {
    0: 0x726FDB47DD0E0E31,
    1: 0x74F839C593DC67FD,
    7: 0xAB0200F58B01D137,
    8: 0x93F5F5799A932462,
    15: 0xA129CA6149BE45E5,
    63: 0x958A324CEB064572,
}


@pytest.mark.parametrize("size", VECTORS)
def test_both_ends_compute_the_published_tags(size: int) -> None:
    message = bytes(range(size))
    assert siphash(KEY, message) == VECTORS[size]
    assert core().rig_siphash(KEY, message, size) == VECTORS[size]


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=130))
def test_both_ends_compute_the_same_tag(key: bytes, message: bytes) -> None:
    assert core().rig_siphash(key, message, len(message)) == siphash(key, message)


def test_who_has_the_key_works_as_before() -> None:
    rig = Rig()
    device = keyed(rig)
    assert not device.mismatch
    device.unlock(3, 7)
    rig.run(10)
    device.heartbeat()
    assert rig.energised == 1
    assert device.status().flags & StatusFlag.SEALED
    device.lock(3)
    assert rig.energised == 0
    list(device.new_events())
    device.acknowledge()


def test_the_key_outlives_a_loss_of_power() -> None:
    rig = Rig()
    keyed(rig)
    rig.restart()
    device = rig.device(KEY)
    assert device.hello.sealed
    device.unlock(3, 7)


def test_with_another_key_nothing_but_hello_is_answered() -> None:
    rig = Rig()
    keyed(rig)
    stranger = rig.device(OTHER)
    for ask in (stranger.status, stranger.heartbeat, lambda: stranger.unlock(3, 7)):
        with pytest.raises(LinkLost, match="no answer"):
            ask()
    assert rig.unlocks == 0


def sealed(request: Request[ReplyT], sequence: int, seal: Seal | None) -> bytes:
    """The command's bytes on the cable."""
    frame = codec.Frame(request.ID, sequence & 0xFFFF, request.pack())
    body = frame.body if seal is None else seal.close(codec.head(frame), frame.body)
    return codec.encode(codec.Frame(frame.kind, frame.sequence, body))


def test_a_forged_unlock_is_not_done() -> None:
    """The forger has heard everything on the cable but does not have the key."""
    rig = Rig()
    device = keyed(rig)
    nonce, status = device.hello.session_nonce, device.status()
    wanted = UnlockRequest(session_nonce=nonce, drawer=3, state_version=status.state_version, token=7)
    forgers = [None, Seal(OTHER, nonce), Seal(bytes(16), nonce), Seal(KEY, nonce ^ 1)]
    for forger in forgers:
        for sequence in SEQUENCES:
            rig.write(sealed(wanted, sequence, forger))
    assert rig.unlocks == 0
    assert len(forgers) <= device.status().frames_bad <= 3 * len(forgers)


SEQUENCES = (0x1000, 0x6000, 0xB000)
"""One of them is newer than the host's, whatever that is."""


@pytest.mark.parametrize("body", [b"", b"\0", b"\0" * (SEAL_SIZE - 1)])
def test_a_command_too_short_for_a_seal_is_neither_answered_nor_a_sign_of_life(body: bytes) -> None:
    rig = Rig()
    device = keyed(rig)
    device.unlock(3, 7)
    for _ in range(HOST_SILENCE_MS // 100):
        rig.run(100)
        for sequence in SEQUENCES:
            rig.write(codec.encode(codec.Frame(HeartbeatRequest.ID, sequence, body)))
    assert rig.read() == b""
    assert rig.energised == 0


def test_a_seal_around_nothing_is_no_command() -> None:
    """Twelve bytes in all: who has the key has sealed not even a head."""
    rig = RecordedRig()
    device = keyed(rig)
    device.heartbeat()
    sequence = (codec.decode(rig.heard[-1][1:-1]).sequence + 1) & 0xFFFF
    counter = struct.pack("<BHB", HeartbeatRequest.ID, sequence, 0)
    tag = siphash(KEY, struct.pack("<I", device.hello.session_nonce) + counter).to_bytes(8, "little")
    rig.write(codec.encode(codec.Frame(HeartbeatRequest.ID, sequence, (counter + tag)[3:])))
    assert rig.read() == b""
    assert device.status().frames_bad == 1


def test_a_counter_is_good_once_also_when_a_stranger_moves_the_sequence() -> None:
    rig = RecordedRig()
    device = keyed(rig)
    device.select(5)
    recorded = rig.heard[-1]
    sequence = codec.decode(recorded[1:-1]).sequence
    for ahead in (0x4000, 0x8000, 0xC000):  # a lock is taken from everyone, and its sequence with it
        lock = codec.Frame(LockRequest.ID, (sequence + ahead) & 0xFFFF, LockRequest(drawer=0).pack())
        rig.write(codec.encode(lock))
    rig.read()
    rig.write(recorded)
    assert rig.read() == b""


def test_a_recorded_command_is_no_use_when_the_sequence_comes_round() -> None:
    rig = Rig()
    keyed(rig)
    start = 0x4000
    hello = HelloRequest(host_nonce=5, version=1)
    rig.write(codec.encode(codec.Frame(hello.ID, start, hello.pack())))
    reply = HelloReply.unpack(codec.Receiver().feed(rig.read())[-1].body[1:])
    nonce, seal = reply.session_nonce, Seal(KEY, reply.session_nonce)
    recorded = sealed(SelectRequest(session_nonce=nonce, drawer=5), start + 1, seal)
    rig.write(recorded)
    assert rig.lamp == 5
    for sequence in (start + 0x7000, start + 0xE000):
        rig.write(sealed(SelectRequest(session_nonce=nonce, drawer=0), sequence, seal))
        assert rig.lamp == 0
    rig.write(recorded)
    assert rig.lamp == 0


def test_a_stranger_may_lock() -> None:
    rig = Rig()
    keyed(rig).unlock(3, 7)
    stranger = codec.Frame(0x04, 0x1000, b"\0")
    for sequence in SEQUENCES:
        rig.write(codec.encode(codec.Frame(stranger.kind, sequence, stranger.body)))
    assert rig.energised == 0


def test_a_second_session_with_the_key_counts_anew() -> None:
    rig = Rig()
    first = keyed(rig)
    for _ in range(10):
        first.heartbeat()
    rig.device(KEY).unlock(3, 7)
    assert rig.unlocks == 1


def test_a_host_without_the_key_and_a_board_without_it_are_told_apart() -> None:
    rig = Rig()
    assert rig.device(KEY).mismatch == "the board lacks the key that this host was given"
    keyed(rig)
    with pytest.raises(LinkLost, match="this host was given none"):
        rig.device()


def test_a_recorded_unlock_is_no_use_in_this_session() -> None:
    rig = RecordedRig()
    device = keyed(rig)
    device.unlock(3, 7)
    recorded = codec.decode(rig.heard[-1][1:-1])
    device.lock(3)
    for ahead in (1, 100, 0x4000):
        sequence = (recorded.sequence + ahead) & 0xFFFF
        rig.write(codec.encode(codec.Frame(recorded.kind, sequence, recorded.body)))
    rig.write(rig.heard[-2])
    assert rig.unlocks == 1


def test_a_recorded_session_is_no_use_in_another() -> None:
    rig = RecordedRig()
    device = keyed(rig)
    start = len(rig.heard) - 1
    device.unlock(3, 7)
    device.lock(3)
    recorded = rig.heard[start:]
    rig.restart()
    rig.device(KEY)
    for data in recorded:
        rig.write(data)
    assert rig.unlocks == 1


def test_a_recorded_command_does_not_stand_for_a_living_host() -> None:
    rig = RecordedRig()
    keyed(rig).unlock(3, 7)
    for _ in range(HOST_SILENCE_MS // 100):
        rig.run(100)
        rig.write(rig.heard[-1])
    assert rig.energised == 0


def test_a_forged_answer_is_not_taken_for_the_boards() -> None:
    rig = Rig()
    device = keyed(rig)
    read = rig.read

    def forged(size: int = 1, /) -> bytes:
        frames = codec.Receiver().feed(read(size))
        changed = [codec.Frame(f.kind, f.sequence, f.body[:1] + b"\xff" + f.body[2:]) for f in frames]
        return b"".join(map(codec.encode, changed))

    rig.read = forged  # type: ignore[method-assign]  # someone sits in the middle of the cable
    with pytest.raises(LinkLost):
        device.status()


def test_a_key_can_be_changed_and_taken_away_by_who_has_it() -> None:
    rig = Rig()
    keyed(rig).set_key(OTHER)
    rig.device(OTHER).set_key(b"")
    assert not rig.device().mismatch
    rig.device().unlock(3, 7)
