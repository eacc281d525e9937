"""Which settings name a simulated device. Each is refused without `simulate = true`, before a driver loads.

On a cart there is a second wall: the service cannot reach a pseudo-terminal (InaccessiblePaths in its unit).
"""

import os
import stat
from collections.abc import Callable, Mapping
from typing import Any

PTY_MAJORS = frozenset({2, 3, 5, *range(136, 144)})
"""Device numbers of pseudo-terminals, old and new, and of /dev/tty, /dev/console and /dev/ptmx
(Linux, Documentation/admin-guide/devices.txt)."""

SIMULATED_DRIVERS = frozenset({"clock_simulated"})


def reason(driver: str, settings: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first key that is simulated, and why; None for a real device. `driver` is a key too."""
    if driver in SIMULATED_DRIVERS:
        return "driver", f"{driver} is a simulated device"
    for key, judge in _JUDGES.items():
        if key in settings and (why := judge(settings[key])):
            return key, why
    return None


def port_reason(port: object) -> str:
    """Why a serial port is not real hardware; empty when it is, or when it is not plugged in.

    Only device paths and `hwgrep://` (which finds plugged-in adapters) are real. Symbolic links are followed.
    """
    text = str(port)
    if text.startswith("hwgrep://"):
        return ""
    if "://" in text:
        return f"{text.partition('://')[0]}:// is a simulated port"
    if os.path.realpath(text).startswith("/dev/pts/"):
        return f"{text} is a pseudo-terminal"
    return _file_reason(text)


def _file_reason(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return ""
    if not stat.S_ISCHR(status.st_mode):
        return f"{path} is not a device"
    return f"{path} is a pseudo-terminal" if os.major(status.st_rdev) in PTY_MAJORS else ""


def _factory_reason(name: object) -> str:
    return "mock pins are simulated" if "mock" in str(name).lower() else ""


def _folder_reason(folder: object) -> str:
    return "pictures in a folder stand for a camera" if folder else ""


def _output_reason(output: object) -> str:
    plugin = str(output).partition(":")[0]
    return f"{plugin} stands for a sound card" if plugin in ("null", "file", "tee") else ""


_JUDGES: dict[str, Callable[[object], str]] = {
    "port": port_reason,
    "pin_factory": _factory_reason,
    "folder": _folder_reason,
    "output": _output_reason,
}
