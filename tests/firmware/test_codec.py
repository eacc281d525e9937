"""Frames, in Python and in C: the same bytes, whatever the bytes."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import codec
from firmware_bridge.errors import BadFrame
from firmware_bridge.protocol.generated import MAX_PAYLOAD
from tests.firmware.rig import core, ffi

bodies = st.binary(max_size=MAX_PAYLOAD - codec.HEAD.size)
frames = st.builds(codec.Frame, st.integers(0, 0xFF), st.integers(0, 0xFFFF), bodies)


@given(frames)
def test_a_frame_comes_back_as_it_was(frame: codec.Frame) -> None:
    data = codec.encode(frame)
    assert data[0] == data[-1] == 0
    assert 0 not in data[1:-1]
    assert codec.decode(data[1:-1]) == frame


@given(frames)
def test_the_board_builds_the_same_bytes(frame: codec.Frame) -> None:
    payload = codec.HEAD.pack(frame.kind, frame.sequence) + frame.body
    built = ffi.new("uint8_t[256]", b"\xff" * 256)
    size = core().rig_codec(payload, len(payload), built)
    assert bytes(ffi.buffer(built, size)) == codec.encode(frame)


@given(st.binary(max_size=300))
def test_the_board_computes_the_crc_of_zlib(data: bytes) -> None:
    assert core().rig_crc(data, len(data)) == zlib.crc32(data)


@given(frames, st.data())
def test_flipped_bits_are_noticed(frame: codec.Frame, data: st.DataObject) -> None:
    sent = codec.encode(frame)
    broken = bytearray(sent)
    for at in data.draw(st.sets(st.integers(8, len(sent) * 8 - 9), min_size=1, max_size=3)):
        broken[at // 8] ^= 1 << at % 8
    received = codec.Receiver().feed(bytes(broken))
    assert all(other == frame for other in received)


@given(frames, st.data())
def test_a_cut_frame_is_no_frame(frame: codec.Frame, data: st.DataObject) -> None:
    stuffed = codec.encode(frame)[1:-1]
    with pytest.raises(BadFrame):
        codec.decode(stuffed[: data.draw(st.integers(0, len(stuffed) - 1))])


@given(st.lists(frames, max_size=5), st.integers(1, 7))
def test_frames_in_a_row_are_found_however_the_bytes_arrive(sent: list[codec.Frame], step: int) -> None:
    data = b"".join(map(codec.encode, sent))
    receiver = codec.Receiver()
    received = [frame for at in range(0, len(data), step) for frame in receiver.feed(data[at : at + step])]
    assert received == sent


@given(st.binary(max_size=600), frames)
def test_after_any_rubbish_the_next_frame_is_found(rubbish: bytes, frame: codec.Frame) -> None:
    assert codec.Receiver().feed(rubbish + codec.encode(frame))[-1] == frame


def test_rubbish_without_an_end_does_not_fill_the_memory() -> None:
    receiver = codec.Receiver()
    for _ in range(1000):
        receiver.feed(b"\x55" * 1000)
    assert len(receiver._pending) <= codec.LONGEST + 1
    assert receiver.feed(b"\0") == []
    assert receiver.bad == 1
