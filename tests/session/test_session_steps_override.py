"""Override: to the letter."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from cart_agent.core.identify import DrugPack
from cart_agent.core.override import Grant, Moment
from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CheckPin, CommitOverride, Lock, Note, Tell, Unlock
from cart_agent.core.session.override import granted
from cart_agent.core.session.patient import WRONG_PATIENT
from cart_agent.core.session.state import Asked, Fault, Glass
from cart_agent.core.verdict import Gate, Severity, Verdict
from tests.session.session_help import BAND, KEY, NURSE, OTHER, PACK
from tests.session.steps_help import DOSE, OTHER_BAND, Row, assert_follows, at, findings, rows

SINCE = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=1.0, boot_id="b")
GRANT = Grant(id="e1", by=NURSE.id, reason="urgent", codes=frozenset({"TOO_EARLY"}), since=SINCE, minutes=15)
STOP = findings(Gate.RELEASE, TOO_EARLY=Severity.STOP)
STOPPED = {"release": STOP, "packs": (), "opened": False}
FOR_DOSE = Asked(reason="urgent")
PIN = at(State.OVERRIDE, STOPPED, asked=FOR_DOSE, candidate=NURSE, resume=State.RELEASE)
AWAITED = Tell(message="override-pin")
FORGOTTEN = {"asked": None, "candidate": None}
ASK_RELEASE = Ask(gate=Gate.RELEASE, key=KEY)
FAULT = Fault(kind="tamper", drawer=1)
FOR_GLASS = Asked(reason="arrest", drawer=9, encounter_id="enc-2", wristband=None)
GLASS = Glass(grant=GRANT, drawer=9, encounter_id="enc-2")
ASKED_GLASS = ev.GlassAsked(drawer=9, reason="arrest")


def judged(version: str, gate: Gate = Gate.RELEASE, **found: Severity) -> ev.Checked:
    calm = Verdict(gate=gate, severity=Severity.ALLOW)
    verdict = findings(gate, **found) if found else calm
    return ev.Checked(
        gate=gate, key=KEY, verdict=verdict, order_id="order-1", order_version=version, drawer=3
    )


def round_(**fields: Any) -> Session:
    return Session(state=State.ROUND, person=NURSE, **fields)


@rows(
    Row(
        name="despite the STOP in sight",
        before=at(State.RELEASE, STOPPED),
        event=ev.OverrideAsked(reason="urgent"),
        changes={
            "state": State.OVERRIDE,
            "asked": FOR_DOSE,
            "candidate": NURSE,
            "resume": State.RELEASE,
        },
        effects=(AWAITED,),
    ),
    Row(
        name="there is no STOP",
        before=at(State.RELEASE),
        event=ev.OverrideAsked(reason="urgent"),
        effects=(Tell(message="not-now"),),
    ),
    Row(
        name="a fault is latched",
        before=at(State.RELEASE, STOPPED, fault=FAULT),
        event=ev.OverrideAsked(reason="urgent"),
        effects=(Tell(message="fault-first"),),
    ),
    Row(
        name="a drawer for a patient of the list",
        before=round_(wristband=BAND),
        event=ev.GlassAsked(drawer=9, reason="arrest", encounter_id="enc-2"),
        changes={
            "state": State.OVERRIDE,
            "asked": FOR_GLASS,
            "candidate": NURSE,
            "resume": State.ROUND,
        },
        effects=(AWAITED,),
    ),
    Row(
        name="a drawer for nobody known, its own drawer open",
        before=round_(open_drawers=frozenset({9})),
        event=ASKED_GLASS,
        changes={
            "state": State.OVERRIDE,
            "asked": Asked(reason="arrest", drawer=9),
            "candidate": NURSE,
            "resume": State.ROUND,
        },
        effects=(AWAITED,),
    ),
    Row(
        name="a drawer for the open patient",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1", wristband=BAND),
        event=ASKED_GLASS,
        changes={
            "state": State.OVERRIDE,
            "asked": Asked(reason="arrest", drawer=9, encounter_id="enc-1", wristband=BAND),
            "candidate": NURSE,
            "resume": State.PATIENT,
        },
        effects=(AWAITED,),
    ),
    Row(
        name="a drawer for another than the open patient",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1", wristband=BAND),
        event=ev.GlassAsked(drawer=9, reason="arrest", encounter_id="enc-2"),
        changes={
            "state": State.OVERRIDE,
            "asked": FOR_GLASS,
            "candidate": NURSE,
            "resume": State.PATIENT,
        },
        effects=(AWAITED,),
    ),
    Row(
        name="a drawer with a dose in hand",
        before=at(State.STOPPED, stopped=WRONG_PATIENT),
        event=ASKED_GLASS,
        effects=(Tell(message="leave-dose-first"),),
    ),
    Row(
        name="a drawer while another is open",
        before=round_(open_drawers=frozenset({3, 9})),
        event=ASKED_GLASS,
        effects=(Tell(message="close-drawer"),),
    ),
    Row(
        name="a drawer of a locked-down cart",
        before=round_(lockdown="c1"),
        event=ASKED_GLASS,
        effects=(Tell(message="lockdown"),),
    ),
)
def test_an_override_is_asked_for(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="the PIN",
        before=PIN,
        event=ev.PinEntered(pin="1"),
        effects=(CheckPin(person=NURSE, pin="1"),),
    ),
    Row(
        name="a wrong PIN",
        before=PIN,
        event=ev.PinChecked(person=NURSE, problem="wrong"),
        effects=(Tell(message="pin-wrong"),),
    ),
    Row(name="an answer for another badge", before=PIN, event=ev.PinChecked(person=OTHER)),
    Row(
        name="a right PIN",
        before=PIN,
        event=ev.PinChecked(person=NURSE),
        changes={"state": State.GRANTING, "candidate": None},
        effects=(CommitOverride(asked=FOR_DOSE),),
    ),
    Row(
        name="not after all",
        before=PIN,
        event=ev.Cancelled(),
        changes={"state": State.RELEASE, **FORGOTTEN},
    ),
    Row(name="a badge", before=PIN, event=ev.BadgeRead(person=OTHER), effects=(AWAITED,)),
    Row(name="a drug", before=PIN, event=ev.PackRead(pack=PACK), effects=(AWAITED,)),
    Row(
        name="a wristband without a dose in hand",
        before=Session(state=State.OVERRIDE, person=NURSE, asked=FOR_GLASS, candidate=NURSE),
        event=ev.WristbandRead(wristband=BAND, encounter_id=""),
        effects=(AWAITED,),
    ),
    Row(
        name="another patient's wristband",
        before=PIN,
        event=ev.WristbandRead(wristband=OTHER_BAND, encounter_id=""),
        changes={
            "state": State.STOPPED,
            "stopped": WRONG_PATIENT,
            "resume": State.RELEASE,
            **FORGOTTEN,
        },
        effects=(
            Lock(drawer=3),
            Note(
                kind="stopped",
                about={"gate": "release", "codes": "WRONG_PATIENT", "order": "order-1"},
            ),
        ),
    ),
    Row(
        name="the chart changes",
        before=PIN,
        event=ev.ChartChanged(),
        effects=(ASK_RELEASE,),
    ),
    Row(name="an answer of another gate", before=PIN, event=judged("1", Gate.GIVE, TOO_EARLY=Severity.STOP)),
    Row(
        name="an answer without a dose in hand",
        before=Session(state=State.OVERRIDE, person=NURSE, asked=FOR_GLASS),
        event=judged("1", TOO_EARLY=Severity.STOP),
    ),
    Row(
        name="the newest chart stops it for the same",
        before=PIN,
        event=judged("1", TOO_EARLY=Severity.STOP, HIGH_ALERT=Severity.WITNESS),
        dose={
            "release": findings(Gate.RELEASE, TOO_EARLY=Severity.STOP, HIGH_ALERT=Severity.WITNESS),
            "give": None,
        },
    ),
    Row(
        name="the newest chart stops it for something else",
        before=PIN,
        event=judged("1", HOLD_PARAMETER=Severity.STOP),
        changes={"state": State.RELEASE, **FORGOTTEN},
        dose={"release": findings(Gate.RELEASE, HOLD_PARAMETER=Severity.STOP), "give": None, "held": True},
        effects=(
            Note(kind="stopped", about={"gate": "release", "codes": "HOLD_PARAMETER", "order": "order-1"}),
        ),
    ),
    Row(
        name="the newest chart stops another order version for the same",
        before=PIN,
        event=judged("2", TOO_EARLY=Severity.STOP),
        changes={"state": State.RELEASE, **FORGOTTEN},
        dose={
            "order_version": "2",
            "verify": None,
            "amount": None,
            "give_reason": "",
            "give": None,
            "held": True,
        },
        effects=(Note(kind="stopped", about={"gate": "release", "codes": "TOO_EARLY", "order": "order-1"}),),
    ),
    Row(
        name="the newest chart stops it no more",
        before=PIN,
        event=judged("1"),
        changes={"state": State.RELEASE, **FORGOTTEN},
        dose={"release": Verdict(gate=Gate.RELEASE, severity=Severity.ALLOW), "give": None, "held": True},
        effects=(Tell(message="ask-for-drawer"),),
    ),
    Row(
        name="a chart changes without a dose in hand",
        before=Session(state=State.OVERRIDE, person=NURSE, asked=FOR_GLASS),
        event=ev.ChartChanged(),
    ),
)
def test_an_override_is_signed(row: Row) -> None:
    assert_follows(row)


GRANTING = replace(PIN, state=State.GRANTING, candidate=None)
OPENING = Session(
    state=State.GRANTING, person=NURSE, asked=FOR_GLASS, resume=State.STOPPED, stopped=WRONG_PATIENT
)


@rows(
    Row(
        name="refused",
        before=GRANTING,
        event=ev.OverrideAnswered(problem="override-not-yours"),
        changes={"state": State.RELEASE, **FORGOTTEN},
        effects=(Tell(message="override-not-yours"),),
    ),
    Row(
        name="on record: the dose is judged anew",
        before=GRANTING,
        event=ev.OverrideAnswered(grant=GRANT),
        changes={"state": State.CHECKING, **FORGOTTEN},
        dose={"override": GRANT},
        effects=(ASK_RELEASE,),
    ),
    Row(
        name="on record: the emergency drawer opens",
        before=OPENING,
        event=ev.OverrideAnswered(grant=GRANT),
        changes={"state": State.GLASS_OPENING, "glass": GLASS, "stopped": None, **FORGOTTEN},
        effects=(Unlock(drawer=9),),
    ),
)
def test_an_override_is_on_record(row: Row) -> None:
    assert_follows(row)


OVERRIDDEN = {**STOPPED, "override": GRANT}
EXPIRED = Note(
    kind="override-expired",
    about={"override": "e1"},
    dose=replace(DOSE, **OVERRIDDEN),
    encounter_id="enc-1",
)


@rows(
    Row(
        name="while the drug is fetched",
        before=at(State.FETCH, OVERRIDDEN, candidate=OTHER, asked=FOR_DOSE),
        event=ev.OverrideExpired(),
        changes={"state": State.CHECKING, **FORGOTTEN},
        dose={"override": None, "held": True, "release": None},
        effects=(Lock(drawer=3), EXPIRED, Tell(message="override-over"), ASK_RELEASE),
    ),
    Row(
        name="while nobody is there",
        before=at(State.OFF, OVERRIDDEN, person=None),
        event=ev.OverrideExpired(),
        dose={"override": None},
        effects=(EXPIRED,),
    ),
    Row(name="there is none", before=at(State.FETCH), event=ev.OverrideExpired()),
    Row(name="there is no dose", before=round_(), event=ev.OverrideExpired()),
)
def test_an_override_is_over(row: Row) -> None:
    assert_follows(row)


def test_an_override_goes_with_a_pack_that_its_findings_are_not_about() -> None:
    pack = DrugPack(drug="X", raw=b"x", symbology="]d2")
    other = replace(GRANT, codes=frozenset({"WRONG_DRUG"}))
    before = at(State.FETCH, {"packs": (), "release": STOP, "override": other})
    forgotten = {"verify": None, "give": None, "amount": None, "give_reason": "", "override": None}

    assert_follows(
        Row(
            name="",
            before=before,
            event=ev.PackRead(pack=pack),
            changes={"state": State.VERIFYING},
            dose={**forgotten, "packs": (pack,)},
            effects=(Ask(gate=Gate.VERIFY, key=KEY),),
        )
    )


def test_a_session_with_the_override_is_whole_before_the_answer_is_known() -> None:
    asked = replace(FOR_GLASS, wristband=BAND)
    opening = replace(OPENING, asked=asked)
    glass = replace(GLASS, wristband=BAND)

    assert granted(GRANTING, GRANT) == replace(
        at(State.RELEASE, STOPPED | {"override": GRANT}), resume=State.RELEASE
    )
    assert granted(opening, GRANT) == Session(
        state=State.GLASS, person=NURSE, resume=State.STOPPED, glass=glass
    )
