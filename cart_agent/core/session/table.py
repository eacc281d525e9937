"""The transition table: every pair of place and event that may be, and the move it makes."""

from collections.abc import Callable, Iterable
from typing import Any

from cart_agent.core.session import (
    dose,
    doubt,
    drawer,
    earlier,
    entries,
    glass,
    lockdown,
    override,
    patient,
    people,
    prepare,
    putback,
    unscanned,
)
from cart_agent.core.session import events as ev
from cart_agent.core.session.moves import Step, ask_release, goto, resting, stay
from cart_agent.core.session.places import DOSE_IN_HAND, State
from cart_agent.core.session.state import Session, replace, with_dose

S = State
Move = Callable[[Session, Any], Step]


class Unexpected(Exception):
    """This event can not happen here. Carries `state` and `event` (the event's type name)."""

    def __init__(self, state: State, event: ev.Event) -> None:
        super().__init__(f"{type(event).__name__} in state {state}")
        self.state = state
        self.event = type(event).__name__


ALL = tuple(State)
ANSWERING = (
    S.OPENING,
    S.CHECKING,
    S.INTENT,
    S.UNLOCKING,
    S.VERIFYING,
    S.GIVING,
    S.RECORDING,
    S.LABELLING,
    S.ENTRY,
    S.GRANTING,
    S.GLASS_OPENING,
    S.PUT_BACK_OPENING,
)
"""An answer is awaited; it comes in milliseconds, from a drawer within seconds."""
SHOWING = (S.RELEASE, S.VERIFY, S.MIX, S.GIVE)
"""A verdict is shown and a person's answer is awaited."""
WITNESSING = (S.WITNESS, S.BLIND)
"""A second person is at the screen."""
IN_PERSON = tuple(state for state in ALL if state not in (S.OFF, S.PIN))


def _in(
    states: Iterable[State], event: type[ev.Event], move: Move
) -> dict[tuple[State, type[ev.Event]], Move]:
    return {(state, event): move for state in states}


TABLE: dict[tuple[State, type[ev.Event]], Move] = {
    # People
    **_in((S.OFF, S.PIN), ev.BadgeRead, people.badge_at_login),
    **_in(
        (S.ROUND, S.STOPPED, S.PATIENT, S.DOUBT, S.FETCH, S.CLOSING, S.COUNT, S.GLASS, S.PUT_BACK),
        ev.BadgeRead,
        people.badge_of_somebody,
    ),
    **_in((*SHOWING, *WITNESSING), ev.BadgeRead, people.badge_of_witness),
    **_in(ANSWERING, ev.BadgeRead, dose.wait_for_answer),
    **_in((S.PIN,), ev.PinEntered, people.pin_at_login),
    **_in((S.WITNESS,), ev.PinEntered, people.pin_of_witness),
    **_in(ALL, ev.PinChecked, dose.unexpected_answer),
    **_in((S.PIN,), ev.PinChecked, people.login_checked),
    **_in((S.WITNESS,), ev.PinChecked, people.witness_checked),
    **_in((S.BLIND,), ev.DoseSaid, people.dose_said),
    **_in(IN_PERSON, ev.LoggedOut, people.logged_out),
    **_in(ANSWERING, ev.LoggedOut, people.logout_must_wait),
    **_in(ALL, ev.KeptLongEnough, people.kept_long_enough),
    **_in(SHOWING, ev.Confirmed, people.confirmed),
    # Wristbands and the open patient
    **_in((S.ROUND, S.PATIENT), ev.WristbandRead, patient.open_patient),
    **_in((S.STOPPED,), ev.WristbandRead, patient.wristband_when_stopped),
    **_in(
        (*SHOWING, *WITNESSING, S.DOUBT, S.FETCH, S.PUT_BACK), ev.WristbandRead, patient.wristband_mid_dose
    ),
    **_in((*ANSWERING, S.CLOSING), ev.WristbandRead, patient.band_must_wait),
    **_in((S.OFF, S.PIN), ev.WristbandRead, patient.log_in_first),
    **_in((S.OPENING,), ev.PatientFound, patient.found),
    **_in((S.OPENING,), ev.PatientRefused, patient.refused),
    **_in((S.PATIENT,), ev.DoseChosen, patient.chosen),
    # Leaving
    **_in((S.PIN,), ev.Cancelled, people.cancel_pin),
    **_in(WITNESSING, ev.Cancelled, people.cancel_witness),
    **_in((S.STOPPED,), ev.Cancelled, patient.leave_stopped),
    **_in((S.PATIENT,), ev.Cancelled, patient.leave_patient),
    **_in((*SHOWING, S.DOUBT, S.FETCH, S.CLOSING, S.PUT_BACK), ev.Cancelled, patient.leave_dose_in_hand),
    # The dose
    **_in(ALL, ev.Checked, dose.unexpected_answer),
    **_in((S.CHECKING,), ev.Checked, dose.released),
    **_in((S.VERIFYING,), ev.Checked, dose.verified),
    **_in((S.GIVING,), ev.Checked, dose.give_checked),
    **_in((S.COUNT,), ev.Checked, entries.checked_while_counting),
    **_in((S.INTENT, S.UNLOCKING, S.FETCH, *SHOWING[1:], *WITNESSING), ev.Checked, dose.note_change),
    **_in((S.FETCH, S.VERIFY, S.GIVE), ev.PackRead, dose.scanned),
    **_in(
        (S.ROUND, S.STOPPED, S.PATIENT, S.RELEASE, S.DOUBT, *WITNESSING, S.CLOSING),
        ev.PackRead,
        patient.pack_too_soon,
    ),
    **_in(ANSWERING, ev.PackRead, dose.wait_for_answer),
    **_in((S.OFF, S.PIN), ev.PackRead, patient.log_in_first),
    **_in((S.VERIFY,), ev.Given, dose.given),
    **_in((*SHOWING, S.FETCH), ev.WasNotGiven, dose.not_given),
    **_in((S.RELEASE, S.FETCH, S.GIVE, S.CLOSING), ev.Reopened, dose.asked_again),
    **_in((S.RECORDING,), ev.RecordCommitted, dose.recorded),
    **_in((S.RECORDING, S.INTENT), ev.CommitFailed, dose.not_recorded),
    # What another person left
    **_in((S.DOUBT,), ev.DoubtAnswered, doubt.answered),
    # What is not given goes back
    **_in((*SHOWING, S.FETCH), ev.PutBackAsked, putback.asked),
    **_in((S.PUT_BACK_OPENING,), ev.IntentCommitted, putback.intent_committed),
    **_in((S.PUT_BACK_OPENING,), ev.CommitFailed, putback.not_committed),
    **_in((S.PUT_BACK,), ev.Reopened, putback.asked),
    **_in((S.PUT_BACK,), ev.PutBackDone, putback.done),
    **_in((S.PUT_BACK,), ev.PackRead, putback.first),
    **_in((S.PUT_BACK,), ev.LabelRead, putback.first),
    # What is made ready first
    **_in((S.PATIENT,), ev.PrepareChosen, prepare.chosen),
    **_in((S.RELEASE, S.FETCH, S.VERIFY), ev.PrepareChosen, prepare.instead),
    **_in((S.MIX,), ev.PackRead, prepare.diluted),
    **_in((S.MIX,), ev.LabelAsked, prepare.filled),
    **_in((S.LABELLING,), ev.LabelMade, prepare.labelled),
    **_in((S.LABELLING,), ev.LabelRefused, prepare.not_labelled),
    **_in((S.PATIENT,), ev.LabelRead, prepare.label_at_bed),
    **_in((S.FETCH, S.VERIFY, S.GIVE), ev.LabelRead, prepare.label_for_dose),
    **_in((S.RELEASE, S.DOUBT), ev.LabelRead, prepare.label_at_release),
    **_in(
        (S.ROUND, S.STOPPED, *WITNESSING, S.CLOSING, S.MIX, S.OVERRIDE, S.GLASS),
        ev.LabelRead,
        prepare.label_too_soon,
    ),
    **_in(ANSWERING, ev.LabelRead, dose.wait_for_answer),
    **_in((S.OFF, S.PIN), ev.LabelRead, patient.log_in_first),
    # Waste, and counts of controlled drugs
    **_in((S.ROUND, S.PATIENT, S.CLOSING, S.FETCH, S.PUT_BACK, *SHOWING), ev.EntryMade, entries.made),
    **_in((S.COUNT,), ev.Counted, entries.counted),
    **_in((S.COUNT,), ev.Cancelled, entries.left_uncounted),
    **_in((S.ENTRY,), ev.EntryAnswered, entries.answered),
    **_in((S.SECOND,), ev.BadgeRead, entries.badge),
    **_in((S.SECOND,), ev.PinEntered, entries.pin),
    **_in((S.SECOND,), ev.PinChecked, entries.signed),
    **_in((S.SECOND,), ev.Cancelled, entries.not_signed),
    **{
        (place, scan): move
        for place, move in ((S.SECOND, entries.sign_first), (S.COUNT, entries.count_first))
        for scan in (ev.WristbandRead, ev.PackRead, ev.LabelRead)
    },
    # What can not be scanned
    **_in((S.ROUND,), ev.UnableToScan, unscanned.patient),
    **_in((S.FETCH, S.VERIFY), ev.UnableToScan, unscanned.drug),
    # Doses on record
    **_in((S.PATIENT, S.CLOSING, S.FETCH, *SHOWING), ev.FollowedUp, earlier.followed_up),
    **_in(ALL, ev.FollowUpAnswered, earlier.answered),
    # Override and break-glass
    **_in((S.RELEASE,), ev.OverrideAsked, override.for_dose),
    **_in((S.ROUND, S.STOPPED, S.PATIENT), ev.GlassAsked, override.for_glass),
    **_in((S.OVERRIDE,), ev.Checked, override.judged_anew),
    **_in((S.OVERRIDE,), ev.PinEntered, override.pin_entered),
    **_in((S.OVERRIDE,), ev.PinChecked, override.pin_checked),
    **_in((S.OVERRIDE,), ev.Cancelled, override.cancelled),
    **_in((S.OVERRIDE,), ev.BadgeRead, override.pin_awaited),
    **_in((S.OVERRIDE,), ev.PackRead, override.pin_awaited),
    **_in((S.OVERRIDE,), ev.WristbandRead, override.band),
    **_in(ALL, ev.OverrideAnswered, dose.unexpected_answer),
    **_in((S.GRANTING,), ev.OverrideAnswered, override.answered),
    **_in(ALL, ev.OverrideExpired, override.expired),
    **_in(ANSWERING, ev.OverrideExpired, dose.unexpected_answer),  # the timer rings again
    **_in((S.GLASS,), ev.PackRead, glass.scanned),
    **_in((S.GLASS,), ev.UnableToScan, glass.unscanned),
    **_in((S.GLASS,), ev.WristbandRead, glass.band),
    **_in((S.GLASS,), ev.TakenGiven, glass.given),
    **_in(ALL, ev.TakenAnswered, glass.recorded),
    **_in((S.GLASS,), ev.Reopened, glass.reopened),
    **_in((S.GLASS,), ev.Cancelled, glass.left),
    # Drawers
    **_in((S.INTENT,), ev.IntentCommitted, drawer.intent_committed),
    **_in(ALL, ev.Unlocked, drawer.unlocked_late),
    **_in((S.UNLOCKING,), ev.Unlocked, drawer.unlocked),
    **_in((S.GLASS_OPENING,), ev.Unlocked, glass.unlocked),
    **_in((S.PUT_BACK_OPENING,), ev.Unlocked, putback.unlocked),
    **_in(ALL, ev.DrawerMoved, drawer.moved),
    **_in(ALL, ev.DrawerAlarmed, drawer.alarmed),
    **_in(IN_PERSON, ev.FaultCleared, drawer.fault_cleared),
    # The hospital's hand
    **_in(ALL, ev.LockedDown, lockdown.began),
    **_in(ALL, ev.LockdownReleased, lockdown.ended),
    # The chart
    **_in(ALL, ev.ChartChanged, dose.still_good),
    **_in(
        (*SHOWING, S.DOUBT, S.FETCH, *WITNESSING, S.INTENT, S.UNLOCKING),
        ev.ChartChanged,
        dose.chart_changed,
    ),
    **_in((S.COUNT,), ev.ChartChanged, entries.chart_while_counting),
    **_in((S.OVERRIDE,), ev.ChartChanged, override.chart_changed),
}


def step(session: Session, event: ev.Event) -> Step:
    """What follows from `event`. Raises Unexpected for a pair that the table does not hold."""
    if isinstance(event, ev.Checked) and (session.dose is None or session.dose.key != event.key):
        return stay(session)  # an answer about a dose that has been put down
    move = TABLE.get((session.state, type(event)))
    if move is None:
        raise Unexpected(session.state, event)
    after = move(session, event)
    return _go(after) if after.session.leaving else after


def _go(after: Step) -> Step:
    """She asked to go: as soon as no answer is awaited any more, she is logged out."""
    if after.session.state in ANSWERING:
        return after
    gone = people.logged_out(after.session, ev.LoggedOut(at=after.session.left_at))
    return Step(session=gone.session, effects=(*after.effects, *gone.effects))


WAKES_IN = {
    S.PIN: S.OFF,
    S.OFF: S.OFF,
    S.STOPPED: S.STOPPED,
    S.PATIENT: S.PATIENT,
    S.ROUND: S.ROUND,
    S.GLASS: S.GLASS,
    S.GLASS_OPENING: S.GLASS,
}
"""Where a restart leaves the session without asking a gate."""


def restore(session: Session) -> Step:
    """The session after a restart. What drawers do is not known yet; answers awaited will not come."""
    left_open = _left_open(_maybe_opened(session))
    awake = replace(_maybe_opened(session), left_open=left_open, open_drawers=frozenset(), leaving=False)
    awake = replace(awake, candidate=None, entry=None, asked=None)
    if session.state in (S.OVERRIDE, S.GRANTING):
        return restore(replace(awake, state=session.resume))
    if session.state in WAKES_IN:
        return goto(awake, WAKES_IN[session.state])
    if session.state in (S.RELEASE, S.DOUBT, S.CHECKING, S.INTENT):
        return ask_release(awake, held=True)
    if session.state in DOSE_IN_HAND:
        return resting(awake)
    return resting(replace(awake, next_key=""))


def _left_open(session: Session) -> frozenset[int]:
    """Drawers that may stand open by leave of this cart."""
    dose, glass = session.dose, session.glass
    for_dose = {dose.drawer} if dose is not None and dose.opened and dose.drawer is not None else set()
    for_glass = {glass.drawer} if glass is not None else set()
    return session.open_drawers | session.left_open | for_dose | for_glass


def _maybe_opened(session: Session) -> Session:
    """An intent on the disk may have been carried out before the power went."""
    return with_dose(session, opened=True) if session.state is S.INTENT else session
