"""A process that starts the keyboard scanner of the settings given and prints its reports as JSON lines.

Ends when it has printed as many as asked for.
"""

import sys
import threading

import msgspec

from drivers import scanner_evdev
from drivers.interfaces import DeviceChanged, Scan


def main(settings: str, wanted: str) -> None:
    left = threading.Semaphore(0)

    def deliver(report: Scan | DeviceChanged) -> None:
        kind = {"type": type(report).__name__}
        print(msgspec.json.encode(kind | msgspec.to_builtins(report)).decode(), flush=True)
        left.release()

    scanner = scanner_evdev.open(msgspec.json.decode(settings, type=scanner_evdev.Settings))
    scanner.start(deliver)
    for _ in range(int(wanted)):
        if not left.acquire(timeout=60):
            break
    scanner.close()


main(*sys.argv[1:])
