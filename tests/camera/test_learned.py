"""What blurs a code is learned from the code."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from bench.frames import Kind
from bench.frames.payloads import Pixels, payload
from bench.frames.symbols import modules
from drivers.camera.grid import Known, data_matrix, qr
from drivers.camera.learned import FINE, REACH, cleared, whole


def shaken(dark: Pixels, random: np.random.Generator) -> Pixels:
    """FINE samples on each module, moved by one and a half modules while they were taken, with noise."""
    paper = np.pad(1.0 - dark, REACH, constant_values=1).repeat(FINE, 0).repeat(FINE, 1)
    line = np.eye(3) / 3
    seen = cv2.GaussianBlur(cv2.filter2D(paper, -1, line), (0, 0), 0.8)
    noisy: Pixels = seen + random.normal(0, 0.03, seen.shape)
    return noisy


@pytest.mark.parametrize(("kind", "known"), [("gs1dm", data_matrix), ("cccd", qr), ("bhyt", qr)])
def test_a_shaken_code_is_told_far_better_by_what_it_teaches(
    kind: Kind, known: Callable[[int], Known]
) -> None:
    random = np.random.default_rng(3)
    dark = modules(kind, payload(kind, random))
    code = known(len(dark))
    samples = shaken(dark, random)
    first = whole(samples[REACH * FINE : -REACH * FINE : FINE, REACH * FINE : -REACH * FINE : FINE], code)

    clear = whole(cleared(samples, first, code), code)

    wrong = [float((light == (dark > 0)).mean()) for light in (first, clear)]
    assert wrong[0] > 0.02
    assert wrong[1] < wrong[0] / 4
