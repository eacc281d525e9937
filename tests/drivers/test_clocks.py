"""The machine's clock, and the one that a scenario sets."""

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from drivers import clock_simulated, clock_system
from drivers.interfaces import Clock

BASE = datetime(2026, 3, 2, 0, 50, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clock.json"
    clock_simulated.create(path, BASE, boot="boot-1")
    return path


@pytest.fixture
def clock(file: Path) -> Clock:
    return clock_simulated.open(clock_simulated.Settings(file=str(file)))


def test_the_system_clock_agrees_with_the_kernel() -> None:
    clock = clock_system.open(clock_system.Settings())

    before, now, after = time.time(), clock.now(), time.time()
    assert before - 0.001 <= now.timestamp() <= after + 0.001
    assert now.utcoffset() == timedelta(0)
    earlier = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert earlier <= clock.monotonic() <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert clock.boot_id == Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def test_the_system_clock_is_synced_once_the_time_service_says_so(tmp_path: Path) -> None:
    flag = tmp_path / "synchronized"
    clock = clock_system.open(clock_system.Settings(synced_file=str(flag)))

    assert not clock.synced
    flag.touch()
    assert clock.synced


def test_simulated_time_starts_at_its_base_and_runs(clock: Clock) -> None:
    first, second = clock.now(), clock.now()

    assert BASE <= first <= second < BASE + timedelta(minutes=5)
    assert first.utcoffset() == timedelta(0)
    assert clock.boot_id == "boot-1"
    assert clock.synced


def test_an_advance_moves_wall_and_monotonic_time_alike(file: Path, clock: Clock) -> None:
    wall, steady = clock.now(), clock.monotonic()

    clock_simulated.advance(file, 3600)
    clock_simulated.advance(file, 0.5)

    assert timedelta(seconds=3600.5) <= clock.now() - wall < timedelta(seconds=3700)
    assert 3600.5 <= clock.monotonic() - steady < 3700


def test_time_does_not_go_back(file: Path) -> None:
    with pytest.raises(ValueError, match="go back"):
        clock_simulated.advance(file, -1)


def test_the_file_says_whether_the_clock_is_synced(file: Path, clock: Clock) -> None:
    clock_simulated.set_synced(file, False)
    assert not clock.synced
    clock_simulated.set_synced(file, True)
    assert clock.synced


def _advance_often(path: Path) -> None:
    for _ in range(50):
        clock_simulated.advance(path, 10)


def test_advances_from_several_processes_all_count(file: Path, clock: Clock) -> None:
    before = clock.monotonic()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_advance_often, [file, file]))

    assert 1000 <= clock.monotonic() - before < 1100


def test_a_broken_or_missing_file_leaves_time_running_but_not_trusted(file: Path, clock: Clock) -> None:
    clock_simulated.advance(file, 60)
    before = clock.now()

    file.write_text("{")
    assert not clock.synced
    file.unlink()
    assert not clock.synced
    assert clock.now() >= before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"base": "2026-03-02T00:50:00", "started": 0, "boot": "x"}',
        '{"started": 0}',
        '{"base": "2026-03-02T00:50:00Z", "started": 0, "offset": -1, "boot": "x"}',
    ],
)
def test_a_wrong_file_is_refused_when_the_clock_is_opened(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clock.json"
    path.write_text(text)

    with pytest.raises(msgspec.DecodeError):
        clock_simulated.open(clock_simulated.Settings(file=str(path)))
