"""Reading codes from frames: pyzbar alone, zxing-cpp's defaults, OpenCV and the pipeline, on the same frames.

Code frames: every kind, seen well. Mixed: every difficulty at once. Bursts: five frames of one label in a
hand. A reading that is not exactly what the frame holds is a wrong payload. Nothing was tuned on these seeds.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence

import cv2
import numpy as np
from msgspec import Struct, field
from pyzbar import pyzbar

from bench.figures import Figure, Target
from bench.frames import KINDS, LINEAR, Look, empty_frame, frame, mixed_burst, mixed_look
from bench.frames.payloads import Pixels
from drivers.camera.cells import Mapper
from drivers.camera.pipeline import Pipeline
from drivers.camera.reading import read_default

BURST = 5
_MAPPER = Mapper()
"""A camera keeps its own from its first frame on."""
Read = Callable[[Pixels], list[bytes]]
Labels = Iterable[tuple[list[Pixels], bytes]]
"""Frames of one label, and what it holds."""


class Score(Struct):
    """What one reader did with one set."""

    labels: int = 0
    read: int = 0
    wrong: int = 0
    took: list[float] = field(default_factory=list)

    def percentile(self, part: float) -> float:
        """Processor time of a frame in milliseconds."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * part))]


async def measure(count: int) -> tuple[Figure, ...]:
    """`count` labels of each kind in each set, and as many empty frames as labels in all."""
    figures: list[Figure] = []
    figures += _figures("code frames", await score(_code_frames(count, 1)), None)
    figures += _figures("codes held for 5 frames", await score(_code_frames(count, BURST)), None)
    mixed = Target(limit=50, of="measured", least=True)
    figures += _figures("mixed, one frame", await score(_mixed(count)), mixed)
    burst = Target(limit=80, of="measured", least=True)
    figures += _figures("mixed, burst of 5", await score(_bursts(count)), burst)
    for what, length in (("empty frame, new", 1), ("empty scene for 15 frames", 15)):
        empty = await score(_empty(count, length))
        figures += [_time(what, name, one, 0.5, 3) for name, one in empty.items()]
    return tuple(figures)


async def score(labels: Labels) -> dict[str, Score]:
    """All readers on the same frames, one after the other. Ctrl-C is heard after each label."""
    scores = {name: Score() for name in _readers()}
    for frames, held in labels:
        for name, read in _readers().items():
            _add(scores[name], read, frames, held)
        await asyncio.sleep(0)
    return scores


def _add(score: Score, read: Read, frames: Sequence[Pixels], held: bytes) -> None:
    found: set[bytes] = set()
    for picture in frames:
        began = time.thread_time()
        found.update(read(picture))
        score.took.append((time.thread_time() - began) * 1000)
    score.labels += 1
    score.read += held in found
    score.wrong += len(found - {held})


def _readers() -> dict[str, Read]:
    """Fresh ones: a label is new to each. The pipeline comes first: on a cart nothing else decodes the frame
    before it, which would throw out of the processor's cache what a millisecond's work depends on.
    """
    qr, bars = cv2.QRCodeDetector(), cv2.barcode.BarcodeDetector()
    pipeline = Pipeline(mapper=_MAPPER)
    # DataBar is left out: zbar writes complaints about it to the terminal.
    symbols = [one for one in pyzbar.ZBarSymbol if not one.name.startswith("DATABAR")]

    def opencv(picture: Pixels) -> list[bytes]:
        texts = (*qr.detectAndDecodeMulti(picture)[1], *bars.detectAndDecodeMulti(picture)[1])
        return [text.encode() for text in texts if text]

    return {
        "pipeline": lambda picture: [one.raw for one in pipeline.read(picture)],
        "pyzbar": lambda picture: [one.data for one in pyzbar.decode(picture, symbols=symbols)],
        "zxing-cpp": lambda picture: [one.raw for one in read_default(picture)],
        "OpenCV": opencv,
    }


def _code_frames(count: int, length: int) -> Labels:
    for kind in KINDS:
        for seed in range(3_300_000, 3_300_000 + count):
            picture, held = frame(kind, seed, Look(module=2.5 if kind in LINEAR else 4))
            yield [noisy(picture, number) for number in range(length)], held


def _empty(count: int, length: int) -> Labels:
    for seed in range(count):
        picture = empty_frame(seed)
        yield [noisy(picture, number) for number in range(length)], b""


def noisy(picture: Pixels, seed: int) -> Pixels:
    """The same scene in the next frame."""
    noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
    again: Pixels = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return again


def _mixed(count: int) -> Labels:
    """The prototype's recipe: how a code is seen and what it holds are drawn apart."""
    for place, kind in enumerate(KINDS):
        for seed in range(3_400_000 + 1000 * place, 3_400_000 + 1000 * place + count):
            picture, held = frame(kind, seed + 1_000_000, mixed_look(kind, seed))
            yield [picture], held


def _bursts(count: int) -> Labels:
    for place, kind in enumerate(KINDS):
        for seed in range(3_500_000 + 1000 * place, 3_500_000 + 1000 * place + count):
            frames = list(mixed_burst(kind, seed, BURST))
            yield [picture for picture, _ in frames], frames[0][1]


def _figures(what: str, scores: dict[str, Score], target: Target | None) -> list[Figure]:
    found = []
    for name, one in scores.items():
        ours = name == "pipeline"
        rate = 100 * one.read / one.labels
        wanted = target if ours else None
        found.append(Figure(what=f"camera, {what}: {name} reads", measured=rate, unit="%", target=wanted))
        wrong = Target(limit=0, of="measured") if ours else None
        said = f"camera, {what}: {name}, wrong payloads of {one.labels}"
        found.append(Figure(what=said, measured=one.wrong, unit="codes", target=wrong))
    if target is None:
        for part, limit in ((0.5, 1.5), (0.95, 5.0)):
            found += [_time(what, name, one, part, limit) for name, one in scores.items()]
    return found


def _time(what: str, name: str, one: Score, part: float, limit: float) -> Figure:
    target = Target(limit=limit, of="measured") if name == "pipeline" else None
    said = f"camera, {what}: {name}, processor time p{round(part * 100)}"
    return Figure(what=said, measured=one.percentile(part), unit="ms", target=target)
