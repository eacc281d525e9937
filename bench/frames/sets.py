"""The mixed set: every difficulty at once, as an ordinary hurried ward has them."""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from bench.frames.payloads import LINEAR, Kind, Pixels, payload
from bench.frames.scene import Look, frame


def mixed_look(kind: Kind, seed: int) -> Look:
    """How one code of the mixed set is seen."""
    random = np.random.default_rng(seed)
    linear = kind in LINEAR
    return Look(
        module=float(random.uniform(1.6, 2.8) if linear else random.uniform(2.0, 5.0)),
        blur=float(random.uniform(0.1, 0.6)),
        motion=float(random.choice([0, 0, 0.5, 1.0])),
        tilt=float(random.uniform(0, 45)),
        photons=float(10 ** random.uniform(2.2, 3.9)),
        curve=float(random.choice([0, 0, 15, 30, 45])),
        ink=float(random.uniform(0.05, 0.45)),
        glare=float(random.choice([0, 0, 0, 0.08])),
        damage=float(random.choice([0, 0, 0.01, 0.02])),
        turn=float(random.uniform(-45, 45)) if linear else None,
    )


def mixed_burst(kind: Kind, seed: int, count: int) -> Iterator[tuple[Pixels, bytes]]:
    """`count` frames of one label in a hand: what it holds and how it is printed and lit stay; pose, distance
    to focus, motion and the place in the frame are drawn anew for each."""
    label = mixed_look(kind, seed)
    text = payload(kind, np.random.default_rng(seed))
    for number in range(count):
        other = mixed_look(kind, 1_000_003 * (number + 1) + seed)
        look = replace(label, blur=other.blur, motion=other.motion, tilt=other.tilt, turn=other.turn)
        yield frame(kind, 1_000_003 * (number + 1) + seed, look, text)
