"""What is read is what is there, however bad the picture: a wrong code is worse than none."""

import pytest

from bench.frames import KINDS, empty_frame, frame, mixed_look
from drivers.camera.pipeline import Pipeline
from drivers.camera.still import read_still


def wrong(first: int, count: int) -> list[tuple[str, int, bytes]]:
    """Everything that was read and is not there: kind, seed, bytes."""
    found: list[tuple[str, int, bytes]] = []
    for seed in range(first, first + count):
        kind = KINDS[seed % len(KINDS)]
        picture, held = frame(kind, seed, mixed_look(kind, seed))
        readings = (*Pipeline(zbar_every=1).read(picture), *read_still(picture))
        found += [(kind, seed, one.raw) for one in readings if one.raw != held]
    return found


def test_hard_frames_give_the_right_code_or_none() -> None:
    assert wrong(700_000, 7) == []


def test_a_table_without_a_code_gives_none_however_long_one_looks() -> None:
    assert [read_still(empty_frame(seed)) for seed in range(4)] == [[]] * 4


@pytest.mark.soak
def test_thousands_of_hard_frames_give_the_right_code_or_none() -> None:
    assert wrong(800_000, 2000) == []


@pytest.mark.soak
def test_hundreds_of_tables_without_a_code_give_none() -> None:
    assert [seed for seed in range(100, 400) if read_still(empty_frame(seed))] == []
