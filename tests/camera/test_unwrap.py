"""Matrix codes on vials and ampoules: laid flat by the modules that every code has."""

import numpy as np
import pytest

from bench.frames import Kind, Look, frame
from bench.frames.payloads import payload
from bench.frames.symbols import modules
from drivers.camera.grid import Known, data_matrix, qr
from drivers.camera.pipeline import Pipeline
from drivers.camera.reading import MATRIX, read_default


@pytest.mark.parametrize(("kind", "seed"), [("bhyt", 900), ("bhyt", 903), ("cccd", 900), ("gs1dm", 904)])
def test_a_code_on_a_vial_is_laid_flat(kind: Kind, seed: int) -> None:
    """zxing-cpp alone reads none of them."""
    module = 4 if kind == "bhyt" else 4.5
    picture, held = frame(kind, seed, Look(module=module, curve=30, tilt=15))
    (found,) = Pipeline(zbar_every=0).read(picture)

    assert read_default(picture) == []
    assert (found.raw, found.stage) == (held, "unwrapped")
    assert np.abs(np.mean(found.corners, 0) - (640, 360)).max() < 100


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
