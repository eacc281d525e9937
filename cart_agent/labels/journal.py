"""The record of what was printed without a cart: one JSON line before and one after each label.

A line is on the disk before the printer gets anything, so a label without a record can not exist. The code's
data stand in it, and on a wristband those name a patient: only its owner may read the file.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True):
    """`printed` of a queue means that the queue took it."""

    at: datetime
    state: Literal["sending", "printed", "failed"]
    kind: str
    code: str
    """The code's data for people, such as `(01)08935001800019 (17)271231 (10)B2104 (21)SN0001`."""
    printer: str
    problem: str = ""


def write(path: Path, entry: Entry) -> None:
    """Add one line, on the disk when this returns. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, msgspec.json.encode(entry) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
