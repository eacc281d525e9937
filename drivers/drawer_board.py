"""What all bought lock boards have in common. A driver adds the frames of its dialect.

Reduced guarantees, against the cart's own controller: the boards have no session, no one-shot tokens and no
log.

- What happens while the agent or the line is down is not recorded. A drawer that is open afterwards is an
  alarm; one that was opened and shut again leaves no trace.
- A pulse cannot be withdrawn; the board ends it. Until then the drawer is not called locked.
- Their checksums miss swapped bytes, so a change counts when two readings agree.
- An unlock is sent once. Unless all drawers can be read back after it, it counts as failed.
"""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Annotated, Literal, Protocol, TypeVar

import serial
from msgspec import Meta, Struct

from drivers.drawer_rules import Limits
from drivers.drawer_runner import RuledDrawers

TRIES = 3
"""Of a question that moves nothing."""
READINGS = 5
"""Until two in a row agree; else the line is not to be believed."""
LONGEST_NOISE = 512
"""Bytes without an answer in them that are kept."""

T = TypeVar("T")


class CommunicationFault(OSError):
    """The board did not answer, or not as documented: nothing is known of its drawers."""


class BoardLock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one drawer's lock is wired to."""

    number: Annotated[int, Meta(ge=1, le=99)]
    """As on the drawer's label."""
    board: Annotated[int, Meta(ge=0, le=247)] = 0
    """Address of the board, set on it by switches."""
    lock: Annotated[int, Meta(ge=0, le=255)]
    """The lock's number on that board, counted as the maker's document does."""


class BoardSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys that every lock board has."""

    name: str
    """The device's name in reports."""
    port: str
    """A pyserial URL: `/dev/serial/by-id/...`, a pty, `socket://host:port`."""
    drawers: Annotated[tuple[BoardLock, ...], Meta(min_length=1)]
    """How each drawer is wired."""
    open_bit: Literal[0, 1]
    """What the board reports for an open drawer; boards differ, and `cart drawers calibrate` finds out."""
    baudrate: Annotated[int, Meta(ge=1200, le=115200)] = 19200
    """Speed of the line."""
    pulse_ms: Annotated[int, Meta(ge=10, le=2550)] = 550
    """How long the board is set to energise a lock; a drawer is called locked again after that. The driver
    does not set it: no lock may stay energised because of a command that went wrong."""
    never_opened_s: Annotated[float, Meta(gt=2.55, le=120)] = 20.0
    """An unlocked drawer that stays shut for so long is an alarm."""
    open_too_long_s: Annotated[float, Meta(gt=0)] = 60.0
    """A drawer that stays open for so long is reported."""
    poll_ms: Annotated[int, Meta(ge=5, le=2000)] = 100
    """Pause between two readings of all drawers."""
    answer_ms: Annotated[int, Meta(ge=10, le=10000)] = 200
    """How long the board may take to answer."""

    def __post_init__(self) -> None:
        for what, values in (
            ("drawer number", [drawer.number for drawer in self.drawers]),
            ("lock", [(drawer.board, drawer.lock) for drawer in self.drawers]),
        ):
            if len(set(values)) < len(values):
                raise ValueError(f"a {what} is used twice: {values}")


class Dialect(Protocol):
    """One session's conversation with the boards. Each raises OSError when the board answers wrongly or
    not."""

    def bits(self) -> Mapping[int, int]:
        """Drawer number -> the bit that its lock reports, 0 or 1; every drawer of the settings."""

    def unlock(self, drawer: BoardLock) -> None:
        """Ask for one pulse, once."""

    def end(self, drawer: BoardLock) -> None:
        """The pulse must be over: prove it where the board can tell."""


class Wire:
    """Question and answer over one serial line."""

    def __init__(self, port: serial.Serial, answer_s: float) -> None:
        self.port = port
        self._answer_s = answer_s

    def send(self, question: bytes) -> None:
        """What came before is no answer to this question."""
        self.port.reset_input_buffer()
        self.port.write(question)

    def ask(self, question: bytes, find: Callable[[bytes], T | None], tries: int = TRIES) -> T:
        """What `find` makes of the bytes received so far. Raises CommunicationFault."""
        for _ in range(tries):
            self.send(question)
            if (answer := self._wait(find)) is not None:
                return answer
        raise CommunicationFault(f"no answer to {question.hex(' ')}")

    def _wait(self, find: Callable[[bytes], T | None]) -> T | None:
        received = b""
        until = monotonic() + self._answer_s
        while (left := until - monotonic()) > 0:
            self.port.timeout = left
            received = (received + self.port.read(max(1, self.port.in_waiting)))[-LONGEST_NOISE:]
            if (answer := find(received)) is not None:
                return answer
        return None


def find_frame(received: bytes, size: int, accept: Callable[[bytes], T | None]) -> T | None:
    """The first `size` bytes that `accept` makes something of; a frame may begin anywhere in the noise."""
    candidates = (received[at : at + size] for at in range(len(received) - size + 1))
    return next((found for frame in candidates if (found := accept(frame)) is not None), None)


class LockBoard:
    """`drivers.drawer_runner.Electronics` over a dialect."""

    def __init__(self, settings: BoardSettings, port: serial.Serial, dialect: Dialect) -> None:
        self._port = port
        self._dialect = dialect
        self._open_bit = settings.open_bit
        self._locks = {drawer.number: drawer for drawer in settings.drawers}
        self._last: Mapping[int, int] = {}

    def watch(self, changed: Callable[[], None]) -> None:
        """The boards tell nothing reliably by themselves: they are polled."""

    def shut(self) -> dict[int, bool]:
        """All drawers; a change only when two readings agree."""
        for _ in range(READINGS):
            before, self._last = self._last, self._dialect.bits()
            if before == self._last:
                return {number: bit != self._open_bit for number, bit in before.items()}
        raise CommunicationFault("the readings of the drawers do not agree")

    def pulse(self, drawer: int) -> None:
        """Once, and all drawers read back: an unlock that cannot be seen is none."""
        self._dialect.unlock(self._locks[drawer])
        self._dialect.bits()

    def coil_off(self, drawer: int) -> None:
        """At the end of the pulse, or when the drawer has opened."""
        self._dialect.end(self._locks[drawer])

    def lamp(self, drawer: int, on: bool) -> None:
        """These boards have no lamps."""

    def close(self) -> None:
        """Release the port."""
        self._port.close()


def run(
    settings: BoardSettings, speak: Callable[[Wire], Dialect], *, can_withdraw: bool = False
) -> RuledDrawers:
    """The drawers of these settings, not yet started.

    `speak` begins a conversation in the board's dialect; `can_withdraw`: its `end` ends a pulse early.
    """
    answer_s = settings.answer_ms / 1000

    def connect() -> LockBoard:
        port = serial.serial_for_url(settings.port, settings.baudrate, write_timeout=1.0, exclusive=True)
        return LockBoard(settings, port, speak(Wire(port, answer_s)))

    limits = Limits(
        pulse=settings.pulse_ms / 1000,
        never_opened=settings.never_opened_s,
        open_too_long=settings.open_too_long_s,
        can_withdraw=can_withdraw,
    )
    numbers = (drawer.number for drawer in settings.drawers)
    return RuledDrawers(settings.name, numbers, limits, connect, look_every_s=settings.poll_ms / 1000)
