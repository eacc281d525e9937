"""What usually comes next, so that a round drawn at random gets as far as a drawer, a label and a record."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st
from msgspec.structs import replace

from cart_agent.core.override import Grant, Moment
from cart_agent.core.session import Session
from cart_agent.core.session import events as ev
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Amount, Doubt
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, PACK, checked

Event = st.SearchStrategy[ev.Event]
SEVERITIES = st.sampled_from([Severity.ALLOW] * 4 + [Severity.CONFIRM, Severity.WITNESS, Severity.STOP])
CODES = st.sampled_from(["A", "TOO_EARLY"])


DOUBTS = st.sampled_from(
    [None, None, Doubt(items=("e1",), by="nurse-9", since=datetime(2026, 3, 2, 1, tzinfo=UTC), drawer="3")]
)


def _answer(gate: Gate) -> Callable[[Session], Event]:
    def strategy(session: Session) -> Event:
        key = session.dose.key if session.dose else KEY
        answer = st.builds(checked, st.just(gate), SEVERITIES, st.just(key), st.just(3), CODES)
        if gate is not Gate.RELEASE:
            return answer
        return st.builds(lambda one, doubt: replace(one, doubt=doubt), answer, DOUBTS)

    return strategy


def _person(session: Session) -> Event:
    return st.just(ev.PinChecked(person=session.candidate or session.person or NURSE))


def _unlocked(session: Session) -> Event:
    drawer = session.glass.drawer if session.glass else session.dose.drawer if session.dose else None
    return st.just(ev.Unlocked(drawer=drawer or 3, ok=True))


def _put_back(session: Session) -> Event:
    return st.one_of(st.just(ev.IntentCommitted()), _unlocked(session))


def _shut(session: Session) -> Event:
    return st.just(ev.DrawerMoved(drawer=min(session.open_drawers, default=3), is_open=False))


def _granted(_: Session) -> Event:
    since = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=1.0, boot_id="b")
    grant = Grant(id="g1", by=NURSE.id, reason="r", codes=frozenset({"TOO_EARLY"}), since=since, minutes=15)
    return st.just(ev.OverrideAnswered(grant=grant))


def _one_of(*found: ev.Event) -> Callable[[Session], Event]:
    return lambda _: st.sampled_from(found)


ONWARD: dict[State, Callable[[Session], Event]] = {
    State.OFF: _one_of(ev.BadgeRead(person=NURSE)),
    State.PIN: _person,
    State.ROUND: _one_of(ev.WristbandRead(wristband=BAND, encounter_id="")),
    State.OPENING: _one_of(
        ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=KEY),
        ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=""),
    ),
    State.PATIENT: _one_of(
        ev.DoseChosen(key=KEY),
        ev.PrepareChosen(key=KEY),
        ev.PrepareChosen(key=NEXT),
        ev.GlassAsked(drawer=5, reason="r"),
    ),
    State.STOPPED: _one_of(ev.OverrideAsked(reason="r"), ev.Cancelled()),
    State.CHECKING: _answer(Gate.RELEASE),
    State.RELEASE: _one_of(ev.Confirmed(reason="r"), ev.BadgeRead(person=OTHER), ev.BadgeRead(person=NURSE)),
    State.DOUBT: _one_of(ev.DoubtAnswered(given=False), ev.DoubtAnswered(given=True)),
    State.WITNESS: _person,
    State.INTENT: _one_of(ev.IntentCommitted()),
    State.UNLOCKING: _unlocked,
    State.FETCH: _one_of(ev.PackRead(pack=PACK)),
    State.VERIFYING: _answer(Gate.VERIFY),
    State.VERIFY: _one_of(
        ev.Given(),
        ev.Confirmed(reason="r"),
        ev.BadgeRead(person=OTHER),
        ev.BadgeRead(person=NURSE),
        ev.PrepareChosen(key=""),
        ev.PutBackAsked(),
    ),
    State.GIVING: _answer(Gate.GIVE),
    State.GIVE: _one_of(ev.Confirmed(reason="r"), ev.BadgeRead(person=OTHER), ev.PutBackAsked()),
    State.OVERRIDE: _person,
    State.GRANTING: _granted,
    State.PUT_BACK_OPENING: _put_back,
    State.PUT_BACK: _one_of(ev.PutBackDone(), ev.PutBackDone(), ev.Reopened()),
    State.GLASS_OPENING: _unlocked,
    State.GLASS: _one_of(ev.PackRead(pack=PACK), ev.TakenGiven()),
    State.CLOSING: _shut,
    State.MIX: _one_of(ev.LabelAsked(volume=Amount(value=Decimal(100), unit="mL"))),
    State.LABELLING: _one_of(ev.LabelMade(number="PL-1", next_key="")),
}
"""Places that are not here answer to anything that they know."""
