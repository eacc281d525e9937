"""Many cheap frames of one rendered label: to count wrong readings in numbers that rendering would not reach.

Each shows a part of the rendered frame, turned by quarters, smaller, blurred, shaken, fainter, spotted and
noisier, as chance has it.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from msgspec.structs import replace

from bench.frames.payloads import Kind, Pixels
from bench.frames.scene import Look, frame
from bench.frames.sets import mixed_look

SIZE = 640, 400
"""Pixels of the part that is shown."""


def variants(kind: Kind, seed: int, count: int) -> Iterator[tuple[Pixels, bytes]]:
    """`count` frames of one label, and what it holds. The first is the rendered frame itself."""
    rendered, held = frame(kind, seed, _look(kind, seed))
    yield rendered, held
    random = np.random.default_rng(seed)
    noise = random.normal(0, 1, (SIZE[0] * 2, SIZE[0] * 2)).astype(np.float32)
    for _ in range(count - 1):
        yield _harmed(_part(rendered, random), noise, random), held


def _look(kind: Kind, seed: int) -> Look:
    """Every other label is seen better than in the mixed set, so that its frames are just readable."""
    hard = mixed_look(kind, seed)
    return replace(hard, blur=hard.blur / 2, motion=0.0, curve=hard.curve / 2) if seed % 2 else hard


def _part(rendered: Pixels, random: np.random.Generator) -> Pixels:
    """Around the middle, where the label is."""
    left = (rendered.shape[1] - SIZE[0]) // 2 + int(random.integers(-60, 61))
    top = (rendered.shape[0] - SIZE[1]) // 2 + int(random.integers(-40, 41))
    cut = np.rot90(rendered[top : top + SIZE[1], left : left + SIZE[0]], int(random.integers(4)))
    factor = float(random.choice([1.0, 1.0, 1.0, 0.9, 0.75]))
    return cv2.resize(cut, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _harmed(cut: Pixels, noise: Pixels, random: np.random.Generator) -> Pixels:
    seen = cut
    for _ in range(int(random.integers(0, 4))):
        x, y = int(random.integers(seen.shape[1])), int(random.integers(seen.shape[0]))
        radius, grey = int(random.integers(2, 12)), int(random.integers(256))
        seen = cv2.circle(np.ascontiguousarray(seen), (x, y), radius, grey, -1)
    blur = float(random.choice([0, 0, 0, 0.6, 1.0]))
    seen = cv2.GaussianBlur(seen, (0, 0), blur) if blur else seen
    motion = int(random.choice([1, 1, 1, 2, 3]))
    seen = cv2.blur(seen, (motion, 1) if random.random() < 0.5 else (1, motion))
    height, width = seen.shape
    down, across = (int(random.integers(0, side)) for side in (SIZE[0], SIZE[0]))
    grain = noise[down : down + height, across : across + width] * float(random.choice([0, 0, 2, 5, 12]))
    contrast = float(random.uniform(0.5, 1.1))
    dulled: Pixels = np.clip((seen - 128.0) * contrast + 128 + grain, 0, 255).astype(np.uint8)
    return dulled


__all__ = ["variants"]
