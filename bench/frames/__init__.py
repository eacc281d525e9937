"""Made-up camera frames, 1280x720 grey, with one code each or none: what is drawn is known, so that a
reading can be judged.

A frame is a cluttered table, a flat or curved label seen by a pinhole camera, blur, motion, glare, damage and
sensor noise. Everything follows from a seed: the same seed gives the same frame.
"""

from bench.frames.payloads import KINDS, LINEAR, Kind
from bench.frames.scene import Look, empty_frame, frame
from bench.frames.sets import mixed_burst, mixed_look

__all__ = ["KINDS", "LINEAR", "Kind", "Look", "empty_frame", "frame", "mixed_burst", "mixed_look"]
