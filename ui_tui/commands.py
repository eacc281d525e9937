"""What a tap does. Widgets hold these values, the app carries them out."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from cart_agent.api.requests import Tap as TapRequest
from ui_tui.model import Model


class Send(Struct, frozen=True):
    """Send a request to the agent, with the revision that is on the glass."""

    kind: type[TapRequest]
    fields: dict[str, Any] = {}


class Hold(Struct, frozen=True):
    """Simulation only: hold this item of the bench before the scanner."""

    item: str


class Speak(Struct, frozen=True):
    """Use the other language."""


class Digit(Struct, frozen=True):
    """A key of the PIN pad: `0` to `9`, or empty for taking the last one back."""

    digit: str


class EnterDigits(Struct, frozen=True):
    """The PIN pad's OK."""


Local = Callable[[Model], Model]
"""A pure change of what is shown."""

Command = Send | Hold | Speak | Digit | EnterDigits | Local
