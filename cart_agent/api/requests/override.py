"""Taps that pass over a STOP, or break the glass."""

from cart_agent.api.requests.base import Tap


class Override(Tap, tag="override", frozen=True, kw_only=True):
    """Go on despite the STOP in sight, for a coded reason. The PIN of who is logged in is asked for next."""

    reason: str


class BreakGlass(Tap, tag="break-glass", frozen=True, kw_only=True):
    """Open an emergency drawer without an order, for a coded reason. The PIN is asked for next."""

    drawer: int
    reason: str
    encounter_id: str = ""
    """The patient, where one is chosen from the list; else the open one, else the wristband scanned last."""


class GiveTaken(Tap, tag="give-taken", frozen=True, kw_only=True):
    """Break-glass: the patient got what was scanned. An amount only where it was one pack."""

    value: str = ""
    """Decimal number."""
    unit: str = ""
