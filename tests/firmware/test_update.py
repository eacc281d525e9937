"""A new program: taken, tried once, kept only when proven. The old one runs again whatever goes wrong."""

import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware_bridge.errors import BadImage, Refused, UpdateFailed
from firmware_bridge.image import NATIVE, Image, check, pack, sign, slot, unpack
from firmware_bridge.protocol.generated import (
    UPDATE_TRIAL_MS,
    EventKind,
    UpdateBeginRequest,
    UpdateConfirmRequest,
    UpdateDataRequest,
    UpdateFinishRequest,
)
from firmware_bridge.update import good_drawers, install, state, update
from tests.firmware.rig import SHORT, Rig

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NO_LOADER = 255


def image(version: int, *, key: Ed25519PrivateKey = KEY, size: int = 5_000, port: int = NATIVE) -> Image:
    payload = bytes((version + index) % 251 for index in range(size))
    return sign(payload, key, port=port, version=version)


def board(version: int = 5) -> Rig:
    """From the workshop, with a confirmed program."""
    rig = Rig()
    rig.enrol(KEY.public_key().public_bytes_raw())
    rig.slot(0)[:] = slot(image(version))
    rig.restart()
    assert rig.running == (0, version, False)
    return rig


def sent(rig: Rig, new: Image) -> Rig:
    """Given to the board, and restarted by it."""
    install(rig.device(), new, lambda _done, _all: None)
    rig.run(200)
    return rig


def test_an_update_is_installed_proven_and_kept() -> None:
    rig, seen = board(), list[tuple[int, int]]()
    update(rig.device, image(6), lambda done, of: seen.append((done, of)))
    assert rig.running == (1, 6, False)
    assert seen == sorted(seen)
    assert seen[-1] == (5_000, 5_000)
    rig.restart()
    assert rig.running == (1, 6, False)


def test_the_next_update_takes_the_other_slot() -> None:
    rig = board()
    for version in (6, 7, 8):
        update(rig.device, image(version, size=64 * version))
    assert rig.running == (1, 8, False)


def test_an_update_is_logged() -> None:
    rig = board()
    update(rig.device, image(6))
    events = [(event.kind, event.detail) for event in rig.device().new_events()]
    assert (EventKind.UPDATED, 6) in events
    assert (EventKind.CONFIRMED, 6) in events


@pytest.mark.parametrize("cause", [1, 2, 3])
def test_an_image_that_nobody_confirmed_is_gone_after_a_reset(cause: int) -> None:
    rig = sent(board(), image(6))
    assert rig.running == (1, 6, True)
    rig.restart(cause)
    assert rig.running == (0, 5, False)
    rig.restart()
    assert rig.running == (0, 5, False)


def test_an_image_that_hangs_is_gone() -> None:
    rig = sent(board(), image(6))
    rig.hang()
    rig.run(200)
    assert rig.running == (0, 5, False)


def test_a_board_that_nobody_confirms_goes_back_by_itself() -> None:
    rig = sent(board(), image(6))
    rig.run(UPDATE_TRIAL_MS - 500)
    assert rig.running == (1, 6, True)
    rig.run(600)
    assert rig.running == (0, 5, False)


def test_no_drawer_is_unlocked_by_an_image_on_trial() -> None:
    rig = sent(board(), image(6))
    device = rig.device()
    with pytest.raises(Refused, match="updating"):
        device.unlock(3, 1)
    device.exchange(UpdateConfirmRequest(session_nonce=device.hello.session_nonce, keep=1))
    device.unlock(3, 1)
    assert rig.energised == 1


def test_an_image_that_fell_back_can_be_sent_again() -> None:
    rig = sent(board(), image(6))
    rig.restart()
    update(rig.device, image(6))
    assert rig.running == (1, 6, False)


@pytest.mark.parametrize("version", [1, 4, 5])
def test_an_older_image_is_refused(version: int) -> None:
    rig = board()
    with pytest.raises(Refused, match="old_image"):
        update(rig.device, image(version))


def test_the_loader_starts_no_older_image_either() -> None:
    """However it came into the slot."""
    rig = board()
    rig.slot(1)[:] = slot(image(4))[:144].ljust(len(rig.slot(1)), b"\xff")
    rig.slot(1)[256 : 256 + 5_000] = image(4).payload
    rig.restart()
    assert rig.running == (0, 5, False)


def test_an_image_of_another_key_is_never_started() -> None:
    rig = board()
    with pytest.raises(UpdateFailed, match="the board runs version 5"):
        update(rig.device, image(6, key=OTHER_KEY))
    assert rig.running == (0, 5, False)


@pytest.mark.parametrize("at", [0, 4, 8, 12, 16, 31, 32, 63, 64, 95, 256, 3_000, 5_255])
def test_one_changed_bit_anywhere_keeps_an_image_from_starting(at: int) -> None:
    rig = board()
    rig.slot(1)[:] = slot(image(6))
    spoilt = rig.slot(1)
    spoilt[at] = bytes([spoilt[at][0] ^ 0x10])
    rig.restart()
    assert rig.running == (0, 5, False)
    spoilt[at] = bytes([spoilt[at][0] ^ 0x10])
    rig.restart()
    assert rig.running == (1, 6, False)


def test_an_image_for_other_hardware_is_refused_and_never_started() -> None:
    rig = board()
    with pytest.raises(Refused, match="bad_value"):
        update(rig.device, image(6, port=NATIVE + 1))
    rig.slot(1)[:] = slot(image(6, port=NATIVE + 1))
    rig.restart()
    assert rig.running == (0, 5, False)


def test_without_a_loader_there_is_no_update() -> None:
    rig = Rig()
    assert state(rig.device()).slot == NO_LOADER
    with pytest.raises(Refused, match="no_loader"):
        update(rig.device, image(6))


def test_a_board_whose_only_image_is_spoilt_starts_nothing_of_it() -> None:
    rig = board()
    rig.slot(0)[300] = b"\x55"
    rig.restart()
    assert rig.running[0] == NO_LOADER


def test_no_update_begins_or_ends_while_a_drawer_is_not_locked() -> None:
    rig = board()
    device = rig.device()
    device.unlock(3, 1)
    with pytest.raises(Refused, match="busy"):
        install(device, image(6), lambda _done, _all: None)
    rig.pull(3)
    rig.run(5)
    with pytest.raises(Refused, match="drawer_open"):
        install(device, image(6), lambda _done, _all: None)
    rig.push(3)
    rig.run(5)

    def force_at_the_end(done: int, of: int) -> None:
        if done == of:
            rig.force(4)
            rig.run(5)

    with pytest.raises(Refused, match="drawer_open"):
        install(device, image(6), force_at_the_end)
    rig.run(500)
    assert rig.running == (0, 5, False)


def test_no_drawer_is_unlocked_while_an_update_runs() -> None:
    rig = board()
    device = rig.device()

    def try_it(_done: int, _of: int) -> None:
        with pytest.raises(Refused, match="updating"):
            device.unlock(3, 1)

    install(device, image(6, size=200), try_it)
    assert rig.unlocks == 0


def test_a_drawer_that_got_worse_gives_the_image_up() -> None:
    rig = board()
    assert good_drawers(rig.device()) == set(range(1, 9))

    def cut_at_the_end(done: int, of: int) -> None:
        if done == of:
            rig.damage(2, SHORT)

    with pytest.raises(UpdateFailed, match=r"drawers \[2\]"):
        update(rig.device, image(6), cut_at_the_end)
    rig.run(200)
    assert rig.running == (0, 5, False)


def test_a_drawer_that_was_bad_before_does_not_stop_an_update() -> None:
    rig = board()
    rig.damage(2, SHORT)
    rig.run(50)
    update(rig.device, image(6))
    assert rig.running == (1, 6, False)


def test_a_new_session_ends_an_update() -> None:
    rig = board()
    device = rig.device()
    nonce = device.hello.session_nonce
    device.exchange(UpdateBeginRequest(session_nonce=nonce, port=NATIVE, version=6, size=64))
    rig.run(200)
    device = rig.device()
    data = UpdateDataRequest(session_nonce=device.hello.session_nonce, at=0, bytes=bytes(64))
    with pytest.raises(Refused, match="bad_value"):
        device.exchange(data)


def test_data_out_of_order_and_a_wrong_sum_are_refused() -> None:
    rig = board()
    device = rig.device()
    nonce = device.hello.session_nonce
    device.exchange(UpdateBeginRequest(session_nonce=nonce, port=NATIVE, version=6, size=100))
    rig.run(200)
    with pytest.raises(Refused, match="bad_value"):
        device.exchange(UpdateDataRequest(session_nonce=nonce, at=64, bytes=bytes(64)))
    device.exchange(UpdateDataRequest(session_nonce=nonce, at=0, bytes=bytes(64)))
    finish = UpdateFinishRequest(session_nonce=nonce, crc=zlib.crc32(bytes(64)), signature=bytes(64))
    with pytest.raises(Refused, match="spoilt"):
        device.exchange(finish)
    assert state(device).taken == 64
    device.exchange(UpdateDataRequest(session_nonce=nonce, at=64, bytes=bytes(64)))
    with pytest.raises(Refused, match="bad_value"):
        device.exchange(UpdateDataRequest(session_nonce=nonce, at=100, bytes=bytes(64)))


def test_a_flash_that_takes_nothing_is_noticed() -> None:
    rig = board()
    rig.wear_out()
    with pytest.raises(Refused, match="spoilt"):
        install(rig.device(), image(6), lambda _done, _all: None)


@pytest.mark.parametrize("size", [0, 32 * 4096 - 255])
def test_an_image_that_does_not_fit_is_refused_by_the_board_and_here(size: int) -> None:
    device = board().device()
    begin = UpdateBeginRequest(session_nonce=device.hello.session_nonce, port=NATIVE, version=6, size=size)
    with pytest.raises(Refused, match="bad_value"):
        device.exchange(begin)
    with pytest.raises(BadImage, match="does not fit"):
        image(6, size=size)


def test_an_image_survives_its_file() -> None:
    whole = image(6)
    assert unpack(pack(whole)) == whole
    check(whole, KEY.public_key())
    with pytest.raises(BadImage, match="signature"):
        check(whole, OTHER_KEY.public_key())
    for spoilt in (b"", pack(whole)[:-1], pack(whole) + b"x", b"x" + pack(whole)):
        with pytest.raises(BadImage):
            unpack(spoilt)
