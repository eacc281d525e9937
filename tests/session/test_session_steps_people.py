"""Badges, PINs, witnesses, log-out: what each step changes and asks for, to the letter."""

from decimal import Decimal

from msgspec.structs import replace

from cart_agent.core.ledger import Waste
from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CheckPin, CommitIntent, Lock, Note, Tell
from cart_agent.core.session.people import is_hidden
from cart_agent.core.session.state import Amount, Asked, Person
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, verdict
from tests.session.steps_help import DOSE, Row, answered, assert_follows, at, findings, rows

THIRD = Person(id="nurse-3", name="Điều dưỡng Ba", roles=("nurse",))
REST = Waste(source="hand", reason="dropped")
PIN = Session(state=State.PIN, candidate=NURSE)
LEFT = at(State.PIN, person=None, candidate=NURSE, left_by=NURSE.id)
LOGIN = Note(kind="login", about={"person": NURSE.id})
TWO = findings(Gate.RELEASE, HIGH_ALERT=Severity.WITNESS, LATE=Severity.CONFIRM)
ASKED = {"release": TWO, "acknowledged": (answered("LATE"),)}
WITNESS = at(State.WITNESS, ASKED, candidate=OTHER, resume=State.RELEASE)
FIVE = DoseRange(low=Quantity(value=Decimal(5), unit="mg"), high=Quantity(value=Decimal(5), unit="mg"))
HIDDEN = {**ASKED, "blind": FIVE}
BLIND = at(State.BLIND, HIDDEN, candidate=OTHER, resume=State.RELEASE)
LOGOUT = {"person": None, "left_by": NURSE.id, "candidate": None, "state": State.OFF}


def logout(idle: str) -> tuple[Lock, Note]:
    return Lock(drawer=3), Note(kind="logout", about={"person": NURSE.id, "idle": idle}, by=NURSE)


@rows(
    Row(
        name="a badge, then its PIN",
        before=Session(),
        event=ev.BadgeRead(person=NURSE),
        changes={"state": State.PIN, "candidate": NURSE},
    ),
    Row(
        name="another badge takes its place",
        before=PIN,
        event=ev.BadgeRead(person=OTHER),
        changes={"candidate": OTHER},
    ),
    Row(
        name="the PIN is checked for the badge read last",
        before=PIN,
        event=ev.PinEntered(pin="123"),
        effects=(CheckPin(person=NURSE, pin="123"),),
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
        changes={"state": State.ROUND, "person": NURSE, "candidate": None},
        effects=(LOGIN,),
    ),
    Row(
        name="the same person comes back to the dose",
        before=replace(LEFT, dose=replace(DOSE, packs=(), unscanned="")),
        event=ev.PinChecked(person=NURSE),
        changes={"state": State.FETCH, "person": NURSE, "candidate": None, "left_by": ""},
        dose={"give": None},
        effects=(LOGIN, Ask(gate=Gate.GIVE, key=KEY)),
    ),
    Row(
        name="somebody else inherits nothing",
        before=replace(LEFT, left_by=OTHER.id, next_key=NEXT, stopped=verdict(Gate.RELEASE)),
        event=ev.PinChecked(person=NURSE),
        changes={
            "state": State.ROUND,
            "person": NURSE,
            "candidate": None,
            "left_by": "",
            "encounter_id": "",
            "wristband": None,
            "stopped": None,
            "next_key": "",
            "dose": None,
        },
        effects=(
            LOGIN,
            Lock(drawer=3),
            Note(
                kind="no-outcome",
                about={"order": "order-1", "key": KEY, "drawer": "3", "leftBy": OTHER.id},
                dose=DOSE,
                encounter_id="enc-1",
            ),
        ),
    ),
    Row(
        name="nobody after all",
        before=PIN,
        event=ev.Cancelled(),
        changes={"state": State.OFF, "candidate": None},
    ),
)
def test_a_login(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="a badge where no second person is wanted",
        before=at(State.FETCH),
        event=ev.BadgeRead(person=OTHER),
        effects=(Tell(message="log-out-first"),),
    ),
    Row(
        name="her own badge",
        before=at(State.FETCH),
        event=ev.BadgeRead(person=NURSE),
        effects=(Tell(message="already-logged-in"),),
    ),
    Row(
        name="the giver is no witness",
        before=at(State.RELEASE, ASKED),
        event=ev.BadgeRead(person=NURSE),
        effects=(Tell(message="witness-is-giver"),),
    ),
    Row(
        name="a second person",
        before=at(State.RELEASE, ASKED),
        event=ev.BadgeRead(person=OTHER),
        changes={"state": State.WITNESS, "candidate": OTHER, "resume": State.RELEASE},
    ),
    Row(
        name="a witness's PIN is checked for whom she witnesses",
        before=WITNESS,
        event=ev.PinEntered(pin="9"),
        effects=(CheckPin(person=OTHER, pin="9", witness_for=NURSE.id),),
    ),
    Row(
        name="a witness's wrong PIN",
        before=WITNESS,
        event=ev.PinChecked(person=OTHER, problem="locked-out"),
        effects=(Tell(message="pin-locked-out"),),
    ),
    Row(
        name="the witness goes",
        before=WITNESS,
        event=ev.Cancelled(),
        changes={"state": State.RELEASE, "candidate": None},
    ),
)
def test_a_badge_and_a_witness(row: Row) -> None:
    assert_follows(row)


def test_a_witness_answers_and_the_dose_goes_on() -> None:
    both = (answered("LATE"), replace(answered("HIGH_ALERT", Severity.WITNESS, OTHER.id), reason="witnessed"))
    seen = replace(DOSE, release=TWO, acknowledged=both, witness=OTHER)
    assert_follows(
        Row(
            name="",
            before=WITNESS,
            event=ev.PinChecked(person=OTHER),
            changes={"state": State.INTENT, "candidate": None, "dose": seen},
            effects=(CommitIntent(dose=seen),),
        )
    )


def said(value: str, unit: str) -> ev.DoseSaid:
    return ev.DoseSaid(amount=Amount(value=Decimal(value), unit=unit))


def differs(amount: str) -> tuple[Note, Tell]:
    return Note(kind="blind-differs", about={"witness": OTHER.id, "said": amount}), Tell(
        message="blind-differs"
    )


@rows(
    Row(
        name="of a drug that is witnessed blind the PIN is not enough",
        before=replace(BLIND, state=State.WITNESS),
        event=ev.PinChecked(person=OTHER),
        changes={"state": State.BLIND},
        effects=(Tell(message="say-dose"),),
    ),
    Row(
        name="another amount",
        before=BLIND,
        event=said("10.50", "mg"),
        changes={"state": State.RELEASE, "candidate": None},
        effects=differs("10.50 mg"),
    ),
    Row(
        name="the amount of what nobody knows any more",
        before=at(State.BLIND, {"blind": None}, candidate=OTHER, resume=State.VERIFY),
        event=said("5", "mg"),
        changes={"state": State.VERIFY, "candidate": None},
        effects=differs("5 mg"),
    ),
    Row(
        name="another badge",
        before=replace(BLIND, candidate=THIRD),
        event=ev.BadgeRead(person=OTHER),
        changes={"state": State.WITNESS, "candidate": OTHER},
    ),
    Row(
        name="she goes without saying it",
        before=BLIND,
        event=ev.Cancelled(),
        changes={"state": State.RELEASE, "candidate": None},
    ),
    Row(
        name="a drug's code",
        before=BLIND,
        event=ev.PackRead(pack=DOSE.packs[0]),
        effects=(Tell(message="answer-first"),),
    ),
)
def test_a_dose_that_is_said_blind(row: Row) -> None:
    assert_follows(row)


def test_the_right_dose_said_blind_is_a_witness() -> None:
    both = (
        answered("LATE"),
        replace(answered("HIGH_ALERT", Severity.WITNESS, OTHER.id), reason="witnessed-blind"),
    )
    seen = replace(DOSE, release=TWO, acknowledged=both, witness=OTHER, blind=FIVE)
    assert_follows(
        Row(
            name="",
            before=BLIND,
            event=said("0.005", "g"),
            changes={"state": State.INTENT, "candidate": None, "dose": seen},
            effects=(CommitIntent(dose=seen),),
        )
    )


def test_the_dose_is_hidden_while_a_witness_is_what_is_wanted_and_not_before_or_after() -> None:
    seen = (answered("LATE"), answered("HIGH_ALERT", Severity.WITNESS, OTHER.id))

    assert is_hidden(BLIND)
    assert is_hidden(replace(BLIND, state=State.WITNESS))
    assert is_hidden(at(State.RELEASE, HIDDEN))
    assert not is_hidden(at(State.RELEASE, {**HIDDEN, "acknowledged": seen}))
    assert not is_hidden(at(State.FETCH, HIDDEN))
    assert not is_hidden(at(State.RELEASE, ASKED))
    assert not is_hidden(Session(state=State.ROUND, person=NURSE))


@rows(
    Row(
        name="a reason covers what asks for no more than one",
        before=at(State.RELEASE, {"release": TWO}),
        event=ev.Confirmed(reason="r"),
        dose={"acknowledged": (answered("LATE"),)},
    ),
    Row(
        name="she goes",
        before=at(State.FETCH, candidate=OTHER),
        event=ev.LoggedOut(),
        changes=LOGOUT,
        effects=logout("no"),
    ),
    Row(
        name="she was away too long",
        before=at(State.FETCH, candidate=OTHER, asked=Asked(reason="r"), entry=REST),
        event=ev.LoggedOut(idle=True),
        changes={**LOGOUT, "asked": None, "entry": None},
        effects=logout("yes"),
    ),
    Row(
        name="she may no longer work here",
        before=at(State.FETCH),
        event=ev.LoggedOut(idle=True, why="expired"),
        changes=LOGOUT,
        effects=(
            Lock(drawer=3),
            Note(kind="logout", about={"person": NURSE.id, "idle": "yes", "why": "expired"}, by=NURSE),
        ),
    ),
    Row(
        name="she goes without a dose in hand",
        before=Session(state=State.ROUND, person=NURSE),
        event=ev.LoggedOut(),
        changes=LOGOUT,
        effects=(logout("no")[1],),
    ),
    Row(
        name="she must wait for an answer",
        before=at(State.GIVING),
        event=ev.LoggedOut(),
        changes={"leaving": True},
        effects=(Tell(message="logging-out"),),
    ),
    Row(
        name="she wanted to go, and the answer came",
        before=at(State.GIVING, leaving=True),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=findings(Gate.GIVE, LATE=Severity.CONFIRM)),
        changes={**LOGOUT, "leaving": False},
        dose={"give": findings(Gate.GIVE, LATE=Severity.CONFIRM)},
        effects=logout("no"),
    ),
    Row(name="an idle timer rings again", before=at(State.GIVING), event=ev.LoggedOut(idle=True)),
)
def test_a_reason_and_a_log_out(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="a wristband",
        before=Session(),
        event=ev.WristbandRead(wristband=BAND, encounter_id=""),
        effects=(
            Tell(message="log-in-first"),
            Note(kind="scan-without-login", about={"code": "wristband"}),
        ),
    ),
    Row(
        name="a drug",
        before=PIN,
        event=ev.PackRead(pack=DOSE.packs[0]),
        effects=(Tell(message="log-in-first"), Note(kind="scan-without-login", about={"code": "pack"})),
    ),
)
def test_a_scan_without_anybody_logged_in(row: Row) -> None:
    assert_follows(row)
