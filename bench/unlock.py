"""From the byte that ends a wristband scan to the first byte of the UNLOCK command on the drawers' cable.

In between lie the scanner's thread, the release gate on a real chart, a commit that survives a power cut, and
the board's answer about its state. The reference is the least that any commit costs: one `fdatasync`.
"""

import asyncio
import os
import time
from statistics import median, quantiles

from bench.figures import Figure, Target
from bench.stage import Stage
from cart_agent.demo.items import ward_items
from cart_agent.demo.nurse import Nurse
from cart_agent.demo.place import demo_ward
from cart_agent.demo.scanner import TERMINATOR

BADGE, BAND = "badge:lan", "band:p1"
RESOLVED = "opened-by-mistake"
PATIENCE = 30.0
LONGEST = 75.0
"""Seconds; a busy machine makes fewer trials than asked for, and the table says how many."""
LEAST = 2
"""Trials: percentiles need two."""
SYNC = "fdatasync of 4 KiB, median"
BLOCK = bytes(4096)


async def measure(stage: Stage, trials: int) -> tuple[Figure, ...]:
    """Each trial: scan the wristband, see the drawer unlock, put the dose down again; then one fdatasync."""
    nurse = Nurse(stage.files.agent_socket)
    disk = os.open(stage.files.directory / "sync", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    delays: list[float] = []
    syncs: list[float] = []
    try:
        await _log_in(stage, nurse)
        end = time.monotonic() + LONGEST
        while len(delays) < LEAST or (len(delays) < trials and time.monotonic() < end):
            delays.append(await _trial(stage, nurse))
            syncs.append(_sync(disk))
        await nurse.tap("logout", {}, PATIENCE)
    finally:
        os.close(disk)
        await nurse.close()
    return _figures(delays, syncs)


async def _log_in(stage: Stage, nurse: Nurse) -> None:
    stage.scanner.send_bytes(_scanned(BADGE) + TERMINATOR)
    await nurse.tap("pin", {"pin": demo_ward().pins()[BADGE]}, PATIENCE)
    await _reach(nurse, "round")


async def _trial(stage: Stage, nurse: Nurse) -> float:
    """Seconds from the terminator to the UNLOCK."""
    stage.tap.unlocked.clear()
    stage.scanner.send_bytes(_scanned(BAND))
    await asyncio.sleep(0.02)  # a code takes its time on the wire; only its end is measured
    began = time.perf_counter()
    stage.scanner.send_bytes(TERMINATOR)
    unlocked = await asyncio.to_thread(stage.tap.unlocked.wait, PATIENCE)
    assert unlocked
    delay = stage.tap.unlocked_at - began
    await _reach(nurse, "fetch")
    await nurse.tap("cancel", {}, PATIENCE)
    await nurse.tap("resolve", {"item": "first", "reason": RESOLVED}, PATIENCE)
    await nurse.until(_settled, PATIENCE)  # a nurse does not scan again within milliseconds
    return delay


def _settled(nurse: Nurse) -> bool:
    status = nurse.screen.status if nurse.screen else None
    return status is not None and not status.unsettled and not status.open_items


async def _reach(nurse: Nurse, state: str) -> None:
    def there(looking: Nurse) -> bool:
        return looking.screen is not None and looking.screen.session.state == state

    await nurse.until(there, PATIENCE)


def _scanned(name: str) -> bytes:
    return next(item.sent for item in ward_items() if item.id == name)


def _sync(disk: int) -> float:
    began = time.perf_counter()
    os.write(disk, BLOCK)
    os.fdatasync(disk)
    return time.perf_counter() - began


def _figures(delays: list[float], syncs: list[float]) -> tuple[Figure, ...]:
    marks = quantiles(delays, n=100, method="inclusive")
    slowest = quantiles(syncs, n=100, method="inclusive")[98]
    disk = Figure(
        what="the same disk: fdatasync of 4 KiB, p99",
        measured=1000 * slowest,
        unit="ms",
        reference=1000 * median(syncs),
        against=SYNC,
    )
    unlocks = (
        Figure(
            what=f"end of scan to UNLOCK on the wire, p{percent} of {len(delays)}",
            measured=1000 * marks[percent - 1],
            unit="ms",
            reference=1000 * median(syncs),
            against=SYNC,
            target=Target(limit=2.5, of="ratio") if percent == 99 else None,
        )
        for percent in (50, 95, 99)
    )
    return (*unlocks, disk)
