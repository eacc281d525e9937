"""A nurse, a patient, a dose, and short names for the events, so that a test reads like a round."""

from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.session import Session, Step, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Effect
from cart_agent.core.session.state import Person
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict

NURSE = Person(id="nurse-1", name="Điều dưỡng Một", roles=("nurse",))
OTHER = Person(id="nurse-2", name="Điều dưỡng Hai", roles=("nurse", "witness"))
BAND = Wristband(number="BN001")
PACK = DrugPack(gtin="08934567890123", raw=b"x", symbology="]d2")
KEY, NEXT = "order-1@08:00", "order-2@08:00"


def verdict(gate: Gate, severity: Severity = Severity.ALLOW, code: str = "TEST") -> Verdict:
    if severity is Severity.ALLOW:
        return Verdict(gate=gate, severity=severity)
    return Verdict(gate=gate, severity=severity, findings=(Finding(code=code, severity=severity),))


def checked(
    gate: Gate,
    severity: Severity = Severity.ALLOW,
    key: str = KEY,
    drawer: int | None = 3,
    code: str = "TEST",
) -> ev.Checked:
    return ev.Checked(
        gate=gate,
        key=key,
        verdict=verdict(gate, severity, code),
        order_id="order-1",
        order_version="1",
        drawer=drawer,
    )


TO_ROUND = (ev.BadgeRead(person=NURSE), ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
TO_CHECKING = (
    *TO_ROUND,
    ev.WristbandRead(wristband=BAND, encounter_id=""),
    ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=KEY),
)
TO_FETCH = (
    *TO_CHECKING,
    checked(Gate.RELEASE),
    ev.IntentCommitted(),
    ev.Unlocked(drawer=3, ok=True),
    ev.DrawerMoved(drawer=3, is_open=True),
)
TO_VERIFY = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY))
TO_RECORDING = (*TO_VERIFY, ev.Given(), checked(Gate.GIVE))


def play(events: tuple[ev.Event, ...], session: Session | None = None) -> tuple[Session, list[Effect]]:
    """Feed events one after another; the last session and every effect on the way."""
    session = session or Session()
    effects: list[Effect] = []
    for event in events:
        made: Step = step(session, event)
        session = made.session
        effects += made.effects
    return session, effects


def after(events: tuple[ev.Event, ...], *more: ev.Event) -> tuple[Session, list[Effect]]:
    """The session after `events` and `more`, with the effects of `more` alone."""
    session, _ = play(events)
    return play(more, session)
