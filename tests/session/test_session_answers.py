"""Who answered for what: witnesses, reasons, packs."""

from decimal import Decimal

import pytest

from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitIntent, CommitRecord, Effect, Tell
from cart_agent.core.session.state import Amount, outstanding
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict
from tests.session.session_help import (
    NURSE,
    OTHER,
    PACK,
    TO_CHECKING,
    TO_FETCH,
    TO_VERIFY,
    after,
    checked,
    play,
)

STRANGE = ev.WristbandRead(wristband=Wristband(number="BN002"), encounter_id="")
WITNESSED_RELEASE = (*TO_CHECKING, checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT"))
WITNESSED_PACK = (
    *TO_FETCH,
    ev.PackRead(pack=PACK),
    checked(Gate.VERIFY, Severity.WITNESS, code="CONTROLLED"),
)
THIRD = OTHER.__class__(id="nurse-3", name="Điều dưỡng Ba", roles=("nurse",))


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def of(kind: type[Effect], effects: list[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


@pytest.mark.parametrize("asked", [WITNESSED_RELEASE, WITNESSED_PACK])
def test_one_witness_may_replace_another_and_the_dose_goes_on_where_it_was(
    asked: tuple[ev.Event, ...],
) -> None:
    before, _ = play(asked)
    badges = (ev.BadgeRead(person=OTHER), ev.BadgeRead(person=THIRD))
    session, _ = play((*badges, ev.PinEntered(pin="1")), before)
    assert (session.state, session.candidate, session.resume) == (State.WITNESS, THIRD, before.state)

    session, _ = play((ev.PinChecked(person=OTHER),), session)
    assert session.state is State.WITNESS
    session, _ = play((ev.PinChecked(person=THIRD),), session)
    assert session.state in (State.INTENT, State.VERIFY)
    assert session.dose is not None
    assert session.dose.witness == THIRD


def test_a_reason_given_later_does_not_undo_what_a_witness_answered_for() -> None:
    witnessed = (*WITNESSED_RELEASE, ev.BadgeRead(person=OTHER), ev.PinChecked(person=OTHER))
    in_hand = (*witnessed, ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True), ev.PackRead(pack=PACK))
    same = checked(Gate.VERIFY, Severity.CONFIRM, code="HIGH_ALERT")
    session, _ = after(in_hand, same, ev.Confirmed(reason="r"))

    assert session.dose is not None
    assert outstanding(session.dose.verify, session.dose) is Severity.ALLOW
    assert outstanding(session.dose.release, session.dose) is Severity.ALLOW


def test_a_witness_who_leaves_leaves_the_verdict_in_sight() -> None:
    session, _ = after(WITNESSED_PACK, ev.BadgeRead(person=OTHER), ev.Cancelled())

    assert (session.state, session.candidate) == (State.VERIFY, None)


def test_a_badge_where_no_witness_is_wanted_is_told_so() -> None:
    assert told(after(TO_VERIFY, ev.BadgeRead(person=OTHER))[1]) == ["log-out-first"]
    assert told(after(TO_VERIFY, ev.BadgeRead(person=NURSE))[1]) == ["already-logged-in"]
    assert told(after(TO_CHECKING, ev.BadgeRead(person=NURSE))[1]) == ["one-moment"]


def test_a_strange_wristband_sends_the_witness_away() -> None:
    session, _ = after(WITNESSED_RELEASE, ev.BadgeRead(person=OTHER), STRANGE)

    assert (session.state, session.candidate) == (State.STOPPED, None)


def test_an_order_that_stops_sends_the_witness_away() -> None:
    stop = (ev.ChartChanged(), checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE"))
    session, _ = after(WITNESSED_PACK, ev.BadgeRead(person=OTHER), *stop)

    assert (session.state, session.candidate) == (State.GIVE, None)


def witnessed(events: tuple[ev.Event, ...]) -> Session:
    return play((*events, ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER)))[0]


def test_a_witness_of_one_dose_is_none_of_the_changed_order() -> None:
    session = witnessed(WITNESSED_RELEASE)
    back = (ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True), ev.Reopened())
    session, _ = play(back, session)
    changed = checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT")
    other = ev.Checked(
        gate=changed.gate,
        key=changed.key,
        verdict=changed.verdict,
        order_id="order-1",
        order_version="2",
        drawer=3,
    )
    same, _ = play((changed,), session)
    anew, effects = play((other,), session)

    assert same.state is State.INTENT
    assert anew.state is State.RELEASE
    assert anew.dose is not None
    assert (anew.dose.acknowledged, anew.dose.witness) == ((), None)
    assert of(CommitIntent, effects) == []


def test_a_reason_for_one_pack_is_none_for_the_next() -> None:
    look = checked(Gate.VERIFY, Severity.CONFIRM, code="LOOK_ALIKE")
    session, _ = after((*TO_FETCH, ev.PackRead(pack=PACK), look), ev.Confirmed(reason="r"))
    session, _ = play((ev.PackRead(pack=PACK), look), session)

    assert told(play((ev.Given(),), session)[1]) == ["not-yet"]


def test_a_reason_for_the_order_holds_for_every_pack() -> None:
    early = (
        *TO_CHECKING,
        checked(Gate.RELEASE, Severity.CONFIRM, code="TOO_EARLY"),
        ev.Confirmed(reason="r"),
    )
    fetch = (ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True))
    scan = (ev.PackRead(pack=PACK), checked(Gate.VERIFY))
    given = (ev.Given(), checked(Gate.GIVE, Severity.CONFIRM, code="TOO_EARLY"))
    session, _ = play((*early, *fetch, *scan, *given))

    assert session.state is State.RECORDING


def test_a_late_question_is_answered_and_the_tap_goes_on_with_its_amount() -> None:
    amount = Amount(value=Decimal("2.5"), unit="mg")
    stale = checked(Gate.GIVE, Severity.CONFIRM, code="CHART_STALE")
    session, _ = after(TO_VERIFY, ev.Given(amount=amount, reason="vomited"), stale, ev.Confirmed(reason="r"))
    assert session.state is State.GIVING

    session, effects = play((stale,), session)
    (record,) = of(CommitRecord, effects)
    assert isinstance(record, CommitRecord)
    assert (record.dose.amount, record.reason) == (amount, "vomited")


def test_a_stop_can_not_be_reasoned_away_at_the_moment_of_giving() -> None:
    stop = checked(Gate.GIVE, Severity.STOP, code="ORDER_CHANGED")
    session, effects = after(TO_VERIFY, ev.Given(), stop, ev.Confirmed(reason="r"))

    assert (session.state, of(CommitRecord, effects)) == (State.GIVE, [])


def test_a_worse_answer_replaces_a_milder_one() -> None:
    mild = checked(Gate.RELEASE, Severity.CONFIRM, code="CHART_STALE")
    worse = checked(Gate.RELEASE, Severity.WITNESS, code="CHART_STALE")
    session, _ = after((*TO_CHECKING, mild), ev.Confirmed(reason="r"))
    session, _ = play((ev.CommitFailed(problem="p"), ev.Reopened(), worse), session)
    assert session.state is State.RELEASE

    session, _ = play(
        (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER)), session
    )
    assert session.dose is not None
    assert [(ack.code, ack.severity) for ack in session.dose.acknowledged] == [
        ("CHART_STALE", Severity.WITNESS)
    ]


def test_the_same_piece_scanned_twice_is_one_piece() -> None:
    piece = DrugPack(gtin="08934567890123", serial="S1", raw=b"x", symbology="]d2")
    half = (
        *TO_FETCH,
        ev.PackRead(pack=piece),
        checked(Gate.VERIFY, Severity.CONFIRM, code="DOSE_INCOMPLETE"),
    )
    session, effects = after(half, ev.PackRead(pack=piece))

    assert told(effects) == ["same-pack"]
    assert session.dose is not None
    assert len(session.dose.packs) == 1


def test_after_a_stop_the_next_code_starts_anew() -> None:
    mixed = Verdict(
        gate=Gate.VERIFY,
        severity=Severity.STOP,
        findings=(
            Finding(code="WRONG_DRUG", severity=Severity.STOP),
            Finding(code="DOSE_INCOMPLETE", severity=Severity.CONFIRM),
        ),
    )
    key = checked(Gate.VERIFY).key
    wrong = (*TO_FETCH, ev.PackRead(pack=PACK), ev.Checked(gate=Gate.VERIFY, key=key, verdict=mixed))
    session, _ = after(wrong, ev.PackRead(pack=PACK))

    assert session.dose is not None
    assert len(session.dose.packs) == 1
