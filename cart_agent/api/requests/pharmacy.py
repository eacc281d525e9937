"""Taps about what is made ready, thrown away and counted."""

from cart_agent.api.requests.base import Tap


class Prepare(Tap, tag="prepare", frozen=True, kw_only=True):
    """Make a dose ready first, to be given by its label: the one in hand, or (no dose in hand) `key`."""

    key: str = ""


class Label(Tap, tag="label", frozen=True, kw_only=True):
    """Drug and diluent are mixed; make the label."""

    volume: str
    """mL of the whole, decimal number."""
    value: str = ""
    """How much of the drug was drawn up, where the order names a rate alone and no code says it."""
    unit: str = ""


class PrintLabel(Tap, tag="print-label", frozen=True, kw_only=True):
    """Print the label of a prepared syringe or infusion once more, or late."""

    number: str


class Waste(Tap, tag="waste", frozen=True, kw_only=True):
    """Something was thrown away: what a label stands for, the rest of a recorded dose, or the pack in hand.

    A controlled drug's waste is signed by a second person: the state is then `second`.
    """

    reason: str
    label: str = ""
    """Number of the prepared syringe or infusion: all of it."""
    record: str = ""
    """Id of the record whose rest it is; then an amount is needed."""
    value: str = ""
    """Decimal number; empty: all of it."""
    unit: str = ""


class UndoWaste(Tap, tag="undo-waste", frozen=True, kw_only=True):
    """A waste on record was not so. By who recorded it or a charge nurse; a second person signs where one
    signed the waste."""

    waste: str
    """Id of the record of waste, from `PatientView.wastes`."""
    reason: str


class Count(Tap, tag="count", frozen=True, kw_only=True):
    """How many pieces are in the drawer of the controlled drug (state `count`). Nobody says how many there
    should be."""

    value: str


class HandOver(Tap, tag="hand-over", frozen=True, kw_only=True):
    """A count of one controlled drug when the shift changes; the other nurse signs it with badge and PIN."""

    drawer: int
    product: str
    """The formulary's id, from `SessionView.controlled`."""
    value: str
