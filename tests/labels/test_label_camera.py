"""Every label before the cart's camera: turned, out of focus, in grey light, through its own pipeline."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from cart_agent.core.identify import identify
from cart_agent.labels.layout import lay_out
from cart_agent.labels.stocks import FITS, STOCKS
from cart_agent.sheet.png import picture
from drivers.camera.pipeline import Pipeline
from tests.labels.label_help import LABELS, RULES, TODAY

FRAME = (1280, 720)
ONE_EACH = [(what, FITS[one.kind][0]) for what, one in LABELS.items()]
FRAMES = 5
"""A label is held still for this many frames at the least."""


def held(image: Image.Image, degrees: float) -> np.ndarray:
    """What the camera sees of a label in a hand. A wristband shows its codes, not its whole length."""
    shown = image.convert("L").crop((0, 0, min(image.width, 1000), image.height))
    turned = shown.rotate(degrees, expand=True, fillcolor=170, resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", FRAME, 170)
    frame.paste(turned, ((FRAME[0] - turned.width) // 2, (FRAME[1] - turned.height) // 2))
    return np.array(frame.filter(ImageFilter.GaussianBlur(0.8)).point(lambda level: 30 + level * 4 // 5))


@pytest.mark.parametrize("degrees", [-12, 0, 25])
@pytest.mark.parametrize(("what", "stock"), ONE_EACH)
def test_the_cart_sees_in_its_camera_what_the_label_means(what: str, stock: str, degrees: float) -> None:
    label = LABELS[what]
    frame = held(picture(lay_out(label, STOCKS[stock], 203)), degrees)
    pipeline = Pipeline()
    seen = [one for _ in range(FRAMES) for one in pipeline.read(frame)]

    assert seen
    assert all(identify(one.raw, one.symbology, RULES, TODAY) == label.means for one in seen)
