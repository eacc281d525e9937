"""Collects what a driver delivers from its thread, and waits for it with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")

DEADLINE_S = 30.0
"""Generous: it only ends a test that fails."""
LOOK_S = 0.1
"""What is asked for may come to be a moment behind the last report."""


class Reports(Generic[T]):
    """The `deliver` of one driver."""

    def __init__(self) -> None:
        self.all: list[T] = []
        self._came = threading.Condition()

    def __call__(self, report: T) -> None:
        with self._came:
            self.all.append(report)
            self._came.notify_all()

    def of(self, kind: type[S]) -> list[S]:
        """Those of one kind so far."""
        return [report for report in list(self.all) if isinstance(report, kind)]

    def wait(self, wanted: Callable[[], bool]) -> None:
        """Return once `wanted` holds; asked after every report, and every `LOOK_S`."""
        end = time.monotonic() + DEADLINE_S
        with self._came:
            while not wanted():
                left = end - time.monotonic()
                assert left > 0, f"never came; reports: {self.all}"
                self._came.wait(min(left, LOOK_S))
