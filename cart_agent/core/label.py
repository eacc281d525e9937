"""The label of a prepared syringe or infusion, and what became of it.

What stands on it: patient, drug, strength, time, preparer (clinical rules, "preparation"; ISMP Guidelines for
Safe Preparation of Compounded Sterile Preparations, 2016). The code on it is its number alone: everything
else is looked up, so a label says nothing that can be out of date.
"""

from datetime import datetime

from msgspec import Struct

from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity


class Mixture(Struct, frozen=True, kw_only=True):
    """A drug made ready: how much of it in how much liquid, and how fast it is to run."""

    drug: Quantity
    """How much of the drug is in it: the dose, in the order's unit."""
    volume: Quantity
    """All of the liquid, in mL."""
    concentration: Quantity
    """Of the drug per mL, such as `mg/mL`; to nine decimals where no decimal says it."""
    rate_low: Quantity | None = None
    """mL/h, as the order's rate asks; None: the order names none."""
    rate_high: Quantity | None = None


class Preparation(Struct, frozen=True, kw_only=True):
    """One label. `status` is open, given or discarded."""

    number: str
    event_id: str = ""
    """The event that it was recorded with."""
    encounter_id: str
    patient: str
    birth_date: str
    bed: str
    order_id: str
    order_version: str
    """The order that it was made for; another version of the order stops it."""
    key: str
    """The dose that it was made for."""
    drug_name: str
    diluent_name: str
    route: str
    mixture: Mixture
    packs: tuple[DrugPack, ...]
    """What went into it; empty where no code could be scanned."""
    diluent: DrugPack | None
    made: datetime
    expires: datetime
    """Not to be begun later; from ward policy and the packs."""
    preparer_id: str
    preparer: str
    witness: str = ""
    status: str = "open"
    closed: datetime | None = None
    record: str = ""
    """Event id of the dose it was given as."""
    closed_by: str = ""
