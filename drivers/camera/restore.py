"""Blur taken back: the picture of black and white only that, blurred again, looks most like what was seen.

The limits of black and white are what makes this better than sharpening: ringing is cut off. Found by
projected gradients with momentum (FISTA, Beck and Teboulle 2009).
"""

import math

import cv2
import numpy as np

from drivers.camera.view import Pixels

CONTRAST = 10.0
"""Grey levels between light and dark below which nothing is made out."""


def levelled(image: Pixels, window: tuple[int, int]) -> Pixels:
    """Float32, about 0 for dark and 1 for light in each neighbourhood: `window` is its width and height."""
    grey = image.astype(np.float32)
    kernel = np.ones((window[1], window[0]), np.uint8)
    calm = cv2.GaussianBlur(grey, (0, 0), 1.0) if window[1] > 1 else grey
    low, high = cv2.blur(cv2.erode(calm, kernel), window), cv2.blur(cv2.dilate(calm, kernel), window)
    levels: Pixels = (grey - low) / np.maximum(high - low, CONTRAST)
    return levels


def restored(levels: Pixels, sigma: tuple[float, float], steps: int) -> Pixels:
    """Take a Gaussian blur of `sigma` pixels (across, down) out of `levels`; float32 from 0 to 1."""

    def blurred(one: Pixels) -> Pixels:
        return cv2.GaussianBlur(one, (0, 0), sigmaX=sigma[0], sigmaY=max(sigma[1], 0.01))

    now = ahead = np.clip(levels, 0, 1)
    speed = 1.0
    for _ in range(steps):
        after = np.clip(ahead - blurred(blurred(ahead) - levels), 0, 1)
        faster = (1 + math.sqrt(1 + 4 * speed * speed)) / 2
        ahead = after + (speed - 1) / faster * (after - now)
        now, speed = after, faster
    return now
