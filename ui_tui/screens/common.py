"""Buttons that several screens offer; each is there only while the agent allows its request."""

from cart_agent.api.requests import (
    AskPrescriber,
    BreakGlass,
    Cancel,
    Confirm,
    FollowUp,
    Give,
    HandOver,
    LeaveNote,
    Logout,
    NotGiven,
    Override,
    Prepare,
    PutBack,
    PutBackDone,
    Reopen,
    UnableToScan,
    Waste,
)
from ui_tui.commands import Send
from ui_tui.flows import begin
from ui_tui.i18n import _
from ui_tui.model import Model, Overlay, offers, opened, sorted_by, went_back
from ui_tui.roundlist import WORDS
from ui_tui.widgets.bar import Button


def back() -> Button:
    """Leave a question of the screen's own."""
    return Button("◀ " + _("Back"), went_back, "page back")


def leave(model: Model, label: str = "") -> list[Button]:
    """Leave the dose or the patient."""
    return [Button(label or _("Leave dose"), Send(Cancel))] if offers(model, Cancel) else []


def log_out(model: Model) -> list[Button]:
    """End of this person's work."""
    return [Button(_("Log out"), Send(Logout))] if offers(model, Logout) else []


def reopen(model: Model) -> list[Button]:
    """Ask for the drawer again."""
    if not offers(model, Reopen):
        return []
    number = model.session.drawer if model.session else None
    return [Button(_("Open drawer {number}").format(number=number or ""), Send(Reopen))]


def put_back(model: Model) -> list[Button]:
    """The drug in hand is not given: its drawer opens once more."""
    if not offers(model, PutBack):
        return []
    number = model.session.drawer if model.session else None
    return [Button(_("Put back in {number}").format(number=number or ""), Send(PutBack))]


def put_back_done(model: Model) -> list[Button]:
    """It is back in the drawer."""
    return [Button("✓ " + _("IT IS BACK"), Send(PutBackDone), "good")] if offers(model, PutBackDone) else []


def not_given(model: Model) -> list[Button]:
    """Held, refused or not available: asks for the reason."""
    if not offers(model, NotGiven):
        return []
    return [Button(_("NOT GIVEN"), lambda m: opened(m, Overlay.NOT_GIVEN))]


def confirm(model: Model) -> list[Button]:
    """Go on despite the findings: asks for the reason."""
    if not offers(model, Confirm):
        return []
    return [Button(_("GO ON WITH A REASON"), lambda m: opened(m, Overlay.CONFIRM), "warn")]


def in_part(model: Model) -> list[Button]:
    """The patient got a part of it."""
    if not offers(model, Give) or model.session is None or not model.session.parts:
        return []
    return [Button(_("IN PART"), begin(model, "partial"))]


def unable(model: Model) -> list[Button]:
    """The drug's code can not be scanned."""
    if not offers(model, UnableToScan) or model.session is None or model.session.dose is None:
        return []
    return [Button(_("CAN NOT SCAN"), begin(model, "unable-drug"))]


def no_band(model: Model) -> list[Button]:
    """A wristband can not be scanned."""
    if not offers(model, UnableToScan) or not model.patients:
        return []
    return [Button(_("The wristband can not be scanned"), begin(model, "unable-band"))]


def override(model: Model) -> list[Button]:
    """Go on despite a STOP: reason, own PIN, and a review."""
    if not offers(model, Override):
        return []
    return [Button(_("OVERRIDE THE STOP"), begin(model, "override"), "warn")]


def break_glass(model: Model) -> list[Button]:
    """Open an emergency drawer without an order."""
    if not offers(model, BreakGlass):
        return []
    return [Button("⚠ " + _("EMERGENCY DRAWER"), begin(model, "break-glass"), "warn")]


def records(model: Model) -> list[Button]:
    """What was recorded for this patient, to say more about it."""
    patient = model.session.patient if model.session else None
    if patient is None or not (offers(model, FollowUp) or patient.wastes):
        return []
    awaited = any("effect" in one.follow_ups for one in patient.records)
    sign = "▲ " if awaited else ""
    return [
        Button(sign + _("Recorded"), lambda m: opened(m, Overlay.RECORDS), "warn" if awaited else "plain")
    ]


def prepare(model: Model) -> list[Button]:
    """Make a dose ready first and give it by its label."""
    if not offers(model, Prepare) or model.session is None:
        return []
    if model.session.dose is not None:
        return [Button(_("Prepare with a label"), Send(Prepare))]
    return [Button(_("Prepare with a label"), begin(model, "prepare"))]


def prepared(model: Model) -> list[Button]:
    """The labels of what is made ready for this patient."""
    patient = model.session.patient if model.session else None
    if patient is None or not patient.prepared:
        return []
    return [Button(_("Prepared labels"), lambda m: opened(m, Overlay.PREPARED))]


def rest(model: Model) -> list[Button]:
    """A controlled drug was given out of a larger piece: what is left is thrown away before a witness."""
    patient = model.session.patient if model.session else None
    open_rests = [one for one in patient.records if one.rest] if patient and offers(model, Waste) else []
    if len(open_rests) == 1:
        return [Button("■ " + _("Rest thrown away"), begin(model, "waste-rest", record=open_rests[0].id))]
    if not open_rests:
        return []
    return [Button("■ " + _("Rest thrown away"), lambda m: opened(m, Overlay.RECORDS))]


def notes(model: Model) -> list[Button]:
    """What others left to be known about this patient: all of it, where the list of doses shows a part."""
    patient = model.session.patient if model.session else None
    if patient is None or not patient.notes:
        return []
    return [Button("► " + _("Notes") + f" ({len(patient.notes)})", lambda m: opened(m, Overlay.NOTES))]


def waste_in_hand(model: Model) -> list[Button]:
    """The pack in hand was dropped or spoiled."""
    if not offers(model, Waste) or model.session is None or model.session.scanned is None:
        return []
    return [Button(_("The pack in hand is thrown away"), begin(model, "waste"))]


def count(model: Model) -> list[Button]:
    """Controlled drugs are counted when the shift changes."""
    if not offers(model, HandOver) or model.session is None or not model.session.controlled:
        return []
    return [Button(_("Count a controlled drug"), begin(model, "hand-over"))]


def ask_prescriber(model: Model) -> list[Button]:
    """A question about the dose in hand, or about an order to be chosen."""
    if not offers(model, AskPrescriber) or model.session is None:
        return []
    dose = model.session.dose
    known = {"order": dose.order_id} if dose else {}
    return [Button(_("Ask the prescriber"), begin(model, "ask-prescriber", **known))]


def note(model: Model) -> list[Button]:
    """A note for the next shift."""
    return [Button(_("Note for the next shift"), begin(model, "note"))] if offers(model, LeaveNote) else []


def summary(model: Model) -> list[Button]:
    """How the round went, and what is left for whoever comes next."""
    if model.round is None:
        return []
    return [Button(_("End of round, hand-over"), lambda m: opened(m, Overlay.SUMMARY))]


def sorting(model: Model) -> list[Button]:
    """The orders of the round's list that are not in use."""
    return [Button(_(words), sorted_by(by)) for by, words in WORDS.items() if by != model.by]
