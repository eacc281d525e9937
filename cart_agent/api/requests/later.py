"""Taps about what is on record or on a list, and words to others."""

from cart_agent.api.requests.base import Tap


class FollowUp(Tap, tag="follow-up", frozen=True, kw_only=True):
    """Say something about a dose on record: one of its `RecordView.follow_ups`, with a coded reason."""

    record: str
    """Id of the record."""
    what: str
    """undo or lost; of an infusion pause, resume, complete, stop; of a patch remove; of a dose as needed
    effect."""
    reason: str = ""
    value: str = ""
    """stop: decimal number, how much the patient got, in a unit of the recorded dose."""
    unit: str = ""
    score: int | None = None
    """effect: score after (0-10)."""


class Review(Tap, tag="review", frozen=True, kw_only=True):
    """Close an override on the review list, signed with the reviewer's own PIN; nobody need be logged in."""

    item: str
    conclusion: str
    staff: str
    """Staff id of the reviewer: charge nurse or pharmacist, and not who did it."""
    pin: str


class Resolve(Tap, tag="resolve", frozen=True, kw_only=True):
    """Close one open item with a reason."""

    item: str
    reason: str


class Reconcile(Tap, tag="reconcile", frozen=True, kw_only=True):
    """Work off an event that the hospital refused; `how` is a coded way, or send-again."""

    event: str
    how: str
    staff: str = ""
    """Staff id of a charge nurse or pharmacist who signs with her own PIN; empty: who is logged in."""
    pin: str = ""


class AskPrescriber(Tap, tag="ask-prescriber", frozen=True, kw_only=True):
    """Ask the prescriber about an order of the open patient; it stays an open item until it is answered."""

    order: str
    question: str
    """Coded."""


class LeaveNote(Tap, tag="note", frozen=True, kw_only=True):
    """A note on the open patient for the next shift: a coded one, or words of one's own."""

    note: str = ""
    text: str = ""
