"""What is signed for at the cart beside doses: waste, and counts of controlled drugs."""

from typing import Literal

from msgspec import Struct

from cart_agent.core.quantity import Quantity

Source = Literal["record", "label", "hand"]
Phase = Literal["opening", "closing", "hand-over"]


class Waste(Struct, frozen=True, kw_only=True, tag="waste"):
    """A drug that was thrown away: the rest of an ampoule, what was prepared and not given, what fell
    down."""

    source: Source
    """record: a dose on record, whose rest is wasted. label: what was prepared. hand: the pack scanned
    last."""
    about: str = ""
    """Event id of the dose, or number of the label; empty for `hand`."""
    amount: Quantity | None = None
    """None: all of it; of a record's rest somebody must say how much."""
    reason: str
    """Coded."""


class WasteUndone(Struct, frozen=True, kw_only=True, tag="waste-undone"):
    """A waste on record is taken back: it was not so. The record stays, this one stands beside it."""

    waste: str
    """Event id of the waste."""
    reason: str
    """Coded."""


class Count(Struct, frozen=True, kw_only=True, tag="count"):
    """Pieces of one controlled drug that somebody counted in one drawer, without being told how many there
    should be (circular 20/2017/TT-BYT; ISMP: blind count)."""

    drawer: int
    product: str
    """The formulary's id of the drug."""
    phase: Phase
    value: int


class CountDue(Struct, frozen=True, kw_only=True):
    """A count that the round waits for."""

    drawer: int
    product: str
    phase: Phase
    next_key: str = ""
    """Closing: the dose to go on with."""
    encounter_id: str = ""
    """Closing: the patient whose dose it follows."""
    order_id: str = ""
    """Closing after a dose that was recorded: its order."""


Entry = Waste | WasteUndone | Count
