"""From a situation to the record of its dose, and one question to one gate."""

from typing import Any

import pytest

from cart_agent.core import gates, outcome, record
from cart_agent.core.chart import Code
from cart_agent.core.verdict import Gate, Severity
from tests.core.test_corners import PARA, pack, q
from tests.corpus.judge import situation

NURSE = record.Who(id="NV1", name="ĐD. Lan (mẫu)")
IV: dict[str, Any] = {
    "now": "08:00",
    "order": {"drug": "PARA1000IV", "dose": "1 g", "times": ["08:00"], "route": "iv-infusion"},
}


def account(**fields: Any) -> outcome.Account:
    return outcome.Account(event_id="e1", cart="cart-01", performer=NURSE, **fields)


def test_a_dose_is_recorded_with_what_was_scanned_each_piece_once() -> None:
    piece = pack("PARA500", serial="S1")
    told = outcome.administered(situation(PARA), (piece, piece), None, account(score=7))

    assert told["status"] == "completed"
    assert str(told["dosage"]["dose"]["value"]) == "500"
    assert len(told["contained"]) == 1
    assert {"url": "urn:mc:ext:score-before", "valueInteger": 7} in told["extension"]


def test_what_the_nurse_says_counts_more_than_what_was_scanned() -> None:
    told = outcome.administered(situation(PARA), (pack("PARA500"),), q("250 mg"), account())

    assert str(told["dosage"]["dose"]["value"]) == "250"


def test_an_infusion_is_in_progress_from_now_on() -> None:
    told = outcome.administered(situation(IV), (pack("PARA1000IV"),), None, account())

    assert told["status"] == "in-progress"


def test_a_dose_of_unknown_amount_is_no_record() -> None:
    with pytest.raises(ValueError, match="amount"):
        outcome.administered(situation(PARA), (pack("AMLO5"),), None, account())


def test_a_dose_not_given_says_why_and_names_no_pack() -> None:
    refused = Code(system="urn:mc:not-given", code="refused", display="refused")
    told = outcome.not_done(situation(PARA), account(reasons=(refused,)))

    assert (told["status"], "contained" in told) == ("not-done", False)
    assert told["statusReason"][0]["coding"][0]["code"] == "refused"


@pytest.mark.parametrize(
    ("gate", "packs", "unscanned", "expected"),
    [
        (Gate.RELEASE, (), False, ["CHART_STALE"]),
        (Gate.VERIFY, (), False, ["CODE_SUSPECT"]),
        (Gate.GIVE, (), False, ["ORDER_CHANGED", "CHART_STALE"]),
        (Gate.GIVE, (), True, ["ORDER_CHANGED", "CODE_SUSPECT", "CHART_STALE"]),
        (Gate.GIVE, (pack("PARA500"),), False, ["ORDER_CHANGED", "CHART_STALE"]),
    ],
)
def test_each_gate_is_asked_its_own_question(
    gate: Gate, packs: tuple[Any, ...], unscanned: bool, expected: list[str]
) -> None:
    s = situation({**PARA, "link": {"age": 30}, "released_version": "0"})
    found = gates.ask(gate, s, packs, unscanned=unscanned)

    assert (found.gate, [one.code for one in found.findings]) == (gate, expected)


def test_a_dose_that_the_chart_no_longer_has_is_stopped() -> None:
    found = gates.gone(Gate.GIVE)

    assert (found.severity, found.findings[0].code) == (Severity.STOP, "ORDER_NOT_ACTIVE")
    assert found.findings[0].facts == {"status": "absent"}
