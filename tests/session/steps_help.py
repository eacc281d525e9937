"""Rows of a table: before, event -> exactly what changes in the session, and exactly what is to be done."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from cart_agent.core.identify import Wristband
from cart_agent.core.session import Session, State, Step, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Effect
from cart_agent.core.session.state import Acknowledgement, Amount, DoseInHand
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict
from tests.session.session_help import BAND, KEY, NURSE, PACK, verdict

OTHER_BAND = Wristband(number="BN002")
AMOUNT = Amount(value=Decimal("2.5"), unit="mg")
DOSE = DoseInHand(
    key=KEY,
    order_id="order-1",
    order_version="1",
    drawer=3,
    prn_reason="pain",
    prn_score=7,
    release=verdict(Gate.RELEASE),
    verify=verdict(Gate.VERIFY),
    give=verdict(Gate.GIVE),
    packs=(PACK,),
    amount=AMOUNT,
    give_reason="vomited",
    opened=True,
)
"""A dose of which everything is known, so that what a step forgets can be seen."""


def at(state: State, dose: dict[str, Any] | None = None, **fields: Any) -> Session:
    """The nurse with a patient and `DOSE` in hand, changed as said."""
    whole = {
        "person": NURSE,
        "encounter_id": "enc-1",
        "wristband": BAND,
        "dose": replace(DOSE, **(dose or {})),
    }
    return Session(state=state, **{**whole, **fields})


def answered(code: str, severity: Severity = Severity.CONFIRM, by: str = NURSE.id) -> Acknowledgement:
    return Acknowledgement(code=code, severity=severity, reason="r", by=by)


def findings(gate: Gate, **codes: Severity) -> Verdict:
    """A verdict with these codes; the most severe one is the verdict."""
    found = tuple(Finding(code=code, severity=severity) for code, severity in codes.items())
    return Verdict(gate=gate, severity=max(codes.values(), key=lambda one: one.rank), findings=found)


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table."""

    name: str
    before: Session
    event: ev.Event
    changes: dict[str, Any] = {}
    """Of the session; all else stays."""
    dose: dict[str, Any] = {}
    """Of the dose in hand."""
    effects: tuple[Effect, ...] = ()


def rows(*table: Row) -> pytest.MarkDecorator:
    """A test for each line."""
    return pytest.mark.parametrize("row", table, ids=[row.name for row in table])


def assert_follows(row: Row) -> None:
    """That exactly this follows, and nothing else."""
    expected = replace(row.before, **row.changes)
    if row.dose:
        assert expected.dose is not None
        expected = replace(expected, dose=replace(expected.dose, **row.dose))

    assert step(row.before, row.event) == Step(session=expected, effects=row.effects)
