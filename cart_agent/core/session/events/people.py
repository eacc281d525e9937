"""What people do: scans and taps."""

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.ledger import Entry
from cart_agent.core.override import Moment
from cart_agent.core.session.events.base import Event
from cart_agent.core.session.state import Amount, Person


class BadgeRead(Event, frozen=True, kw_only=True):
    """A badge of the staff list."""

    person: Person


class WristbandRead(Event, frozen=True, kw_only=True):
    """A wristband; `encounter_id` is the open patient's when it is hers, else empty until looked up."""

    wristband: Wristband
    encounter_id: str


class PackRead(Event, frozen=True, kw_only=True):
    """A drug's code."""

    pack: DrugPack


class LabelRead(Event, frozen=True, kw_only=True):
    """The label of a prepared syringe or infusion: for whom and which dose it was made, of what."""

    number: str
    encounter_id: str
    key: str
    packs: tuple[DrugPack, ...]


class PrepareChosen(Event, frozen=True, kw_only=True):
    """A dose is to be made ready before it is given: the one in hand, or `key`."""

    key: str


class LabelAsked(Event, frozen=True, kw_only=True):
    """Drug and diluent are mixed and filled up to `volume`.

    `drug` is what was drawn up, where the order names a rate alone.
    """

    volume: Amount
    drug: Amount | None = None


class EntryMade(Event, frozen=True, kw_only=True):
    """A waste, or a count that no dose asked for, is to be written down."""

    entry: Entry


class Counted(Event, frozen=True, kw_only=True):
    """How many pieces are in the drawer that is to be counted."""

    value: int


class PinEntered(Event, frozen=True, kw_only=True):
    """The PIN for the badge read last."""

    pin: str


class DoseSaid(Event, frozen=True, kw_only=True):
    """What the witness says the dose is, without having seen it."""

    amount: Amount


class DoseChosen(Event, frozen=True, kw_only=True):
    """Another dose of the open patient. PRN doses carry reason and score."""

    key: str
    reason: str = ""
    score: int | None = None


class Confirmed(Event, frozen=True, kw_only=True):
    """A coded reason for going on despite findings of severity CONFIRM."""

    reason: str


class Given(Event, frozen=True, kw_only=True):
    """The patient took it; without an amount, all of it."""

    amount: Amount | None = None
    reason: str = ""


class WasNotGiven(Event, frozen=True, kw_only=True):
    """Held, refused or not available, for a coded reason."""

    outcome: str
    reason: str
    note: str = ""


class UnableToScan(Event, frozen=True, kw_only=True):
    """The awaited code can not be scanned, for a coded reason; `encounter_id` where it is a wristband."""

    reason: str
    encounter_id: str = ""
    card: str = ""
    """`citizen-card` or `insurance-card`: this patient's was scanned just before."""


class FollowedUp(Event, frozen=True, kw_only=True):
    """Something is said about a dose of the open patient that is on record."""

    follow_up: FollowUp


class OverrideAsked(Event, frozen=True, kw_only=True):
    """Go on despite the STOP in sight, for a coded reason."""

    reason: str


class GlassAsked(Event, frozen=True, kw_only=True):
    """Break the glass: open an emergency drawer without an order, for a coded reason.

    `encounter_id` where the patient was chosen from the list.
    """

    drawer: int
    reason: str
    encounter_id: str = ""


class TakenGiven(Event, frozen=True, kw_only=True):
    """The patient got what was scanned in a break-glass; an amount where it was only one pack."""

    amount: Amount | None = None


class DoubtAnswered(Event, frozen=True, kw_only=True):
    """Whether the dose that another person left was given, as who is at the cart has found out."""

    given: bool


class Reopened(Event, frozen=True, kw_only=True):
    """The drawer is asked for again."""


class PutBackAsked(Event, frozen=True, kw_only=True):
    """The drug in hand is not given; its drawer is asked for to put it back."""


class PutBackDone(Event, frozen=True, kw_only=True):
    """It is back in its drawer."""


class Cancelled(Event, frozen=True, kw_only=True):
    """Leave the dose, or the patient when no dose is in hand."""


class LoggedOut(Event, frozen=True, kw_only=True):
    """The person leaves, or the cart ends her time (`idle`): too long without a tap, or for `why`."""

    idle: bool = False
    why: str = ""
    """Why she may no longer work here: expired, offline or not-allowed."""
    at: Moment | None = None
    """When; a dose in hand is kept from then on for some minutes."""


class FaultCleared(Event, frozen=True, kw_only=True):
    """A person looked at the drawers."""

    reason: str
