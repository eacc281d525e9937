"""The board's log: kept over power loss, read once, acknowledged, counted when it overflows."""

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import Refused
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import (
    Event,
    EventKind,
    EventsReadRequest,
    Refusal,
    ResetCause,
    StatusFlag,
    UnlockRequest,
)
from tests.firmware.rig import FLASH_BYTES, RECORD, SECTOR, Rig

ENTRIES = 256


def read(device: Device) -> list[Event]:
    events = list(device.new_events())
    device.acknowledge()
    return events


def force(rig: Rig, times: int) -> None:
    for _ in range(times):
        rig.force(1)
        rig.run(3)
        rig.push(1)
        rig.run(3)


def test_entries_have_a_counter_without_gaps_and_the_number_of_the_start() -> None:
    rig = Rig()
    force(rig, 10)
    rig.restart(ResetCause.WATCHDOG)
    force(rig, 10)
    events = read(rig.device())
    assert [event.counter for event in events] == list(range(1, 43))
    assert [event.boot for event in events] == [1] * 21 + [2] * 21
    assert (events[21].kind, events[21].detail) == (EventKind.STARTED, ResetCause.WATCHDOG)


def test_acknowledged_entries_are_not_given_again_also_after_a_restart() -> None:
    rig = Rig()
    force(rig, 5)
    assert len(read(rig.device())) == 11
    rig.restart()
    assert [event.kind for event in read(rig.device())] == [EventKind.STARTED]


def test_entries_that_were_read_but_not_acknowledged_are_given_again() -> None:
    rig = Rig()
    force(rig, 5)
    first = list(rig.device().new_events())
    rig.restart()
    assert list(rig.device().new_events())[: len(first)] == first


def test_only_what_was_confirmed_is_acknowledged() -> None:
    rig = Rig()
    force(rig, 5)
    device = rig.device()
    events = list(device.new_events())
    device.acknowledge(events[4].counter)
    device.acknowledge(events[2].counter)
    rig.restart()
    assert list(rig.device().new_events())[:6] == events[5:]


def test_an_entry_that_was_not_read_cannot_be_acknowledged() -> None:
    rig = Rig()
    device = rig.device()
    with pytest.raises(ValueError, match="was not read"):
        device.acknowledge(1)


def test_one_reply_holds_four_entries() -> None:
    rig = Rig()
    force(rig, 5)
    link = Link(rig, clock=rig.clock)
    Device(link)
    reply = link.exchange(EventsReadRequest(after=2))
    assert [event.counter for event in reply.events] == [3, 4, 5, 6]


def test_an_overflow_is_counted_and_the_newest_entries_stay() -> None:
    rig = Rig()
    force(rig, 200)
    device = rig.device()
    events = read(device)
    assert len(events) == ENTRIES
    assert events[-1].counter == 401
    assert device.lost == 401 - ENTRIES


def test_an_overflow_is_still_known_after_a_restart() -> None:
    rig = Rig()
    force(rig, 200)
    rig.restart()
    device = rig.device()
    read(device)
    assert device.lost == 402 - ENTRIES


def test_a_record_cut_by_a_power_loss_costs_only_itself() -> None:
    rig = Rig()
    force(rig, 3)
    whole = list(rig.device().new_events())
    at = newest_record(rig)
    rig.flash[at + 9 : at + RECORD] = b"\xff" * (RECORD - 9)
    rig.restart()
    after = list(rig.device().new_events())
    assert after[: len(whole) - 1] == whole[:-1]
    assert after[len(whole) - 1].kind == EventKind.STARTED


@pytest.mark.parametrize("starts", [0, 1, 2])
def test_a_cut_acknowledgement_leaves_the_one_before(starts: int) -> None:
    rig = Rig()
    for _ in range(starts):
        read(rig.device())
        rig.restart()
    read(rig.device())
    force(rig, 1)
    read(rig.device())
    at = newest_record(rig)
    rig.flash[at : at + 4] = b"\0\0\0\0"
    rig.restart()
    kinds = [event.kind for event in rig.device().new_events()]
    assert kinds == [EventKind.FORCED_OPEN, EventKind.CLOSED, EventKind.STARTED]


@pytest.mark.parametrize("content", [0x00, 0xFF, 0x5A])
def test_a_memory_with_anything_in_it_does_not_stop_the_board(content: int) -> None:
    rig = Rig()
    force(rig, 3)
    rig.flash[:] = bytes([content]) * FLASH_BYTES
    rig.restart()
    device = rig.device()
    device.unlock(3, 7)
    assert rig.energised == 1


def test_a_worn_out_memory_does_not_stop_the_board_and_is_told() -> None:
    rig = Rig()
    rig.wear_out()
    force(rig, 3)
    device = rig.device()
    assert [event.kind for event in read(device)][1:] == [EventKind.FORCED_OPEN, EventKind.CLOSED] * 3
    assert device.status().flags & StatusFlag.MEMORY_FAULT
    device.unlock(3, 7)
    assert rig.energised == 1


def test_one_worn_place_costs_nothing() -> None:
    rig = Rig()
    at = newest_record(rig) + RECORD
    rig.flash[at : at + 2] = b"\0\0"
    force(rig, 1)
    rig.restart()
    kinds = [event.kind for event in rig.device().new_events()]
    assert kinds == [EventKind.STARTED, EventKind.FORCED_OPEN, EventKind.CLOSED, EventKind.STARTED]


def test_the_log_goes_through_its_flash_again_and_again() -> None:
    rig = Rig()
    seen: list[int] = []
    for _ in range(45):
        force(rig, 50)
        rig.run(100)
        rig.restart()
        seen += [event.counter for event in read(rig.device())]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 4 * FLASH_BYTES // RECORD


def test_an_erase_does_not_hold_up_the_locks() -> None:
    """A sector takes up to 400 ms; unlocking waits for it, relocking does not."""
    rig = Rig()
    device = rig.device()
    read(device)
    for token in range(1, 400):
        device.unlock(1 + token % 8, token)
        device.lock(0)
        assert rig.energised == 0
        rig.run(50)
        assert [event.kind for event in read(device)] == [EventKind.UNLOCKED, EventKind.RELOCKED]
    assert rig.flash_operations > 400 * 3


def test_while_the_flash_erases_nothing_is_unlocked_and_the_token_stays_good() -> None:
    rig = Rig()
    device = rig.device()
    read(device)
    refused = 0
    for token in range(1, 500):
        request = UnlockRequest(
            session_nonce=device.hello.session_nonce,
            drawer=1 + token % 8,
            state_version=device.status().state_version,
            token=token,
        )
        try:
            device.link.exchange(request)
        except Refused as error:
            assert error.refusal == Refusal.LOG_BUSY  # noqa: PT017 - any other refusal is a fault
            assert rig.energised == 0
            refused += 1
            device.unlock(1 + token % 8, token)
        device.lock(0)
        rig.run(20)
        list(device.new_events())
    assert refused > 0


def is_used(device: Device, token: int) -> bool:
    """Ask for an unlock; lock again if it came."""
    try:
        device.unlock(1, token)
    except Refused as error:
        if error.refusal != Refusal.USED_TOKEN:
            raise
        return True
    device.lock(0)
    return False


@pytest.mark.parametrize("token", [0, 7, 0xFFFF_FF07])
def test_tokens_that_the_board_files_together_are_told_apart(token: int) -> None:
    """It looks for a token only among those with the same remainder by the log's size."""
    rig = Rig()
    device = rig.device()
    alike = [(token + n * ENTRIES) % 2**32 for n in range(4)]
    assert [is_used(device, one) for one in alike] == [False] * 4
    assert [is_used(device, one) for one in alike] == [True] * 4
    rig.restart()
    assert [is_used(rig.device(), one) for one in (alike[2], alike[0], token + 1)] == [True, True, False]


def test_a_token_is_known_as_long_as_its_entry_and_no_token_beside_it_is_lost() -> None:
    rig = Rig()
    device = rig.device()
    first, second, third = 7, 7 + ENTRIES, 7 + 2 * ENTRIES
    assert [is_used(device, token) for token in (first, second, third)] == [False] * 3
    force(rig, (ENTRIES - 6) // 2)
    assert [is_used(device, token) for token in (third, second, first)] == [True] * 3
    rig.force(1)  # one entry more, over that of the first unlock
    rig.run(3)
    rig.push(1)
    rig.run(3)
    assert [is_used(device, token) for token in (third, second)] == [True] * 2
    assert not is_used(device, first)
    assert is_used(device, first)


def newest_record(rig: Rig) -> int:
    """Where the last record lies, in a flash whose first sector is not full yet."""
    places = range(SECTOR, 2 * SECTOR, RECORD)
    return max(at for at in places if rig.flash[at : at + RECORD] != b"\xff" * RECORD)
