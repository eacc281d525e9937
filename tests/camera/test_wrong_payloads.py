"""What is read is what is there, however bad the picture: a wrong code is worse than none."""

import pytest

from bench.frames import KINDS, empty_frame, frame, mixed_look
from bench.frames.variants import variants
from drivers.camera.once import Once
from drivers.camera.pipeline import Pipeline
from drivers.camera.still import read_still

PARTS, LABELS, FRAMES = 10, 100, 100
"""Of the long count: 100 000 frames. A part alone: `pytest -m soak -k "part3" tests/camera`."""


def accepted(seed: int, count: int) -> set[bytes]:
    """What a cart would be told while it sees `count` frames of one label, and is not there."""
    kind = KINDS[seed % len(KINDS)]
    pipeline, once = Pipeline(zbar_every=2), Once(gone_s=1.5)
    told: set[bytes] = set()
    for number, (picture, held) in enumerate(variants(kind, seed, count)):
        told |= {one.raw for one in once.new(pipeline.read(picture), number / 15) if one.raw != held}
    return told


def wrong(first: int, count: int, frames: int) -> dict[int, set[bytes]]:
    """By seed."""
    found = {seed: accepted(seed, frames) for seed in range(first, first + count)}
    return {seed: told for seed, told in found.items() if told}


def test_hard_frames_give_the_right_code_or_none() -> None:
    assert wrong(700_000, 7, 15) == {}


def test_two_frames_of_an_ean_code_that_err_alike_a_second_apart_tell_nothing() -> None:
    """Found by the long count: frames 19 and 37 hold the same wrong number."""
    assert wrong(2_000_823, 1, 40) == {}


@pytest.mark.parametrize("seed", range(700_000, 700_007))
def test_a_hard_picture_alone_gives_the_right_code_or_none(seed: int) -> None:
    kind = KINDS[seed % len(KINDS)]
    picture, held = frame(kind, seed, mixed_look(kind, seed))

    assert [one.raw for one in read_still(picture) if one.raw != held] == []


def test_a_table_without_a_code_gives_none_however_long_one_looks() -> None:
    assert [read_still(empty_frame(seed)) for seed in range(2)] == [[]] * 2


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS), ids=lambda part: f"part{part}")
def test_a_hundred_thousand_hard_frames_give_the_right_code_or_none(part: int) -> None:
    assert wrong(2_000_000 + part * LABELS, LABELS, FRAMES) == {}


@pytest.mark.soak
def test_hundreds_of_tables_without_a_code_give_none() -> None:
    assert [seed for seed in range(100, 400) if read_still(empty_frame(seed))] == []
