"""Sessions, sequence and one-shot commands, on the real core with frames made by hand."""

import zlib

import pytest
from cobs import cobs

from firmware_bridge import codec
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.protocol.generated import (
    MAX_PAYLOAD,
    REPLY_BIT,
    VERSION_MAX,
    HelloReply,
    HelloRequest,
    LockRequest,
    Refusal,
    SelectRequest,
    StatusReply,
    StatusRequest,
    UnlockRequest,
)
from firmware_bridge.protocol.message import ReplyT, Request
from tests.firmware.rig import Rig


def send(rig: Rig, sequence: int, request: Request[ReplyT]) -> list[codec.Frame]:
    rig.write(codec.encode(codec.Frame(request.ID, sequence, request.pack())))
    return codec.Receiver().feed(rig.read())


def refusal(replies: list[codec.Frame]) -> Refusal:
    assert len(replies) == 1
    return Refusal(replies[0].body[0])


def hello(rig: Rig, sequence: int = 1, host_nonce: int = 99, version: int = VERSION_MAX) -> HelloReply:
    replies = send(rig, sequence, HelloRequest(host_nonce=host_nonce, version=version))
    assert refusal(replies) == Refusal.NONE
    return HelloReply.unpack(replies[0].body[1:])


def status(rig: Rig, sequence: int) -> StatusReply:
    return StatusReply.unpack(send(rig, sequence, StatusRequest())[0].body[1:])


def unlock(nonce: int, *, drawer: int = 3, version: int = 0, token: int = 7) -> UnlockRequest:
    return UnlockRequest(session_nonce=nonce, drawer=drawer, state_version=version, token=token)


def test_a_reply_carries_its_commands_kind_and_sequence() -> None:
    rig = Rig()
    hello(rig)
    (reply,) = send(rig, 2, StatusRequest())
    assert (reply.kind, reply.sequence) == (StatusRequest.ID | REPLY_BIT, 2)


def test_a_command_without_values_in_its_reply_is_answered_by_one_byte() -> None:
    rig = Rig()
    hello(rig)
    assert send(rig, 2, LockRequest(drawer=0))[0].body == b"\0"


def test_nothing_is_done_before_hello() -> None:
    rig = Rig()
    assert refusal(send(rig, 1, unlock(0))) == Refusal.NO_SESSION
    assert rig.unlocks == 0


def test_hello_tells_the_host_what_it_asked_and_a_fresh_nonce() -> None:
    rig = Rig()
    first, second = hello(rig, 1, 99), hello(rig, 2, 100)
    assert (first.host_nonce, second.host_nonce) == (99, 100)
    assert first.session_nonce != second.session_nonce
    rig.restart()
    assert hello(rig, 1, 99).session_nonce != first.session_nonce


def test_a_repeated_command_is_answered_again_and_done_once() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    first = send(rig, 2, unlock(nonce))
    assert refusal(first) == Refusal.NONE
    rig.pull(3)
    rig.run(5)
    assert send(rig, 2, unlock(nonce)) == first
    assert rig.unlocks == 1


def test_a_reply_is_not_repeated_beyond_its_session() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    assert refusal(send(rig, 2, unlock(nonce))) == Refusal.NONE
    rig.run(1_000)
    assert refusal(send(rig, 2, unlock(nonce))) == Refusal.NO_SESSION
    assert rig.energised == 0


def test_an_older_command_that_comes_late_is_ignored() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    send(rig, 2, SelectRequest(session_nonce=nonce, drawer=1))
    send(rig, 3, SelectRequest(session_nonce=nonce, drawer=2))
    assert send(rig, 2, SelectRequest(session_nonce=nonce, drawer=1)) == []
    assert rig.lamp == 2


def test_another_command_under_a_used_sequence_is_ignored() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    send(rig, 2, SelectRequest(session_nonce=nonce, drawer=1))
    assert send(rig, 2, SelectRequest(session_nonce=nonce, drawer=2)) == []
    assert rig.lamp == 1


def test_the_sequence_may_wrap() -> None:
    rig = Rig()
    nonce = hello(rig, 0xFFFF).session_nonce
    assert refusal(send(rig, 0, SelectRequest(session_nonce=nonce, drawer=5))) == Refusal.NONE


def test_a_late_copy_of_hello_does_not_end_its_session() -> None:
    rig = Rig()
    nonce = hello(rig, 1, 99).session_nonce
    assert refusal(send(rig, 2, unlock(nonce))) == Refusal.NONE
    assert send(rig, 1, HelloRequest(host_nonce=99, version=VERSION_MAX)) == []
    assert rig.energised == 1


def test_a_wrong_nonce_is_refused() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    assert refusal(send(rig, 2, unlock(nonce ^ 1))) == Refusal.WRONG_NONCE
    assert rig.unlocks == 0


def test_a_stale_state_is_refused() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    rig.force(6)
    rig.run(5)
    rig.push(6)
    rig.run(5)
    assert refusal(send(rig, 2, unlock(nonce, version=0))) == Refusal.STALE_STATE
    fresh = status(rig, 3).state_version
    assert refusal(send(rig, 4, unlock(nonce, version=fresh))) == Refusal.NONE


def test_a_token_unlocks_once_also_over_a_loss_of_power() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    assert refusal(send(rig, 2, unlock(nonce, token=77))) == Refusal.NONE
    send(rig, 3, LockRequest(drawer=3))
    again = unlock(nonce, version=status(rig, 4).state_version, token=77)
    assert refusal(send(rig, 5, again)) == Refusal.USED_TOKEN
    rig.restart()
    nonce = hello(rig).session_nonce
    assert refusal(send(rig, 2, unlock(nonce, token=77))) == Refusal.USED_TOKEN
    assert rig.unlocks == 1


def test_a_host_of_another_version_may_look_and_lock_but_not_unlock() -> None:
    rig = Rig()
    nonce = hello(rig, version=VERSION_MAX + 1).session_nonce
    assert refusal(send(rig, 2, unlock(nonce))) == Refusal.READ_ONLY
    assert refusal(send(rig, 3, StatusRequest())) == Refusal.NONE
    assert refusal(send(rig, 4, LockRequest(drawer=0))) == Refusal.NONE


def test_a_command_of_the_wrong_length_is_refused() -> None:
    rig = Rig()
    hello(rig)
    rig.write(codec.encode(codec.Frame(UnlockRequest.ID, 2, b"\x01\x02")))
    assert refusal(codec.Receiver().feed(rig.read())) == Refusal.BAD_LENGTH


def test_a_frame_longer_than_any_is_dropped_however_it_begins() -> None:
    rig = Rig()
    longest = codec.encode(codec.Frame(0x7F, 2, b"x" * (MAX_PAYLOAD - 3)))
    rig.write(longest[:-1] + b"x\0")
    assert rig.read() == b""
    rig.write(longest)
    assert refusal(codec.Receiver().feed(rig.read())) == Refusal.UNKNOWN_COMMAND


def test_a_good_frame_that_is_one_byte_too_long_is_dropped() -> None:
    rig = Rig()
    hello(rig)
    payload = b"\x7f\x02\x00" + b"x" * (MAX_PAYLOAD - 2)
    rig.write(b"\0" + cobs.encode(payload + zlib.crc32(payload).to_bytes(4, "little")) + b"\0")
    assert rig.read() == b""
    assert status(rig, 3).frames_bad == 1


def test_what_stands_behind_a_good_frame_of_the_longest_size_spoils_it() -> None:
    rig = Rig()
    hello(rig)
    payload = b"\x7f\x02\x00" + b"x" * (MAX_PAYLOAD - 3)
    rig.write(b"\0" + cobs.encode(payload + zlib.crc32(payload).to_bytes(4, "little") + b"x") + b"\0")
    assert rig.read() == b""
    assert status(rig, 3).frames_bad == 1


def test_stuffing_that_leads_beyond_the_frame_touches_nothing_else() -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    first = send(rig, 2, unlock(nonce))
    for size in range(1, MAX_PAYLOAD + 16):
        rig.write(b"\0" + b"\xff" * size + b"\0")
    assert send(rig, 2, unlock(nonce)) == first
    assert status(rig, 3).frames_bad == MAX_PAYLOAD + 15


@pytest.mark.parametrize("payload", [b"", b"\x05", b"\x05\x02"])
def test_a_good_frame_too_short_for_a_command_is_dropped_and_counted(payload: bytes) -> None:
    rig = Rig()
    hello(rig)
    rig.write(b"\0" + cobs.encode(payload + zlib.crc32(payload).to_bytes(4, "little")) + b"\0")
    assert status(rig, 2).frames_bad == 1


@pytest.mark.parametrize("rubbish", [b"\x01", b"\x02\x05", b"\x05\x01\x02\x03\x04", b"\xff" * 300])
def test_rubbish_between_two_zeros_is_dropped_and_counted(rubbish: bytes) -> None:
    rig = Rig()
    hello(rig)
    rig.write(b"\0" + rubbish + b"\0")
    assert status(rig, 2).frames_bad == 1


@pytest.mark.parametrize("at", [2, 5, 9])
def test_a_frame_with_a_changed_byte_is_dropped_and_counted(at: int) -> None:
    rig = Rig()
    nonce = hello(rig).session_nonce
    frame = bytearray(codec.encode(codec.Frame(UnlockRequest.ID, 2, unlock(nonce).pack())))
    frame[at] = frame[at] % 200 + 7
    rig.write(bytes(frame))
    assert rig.read() == b""
    assert rig.unlocks == 0
    assert status(rig, 3).frames_bad == 1


def test_a_reply_lies_between_two_zeros() -> None:
    rig = Rig()
    rig.write(codec.encode(codec.Frame(StatusRequest.ID, 1)))
    reply = rig.read()
    assert reply[0] == reply[-1] == 0
    assert codec.decode(reply[1:-1]).sequence == 1


def test_broken_frames_are_counted() -> None:
    rig = Rig()
    hello(rig)
    rig.write(b"\0\0rubbish\0\0more\0\0")
    assert status(rig, 2).frames_bad == 2


def test_an_unknown_command_is_refused() -> None:
    rig = Rig()
    hello(rig)
    rig.write(codec.encode(codec.Frame(0x7F, 2)))
    assert refusal(codec.Receiver().feed(rig.read())) == Refusal.UNKNOWN_COMMAND


def test_the_host_learns_that_the_board_restarted() -> None:
    rig = Rig()
    device = rig.device()
    rig.restart()
    with pytest.raises(LinkLost, match="session is over"):
        device.heartbeat()


def test_a_board_that_says_nothing_is_lost() -> None:
    rig = Rig()
    device = rig.device()
    rig.write = lambda data, /: len(data)  # type: ignore[method-assign]  # the cable is cut
    with pytest.raises(LinkLost, match="no answer to heartbeat"):
        device.heartbeat()


def test_a_refusal_names_its_command_and_reason() -> None:
    rig = Rig()
    with pytest.raises(Refused) as refused:
        rig.device().unlock(9, 1)
    assert str(refused.value) == "unlock refused: no_such_drawer"
    assert refused.value.reason == "no-such-drawer"
