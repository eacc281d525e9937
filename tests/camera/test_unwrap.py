"""Matrix codes on vials and ampoules: laid flat by the modules that every code has."""

import numpy as np
import pytest

from bench.frames import Kind, Look, empty_frame, frame
from bench.frames.payloads import payload
from bench.frames.symbols import modules
from drivers.camera.grid import Known, data_matrix, qr
from drivers.camera.outline import outlines
from drivers.camera.pipeline import BURST, SELDOM, Pipeline
from drivers.camera.reading import MATRIX, look, read_default
from drivers.camera.unwrap import read_outlined
from drivers.camera.view import whole

HARD = Look(module=3.2, blur=0.3, tilt=20, curve=40)
SEEN: dict[Kind, int] = {"gs1dm": 971, "cccd": 960}


@pytest.mark.parametrize(("kind", "seed"), [("bhyt", 900), ("bhyt", 903), ("cccd", 900), ("gs1dm", 904)])
def test_a_code_on_a_vial_is_laid_flat(kind: Kind, seed: int) -> None:
    """zxing-cpp alone reads none of them."""
    module = 4 if kind == "bhyt" else 4.5
    picture, held = frame(kind, seed, Look(module=module, curve=30, tilt=15))
    (found,) = Pipeline(zbar_every=0).read(picture)

    assert read_default(picture) == []
    assert (found.raw, found.stage) == (held, "unwrapped")
    assert np.abs(np.mean(found.corners, 0) - (640, 360)).max() < 100


def test_a_vial_shown_after_a_long_while_is_laid_flat_within_two_frames() -> None:
    picture, held = frame("cccd", 900, Look(module=4.5, curve=30, tilt=15))
    pipeline = Pipeline(zbar_every=0)
    before = [pipeline.read(empty_frame(seed)) for seed in range(BURST + 1)]

    assert before == [[]] * len(before)
    assert held in {one.raw for _ in range(SELDOM) for one in pipeline.read(picture)}


@pytest.mark.parametrize("kind", ["gs1dm", "dm_small", "cccd", "bhyt"])
def test_the_known_modules_are_those_that_codes_have(kind: Kind) -> None:
    for seed in range(20):
        dark = modules(kind, payload(kind, np.random.default_rng(seed)))
        known: Known = data_matrix(len(dark)) if kind in ("gs1dm", "dm_small") else qr(len(dark))
        sure = ~np.isnan(known.modules)

        assert sure.sum() > len(dark)
        assert (known.modules[sure] == dark[sure]).all()


def test_micro_qr_is_not_looked_for() -> None:
    assert {one.name for one in MATRIX} == {"DataMatrix", "QRCodeModel2"}


@pytest.mark.parametrize(("kind", "seed"), [("gs1dm", 950), ("cccd", 951), ("bhyt", 952)])
def test_the_outline_of_a_code_has_its_four_corners(kind: Kind, seed: int) -> None:
    picture, _ = frame(kind, seed, Look(module=4, tilt=20, blur=0.4))
    (found,) = read_default(frame(kind, seed, Look(module=4, tilt=20))[0])
    truth = np.array(found.corners)
    x, y = truth.mean(0).astype(int)
    reach = int(np.abs(truth - (x, y)).max()) + 48

    corner = np.array([x - reach, y - reach])
    near = [
        min(float(np.abs(np.roll(one, turn, 0) + corner - truth).max()) for turn in range(4))
        for one in outlines(picture[y - reach : y + reach, x - reach : x + reach])
    ]

    assert min(near) < 8  # two modules


@pytest.mark.parametrize("kind", ["gs1dm", "cccd"])
def test_a_code_that_no_decoder_finds_is_read_from_its_outline(kind: Kind) -> None:
    picture, held = frame(kind, SEEN[kind], HARD)
    view = whole(picture[160:560, 440:840])

    assert look(view) == ([], [])
    assert [one.raw for one in read_outlined(view)] == [held]


def test_plain_paper_has_no_outline() -> None:
    assert outlines(np.full((200, 200), 180, np.uint8)) == []
