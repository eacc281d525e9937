"""Frames from a V4L2 camera (USB), through OpenCV."""

from collections.abc import Iterator

import cv2

from drivers.camera.view import Pixels


def frames(device: str, width: int, height: int, fps: float) -> Iterator[Pixels]:
    """Grey frames as they come. Raises OSError when the camera is not there or goes away."""
    capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
    try:
        if not capture.isOpened():
            raise OSError(f"{device} is no camera that can be opened")
        for key, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, width),
            (cv2.CAP_PROP_FRAME_HEIGHT, height),
            (cv2.CAP_PROP_FPS, fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        ):
            capture.set(key, value)
        while True:
            good, picture = capture.read()
            if not good:
                raise OSError(f"{device} gives no frames any more")
            yield picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    finally:
        capture.release()
