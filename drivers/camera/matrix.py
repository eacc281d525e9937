"""Matrix codes at a place in the frame: cut out, larger, smoother, sharper or with the blur taken back."""

from collections.abc import Callable, Sequence

from drivers.camera.locate import Spot
from drivers.camera.reading import MATRIX, F, Hint, Reading, look, read_one
from drivers.camera.restore import levelled, restored
from drivers.camera.unwrap import read_outlined, read_unwrapped
from drivers.camera.view import Box, Pixels, View, blurred, halved_view, part, resized, sharpened, whole

BORDER = 24
"""Pixels of the frame around the place."""
LARGEST = 420
"""Pixels on a side that are looked at."""
WINDOW = 25
"""Pixels of the frame in which light and dark modules both occur."""
STEPS = 20

Way = Callable[[View], View]


def _without(blur: float) -> Way:
    """The blur, in pixels of the frame, taken back."""

    def way(cut: View) -> View:
        clear = restored(levelled(cut.image, (WINDOW, WINDOW)), (blur, blur), STEPS)
        return View((clear * 255).astype("uint8"), cut.to_frame, f"without blur {blur:g}")

    return way


def _sharp(scale: float, calm: float, sigma: float, amount: float) -> Way:
    """`scale` times as large, smoothed by `calm`, then sharpened by `sigma`: both in pixels of the frame."""

    def way(cut: View) -> View:
        large = resized(cut, scale) if scale != 1 else cut
        return sharpened(blurred(large, calm * scale), sigma * scale, amount)

    return way


WAYS = (
    _sharp(1, 0.7, 1.5, 3),
    _sharp(1, 1.0, 2, 5),
    _sharp(1.5, 0.5, 1.5, 3),
    _sharp(1, 0.7, 2, 9),
    _without(1.2),
    _without(1.6),
    _sharp(2, 0.5, 2, 9),
)
"""By what each reads beyond those before it for its time, as counted on made-up frames."""


_SMALL = (0.5, 2.0, 3.0)
"""Small codes: smoothed by so many pixels, sharpened by so many, so much; then twice as large."""


def box(spot: Spot, border: int = BORDER) -> Box:
    """The upright box of the frame to look at."""
    width, height = (min(int(side) + 2 * border, LARGEST) for side in (spot.width, spot.height))
    return int(spot.x) - width // 2, int(spot.y) - height // 2, width, height


def glance(frame: Pixels, spot: Spot) -> list[Reading]:
    """What can be read at `spot` at half the size: large modules only, but nearly for nothing."""
    return read_one(halved_view(part(whole(frame), box(spot))).named("half"), MATRIX)


def read_matrix(
    frame: Pixels, spot: Spot, ways: Sequence[Way] = WAYS, *, unwrap: bool = True
) -> list[Reading]:
    """What can be read at `spot` as it is or in one of `ways`, at last laid flat."""
    cut = part(whole(frame), box(spot)).named("place")
    hints: list[Hint] = []
    for way in (_as_it_is, *ways):
        found, more = look(way(cut))
        if found:
            return found
        hints = more or hints
    if not unwrap:
        return []
    if hints and (found := read_unwrapped(cut, hints[0])):
        return found
    return read_outlined(part(whole(frame), box(spot, 2 * BORDER)).named("place"))


def read_small(frame: Pixels, spot: Spot, *, sharp: bool) -> list[Reading]:
    """What can be read at `spot`, which is too small for a QR code."""
    cut, (calm, sigma, amount) = part(whole(frame), box(spot, 16)).named("small"), _SMALL
    clear = sharpened(blurred(cut, calm), sigma, amount) if sharp else cut
    return read_one(resized(clear, 2), (F.DataMatrix,))


def _as_it_is(cut: View) -> View:
    return cut
