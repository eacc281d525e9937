"""Frames from the Raspberry Pi's camera, through picamera2 (the system's package python3-picamera2)."""

from collections.abc import Iterator
from importlib import import_module

import numpy as np

from drivers.camera.view import Pixels


def frames(number: int, width: int, height: int, fps: float) -> Iterator[Pixels]:
    """The brightness plane of each frame. Raises OSError when library or camera are not there."""
    try:
        library = import_module("picamera2")
        camera = library.Picamera2(number)
    except (ImportError, IndexError, RuntimeError) as error:
        raise OSError(f"no camera of the Pi: {error}") from error
    try:
        # YUV420 keeps brightness in a plane of its own: no colour has to be turned into grey.
        main = {"size": (width, height), "format": "YUV420"}
        camera.configure(camera.create_video_configuration(main=main, controls={"FrameRate": fps}))
        camera.start()
        while True:
            planes: Pixels = camera.capture_array("main")
            yield np.ascontiguousarray(planes[:height, :width])
    except RuntimeError as error:
        raise OSError(f"the Pi's camera failed: {error}") from error
    finally:
        camera.close()
