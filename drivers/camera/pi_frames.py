"""The Pi camera's frames on standard output: `python3 -P pi_frames.py NUMBER WIDTH HEIGHT FPS`.

The system's own Python runs this (`source_pi` says why), so nothing of the cart may be imported here. A frame
is its brightness plane, HEIGHT rows of WIDTH bytes; nothing stands between two frames. When there is no
camera, or none any more, the reason follows the last frame, and the exit status is 69 (EX_UNAVAILABLE).
"""

import sys
from importlib import import_module
from typing import Any

UNAVAILABLE = 69


def write_frames(number: int, width: int, height: int, fps: float) -> None:
    """Until the reader goes away. Raises what picamera2 raises."""
    camera: Any = import_module("picamera2").Picamera2(number)
    # YUV420 keeps brightness in a plane of its own: no colour has to be turned into grey.
    main = {"size": (width, height), "format": "YUV420"}
    camera.configure(camera.create_video_configuration(main=main, controls={"FrameRate": fps}))
    camera.start()
    while True:
        planes = camera.capture_array("main")  # rows may be longer than the picture is wide
        sys.stdout.buffer.write(planes[:height, :width].tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        write_frames(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    except BrokenPipeError:
        sys.exit(0)
    except ModuleNotFoundError as error:
        sys.stdout.write(f"{error}; install it: sudo apt-get install python3-picamera2")
        sys.exit(UNAVAILABLE)
    except (ImportError, IndexError, OSError, RuntimeError, ValueError) as error:
        sys.stdout.write(f"{type(error).__name__}: {error}")
        sys.exit(UNAVAILABLE)
