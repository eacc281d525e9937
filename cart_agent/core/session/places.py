"""The places of the round, and at which of them a dose is in hand."""

from enum import StrEnum


class State(StrEnum):
    """Places of the round. The screens have the same names."""

    OFF = "off"
    """Nobody is logged in; a badge is awaited."""
    PIN = "pin"
    """A badge was read; its PIN is awaited."""
    ROUND = "round"
    """The list of patients; a wristband is awaited."""
    OPENING = "opening"
    """The chart of the scanned wristband is being looked up."""
    STOPPED = "stopped"
    """A wristband that does not fit here (unknown, closed, another patient's); goes on in `resume`."""
    PATIENT = "patient"
    """The chart is open, no dose is in hand."""
    CHECKING = "checking"
    """The release gate is being asked."""
    RELEASE = "release"
    """The release gate wants a reason or a witness, or stops the dose."""
    DOUBT = "doubt"
    """Another person left this dose with its drawer unlocked: was it given? Asked before any drawer opens."""
    WITNESS = "witness"
    """A second person's badge was read; that PIN is awaited. Goes on in `resume`."""
    BLIND = "blind"
    """The second person's PIN was right; she enters the dose without seeing it. Goes on in `resume`."""
    INTENT = "intent"
    """The intent to open the drawer is being committed."""
    UNLOCKING = "unlocking"
    """The drawer was told to unlock; its answer is awaited."""
    FETCH = "fetch"
    """The drug is being taken out; its code is awaited."""
    VERIFYING = "verifying"
    """The verify gate is being asked."""
    VERIFY = "verify"
    """The verify gate has answered; the nurse's tap is awaited."""
    GIVING = "giving"
    """She tapped; both gates are asked again on the newest chart."""
    GIVE = "give"
    """Something changed between scan and tap; it is shown."""
    RECORDING = "recording"
    """The outcome is being committed."""
    MIX = "mix"
    """The drug is verified and is made ready: its diluent's code is awaited, then the volume."""
    LABELLING = "labelling"
    """The label of what was made ready is being committed."""
    COUNT = "count"
    """The drawer of a controlled drug stands open; how many are in it is to be counted."""
    ENTRY = "entry"
    """A waste or a count is being committed."""
    SECOND = "second"
    """A second person's badge and PIN are awaited to sign a waste or a count; goes on in `entry_at`."""
    OVERRIDE = "override"
    """An override or break-glass was asked for; the same person's PIN is awaited. Goes on in `resume`."""
    GRANTING = "granting"
    """The override is being judged and committed."""
    GLASS_OPENING = "glass-opening"
    """Break-glass: the emergency drawer was told to unlock; its answer is awaited."""
    GLASS = "glass"
    """Break-glass: drugs are taken out of the emergency drawer, scanned and recorded without an order."""
    PUT_BACK_OPENING = "put-back-opening"
    """The intent to open the drawer for what goes back is being committed, then its answer is awaited."""
    PUT_BACK = "put-back"
    """The drug is not given: it goes back into its drawer, which stands open. Began in `resume`."""
    CLOSING = "closing"
    """An open drawer must be closed before the next step; goes on with the dose `next_key`."""


DOSE_IN_HAND = frozenset(
    {
        State.CHECKING,
        State.RELEASE,
        State.DOUBT,
        State.WITNESS,
        State.BLIND,
        State.INTENT,
        State.UNLOCKING,
        State.FETCH,
        State.VERIFYING,
        State.VERIFY,
        State.GIVING,
        State.GIVE,
        State.RECORDING,
        State.MIX,
        State.LABELLING,
        State.PUT_BACK_OPENING,
        State.PUT_BACK,
    }
)
