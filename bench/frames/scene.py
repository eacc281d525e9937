"""The label in front of the camera: a pinhole camera looks at a flat or curved label on a cluttered table."""

import math
from functools import lru_cache

import cv2
import numpy as np
from msgspec import Struct

from bench.frames.payloads import LINEAR, Kind, Pixels, payload
from bench.frames.symbols import QUIET, modules

WIDTH, HEIGHT = 1280, 720
FOCAL = 1100.0
"""Focal length in pixels: a field of view of 60 degrees."""
TABLES = 24


class Look(Struct, frozen=True, kw_only=True):
    """How a code is seen. Lengths are in modules, angles in degrees, brightness from 0 to 1."""

    module: float = 4.0
    """Pixels a module."""
    blur: float = 0.0
    """Sigma of the defocus."""
    motion: float = 0.0
    tilt: float = 0.0
    photons: float = 8000.0
    """Of a white pixel; noise is its square root and 3 of read-out."""
    curve: float = 0.0
    """Half the angle that the label takes around a vial; 0 is flat."""
    ink: float = 0.08
    """Brightness of dark modules; light ones have 0.85."""
    glare: float = 0.0
    damage: float = 0.0
    """Part of the code under scratches and spots."""
    turn: float | None = None
    """Of linear codes, beside a multiple of 90; None: up to 12 either way."""


WHITE = 0.85


@lru_cache(maxsize=TABLES)
def table(number: int) -> Pixels:
    """A cluttered table, float32 from 0 to 1: boxes, cartons with text, uneven light."""
    random = np.random.default_rng(9000 + number)
    across, down = np.meshgrid(np.linspace(-1, 1, WIDTH), np.linspace(-1, 1, HEIGHT))
    light = 0.45 + 0.15 * (random.uniform(-1, 1) * across + random.uniform(-1, 1) * down)
    image = np.clip(light * 255, 0, 255).astype(np.uint8)
    for _ in range(12):
        x, y = int(random.integers(WIDTH)), int(random.integers(HEIGHT))
        size = int(random.integers(30, 400)), int(random.integers(20, 250))
        cv2.rectangle(image, (x, y), (x + size[0], y + size[1]), 255 * random.uniform(0.15, 0.9), -1)
    for _ in range(25):
        words = "".join(map(chr, random.integers(48, 123, int(random.integers(6, 30)))))
        place = int(random.integers(-50, WIDTH - 100)), int(random.integers(HEIGHT))
        scale, ink, thick = random.uniform(0.4, 1.4), int(255 * random.random()), int(random.integers(1, 3))
        cv2.putText(image, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, ink, thick, cv2.LINE_AA)
    return image.astype(np.float32) / 255


def frame(kind: Kind, seed: int, look: Look, text: str = "") -> tuple[Pixels, bytes]:
    """A frame (uint8, 720x1280) with one code of `kind`, and what the code holds: `text`, or made up."""
    random = np.random.default_rng(seed)
    text = text or payload(kind, random)
    scene = table(int(random.integers(TABLES))).copy()
    dark = modules(kind, text)
    paint = _label(dark, kind, look, random)
    x, y = _place(scene, paint, dark.shape, kind, look, random)
    scene = _optics(scene, look, (x, y), dark.shape, random)
    return _sensor(scene, look.photons, random), text.encode()


def empty_frame(seed: int) -> Pixels:
    """A frame (uint8, 720x1280) of a cluttered table without any code."""
    random = np.random.default_rng(seed)
    scene = table(seed % TABLES)
    scene = cv2.flip(scene, 1) if seed // TABLES % 2 else scene
    return _sensor(cv2.GaussianBlur(scene, (0, 0), 0.45), 8000.0, random)


def _label(dark: Pixels, kind: Kind, look: Look, random: np.random.Generator) -> Pixels:
    """The printed label, float32, `cells(look)` pixels a module, spots and scratches on it."""
    cell, quiet = _cells(look), QUIET[kind]
    paint = (
        np.where(np.pad(dark, quiet) > 0, np.float32(look.ink), np.float32(WHITE))
        .repeat(cell, 0)
        .repeat(cell, 1)
    )
    paint = np.ascontiguousarray(paint)
    height, width = paint.shape
    left = look.damage * dark.size * cell * cell
    while left > 0:
        x, y = (int(random.uniform(quiet * cell, side - quiet * cell)) for side in (width, height))
        ink = WHITE if random.random() < 0.5 else look.ink
        if random.random() < 0.5:
            radius = max(1, int(random.uniform(0.4, 1.6) * cell))
            cv2.circle(paint, (x, y), radius, ink, -1)
            left -= math.pi * radius * radius
        else:
            angle, length = random.uniform(0, math.pi), random.uniform(3, 12) * cell
            thick = max(1, int(random.uniform(0.3, 0.8) * cell))
            end = int(x + length * math.cos(angle)), int(y + length * math.sin(angle))
            cv2.line(paint, (x, y), end, ink, thick)
            left -= length * thick
    return paint


def _cells(look: Look) -> int:
    return max(2, round(2 * look.module))


def _place(
    scene: Pixels, paint: Pixels, size: tuple[int, ...], kind: Kind, look: Look, random: np.random.Generator
) -> tuple[float, float]:
    """Paint the label into `scene`, near its middle; gives its centre in pixels. Twice oversampled."""
    turned = _turned(kind, look, random)
    axis, tilt = random.uniform(0, 2 * math.pi), math.radians(look.tilt)
    rotation = cv2.Rodrigues(np.array([math.cos(axis), math.sin(axis), 0]) * tilt)[0] @ _about_view(turned)
    shift_x, shift_y = random.uniform(-60, 60), random.uniform(-20, 20)
    module, cell, quiet = look.module, _cells(look), QUIET[kind]
    reach = 0.5 * math.hypot(size[0] + 2 * quiet, size[1] + 2 * quiet) * module * 1.35 + 4
    left, right = (int(np.clip(WIDTH / 2 + shift_x + side, 0, WIDTH)) for side in (-reach, reach))
    top, bottom = (int(np.clip(HEIGHT / 2 + shift_y + side, 0, HEIGHT)) for side in (-reach, reach))
    across, down = np.meshgrid(
        (left + (np.arange((right - left) * 2) + 0.5) / 2 - WIDTH / 2) / FOCAL,
        (top + (np.arange((bottom - top) * 2) + 0.5) / 2 - HEIGHT / 2) / FOCAL,
    )
    rays = np.stack([across, down, np.ones_like(across)], -1) @ rotation
    eye = -(rotation.T @ np.array([shift_x / module, shift_y / module, FOCAL / module]))
    u, v, seen, shade = _meet(rays, eye, size[1], look.curve)
    height, width = paint.shape
    map_x = ((u + width / cell / 2) * cell - 0.5).astype(np.float32)
    map_y = ((v + height / cell / 2) * cell - 0.5).astype(np.float32)
    on_label = seen & (map_x > -0.5) & (map_x < width - 0.5) & (map_y > -0.5) & (map_y < height - 0.5)
    patch = cv2.remap(paint, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * shade
    behind = cv2.resize(scene[top:bottom, left:right], patch.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if look.curve:
        behind = np.where(seen, np.float32(WHITE) * shade, behind)
    seen_here = np.where(on_label, patch, behind).astype(np.float32)
    scene[top:bottom, left:right] = cv2.resize(
        seen_here, (right - left, bottom - top), interpolation=cv2.INTER_AREA
    )
    return WIDTH / 2 + shift_x, HEIGHT / 2 + shift_y


def _turned(kind: Kind, look: Look, random: np.random.Generator) -> float:
    if kind not in LINEAR:
        return float(random.uniform(0, 2 * math.pi))
    beside = look.turn if look.turn is not None else random.uniform(-12, 12)
    return math.radians(90 * int(random.integers(4)) + beside)


def _about_view(angle: float) -> Pixels:
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _meet(rays: Pixels, eye: Pixels, width: int, curve: float) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Where each ray meets the label (modules from its middle), whether it does, and the light there."""
    if not curve:
        far = -eye[2] / rays[..., 2]
        u, v = eye[0] + far * rays[..., 0], eye[1] + far * rays[..., 1]
        return u, v, far > 0, np.ones_like(u, dtype=np.float32)
    radius = (width / 2) / math.radians(curve)
    a = rays[..., 0] ** 2 + rays[..., 2] ** 2
    b = eye[0] * rays[..., 0] + (eye[2] - radius) * rays[..., 2]
    c = eye[0] ** 2 + (eye[2] - radius) ** 2 - radius**2
    inside = b * b - a * c
    far = (-b - np.sqrt(np.maximum(inside, 0))) / a
    x, z = eye[0] + far * rays[..., 0], eye[2] + far * rays[..., 2]
    u, v = radius * np.arctan2(x, radius - z), eye[1] + far * rays[..., 1]
    shade = 0.35 + 0.65 * np.clip((radius - z) / radius, 0.05, 1)
    return u, v, inside > 0, shade.astype(np.float32)


def _optics(
    scene: Pixels, look: Look, centre: tuple[float, float], size: tuple[int, ...], random: np.random.Generator
) -> Pixels:
    if look.glare:
        height, width = size[0] * look.module, size[1] * look.module
        x = centre[0] + random.uniform(-0.4, 0.4) * width
        y = centre[1] + random.uniform(-0.4, 0.4) * height
        spread = look.glare * max(height, min(width, 3 * height))
        down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        scene = scene + 1.5 * np.exp(-(((across - x) / spread) ** 2 + ((down - y) / (spread * 0.6)) ** 2) / 2)
    scene = cv2.GaussianBlur(scene, (0, 0), math.hypot(0.45, look.blur * look.module))
    return _shaken(scene, look.motion * look.module, random.uniform(0, math.pi)) if look.motion else scene


def _shaken(scene: Pixels, length: float, angle: float) -> Pixels:
    side = max(math.ceil(length) | 1, 3)
    kernel: Pixels = np.zeros((side * 4, side * 4), np.float32)
    dx, dy, middle = 2 * length * math.cos(angle), 2 * length * math.sin(angle), side * 2
    cv2.line(kernel, (int(middle - dx), int(middle - dy)), (int(middle + dx), int(middle + dy)), 1, 4)
    kernel = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.filter2D(scene, -1, kernel / kernel.sum())


def _sensor(scene: Pixels, photons: float, random: np.random.Generator) -> Pixels:
    electrons = random.poisson(np.clip(scene, 0, 1) * photons) + random.normal(0, 3, scene.shape)
    seen: Pixels = np.clip(electrons / photons * 230 + 8, 0, 255).astype(np.uint8)
    return seen
