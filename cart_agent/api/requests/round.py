"""Taps of the round: badge, dose, outcome."""

from cart_agent.api.requests.base import Tap


class EnterPin(Tap, tag="pin", frozen=True, kw_only=True):
    """The PIN for the badge scanned last: log-in or witness, as the session's state says."""

    pin: str


class SayDose(Tap, tag="say-dose", frozen=True, kw_only=True):
    """State `blind`: what the witness says the dose is, without having seen it."""

    value: str
    """Decimal number."""
    unit: str
    """One of `SessionView.blind_units`."""


class ChooseDose(Tap, tag="choose-dose", frozen=True, kw_only=True):
    """Another dose of the same patient."""

    key: str
    reason: str = ""
    """Coded reason, asked for PRN doses."""
    score: int | None = None
    """PRN: score before (0-10)."""


class Confirm(Tap, tag="confirm", frozen=True, kw_only=True):
    """Go on despite findings of severity CONFIRM, for a coded reason."""

    reason: str
    note: str = ""


class Give(Tap, tag="give", frozen=True, kw_only=True):
    """The patient took it. Without an amount: the dose as ordered."""

    value: str = ""
    """Decimal number when only part was given."""
    unit: str = ""
    reason: str = ""
    """Coded reason when in part."""


class NotGiven(Tap, tag="not-given", frozen=True, kw_only=True):
    """Held, refused, not available: `outcome` is held, refused or not-available."""

    outcome: str
    reason: str
    note: str = ""


class UnableToScan(Tap, tag="unable-to-scan", frozen=True, kw_only=True):
    """The wristband (on the round) or the drug's code (at a dose) can not be scanned, for a coded reason."""

    reason: str
    encounter_id: str = ""
    """The patient whose wristband it is."""


class Reopen(Tap, tag="reopen", frozen=True, kw_only=True):
    """Ask again for the drawer of the dose in hand (it relocked unused)."""


class AnswerDoubt(Tap, tag="answer-doubt", frozen=True, kw_only=True):
    """State `doubt`: whether the dose that another person left was given, as who is here has found out."""

    given: bool


class PutBack(Tap, tag="put-back", frozen=True, kw_only=True):
    """Open the drawer of the dose in hand once more, for what is not given to go back."""


class PutBackDone(Tap, tag="put-back-done", frozen=True, kw_only=True):
    """It is back in the drawer."""


class Cancel(Tap, tag="cancel", frozen=True, kw_only=True):
    """Leave the dose without an outcome, or the patient when no dose is open."""


class Logout(Tap, tag="logout", frozen=True, kw_only=True):
    """End of this person's work. An open dose is kept."""


class ClearFault(Tap, tag="clear-fault", frozen=True, kw_only=True):
    """A person has looked at the drawers and says why the fault is over."""

    reason: str
