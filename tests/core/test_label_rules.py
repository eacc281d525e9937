"""A label at the bed: whose, for which order, in date, used or not."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from cart_agent.core import gates, outcome, record
from cart_agent.core.identify import DrugPack
from cart_agent.core.label import Mixture, Preparation
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Gate
from tests.core.test_preparation import VIAL, ceftriaxone, per, q

MIXED = Mixture(drug=q("1 g"), volume=q("100 mL"), concentration=q("10 mg/mL"))
FOREIGN = DrugPack(drug="NOTHING", raw=b"91NOTHING", symbology="]d2")


def at_bed(s: Situation, **changes: Any) -> Situation:
    label = Preparation(
        number="PL-1",
        encounter_id=s.chart.encounter_id,
        patient="NGUYỄN VĂN THỬ",
        birth_date="",
        bed="",
        order_id=s.order.id,
        order_version=s.order.version,
        key=s.dose.key,
        drug_name="ceftriaxon 1 g",
        diluent_name="",
        route="iv",
        mixture=MIXED,
        packs=(VIAL,),
        diluent=None,
        made=s.now,
        expires=s.now + timedelta(hours=4),
        preparer_id="n1",
        preparer="ĐD Thử",
    )
    changed = msgspec.structs.replace(label, **changes)
    return msgspec.structs.replace(s, preparing=False, diluent=None, label=changed)


def codes(s: Situation, gate: Gate = Gate.VERIFY, amount: Quantity | None = None) -> dict[str, str]:
    packs = s.label.packs if s.label else ()
    return {
        f"{one.code}.{one.facts.get('case', '')}".rstrip("."): one.severity.value
        for one in gates.ask(gate, s, packs, amount).findings
    }


def test_a_label_in_order_says_nothing() -> None:
    assert set(codes(at_bed(ceftriaxone()))) <= {"EXPIRES_SOON.unknown"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"encounter_id": "enc2"}, "WRONG_PATIENT.label"),
        ({"order_id": "other"}, "WRONG_DRUG.label"),
        ({"order_version": "0"}, "ORDER_CHANGED.label"),
        ({"status": "discarded"}, "CODE_SUSPECT.label-discarded"),
    ],
)
def test_a_label_that_does_not_fit_is_a_stop(changes: dict[str, Any], code: str) -> None:
    assert codes(at_bed(ceftriaxone(), **changes))[code] == "STOP"


def test_a_label_that_was_used_or_is_too_old_is_a_stop() -> None:
    s = ceftriaxone()
    used = at_bed(s, status="given", closed=s.now, closed_by="ĐD Thử")

    assert codes(used)["ALREADY_GIVEN"] == "STOP"
    assert "EXPIRED.label" not in codes(at_bed(s, expires=s.now))
    assert codes(at_bed(s, expires=s.now - timedelta(microseconds=1)))["EXPIRED.label"] == "STOP"


def test_a_label_without_a_pack_is_asked_about_at_the_moment_of_giving() -> None:
    wrong = at_bed(ceftriaxone(), packs=(), encounter_id="enc2")

    assert codes(wrong, Gate.GIVE)["WRONG_PATIENT.label"] == "STOP"
    assert "CODE_SUSPECT.not-scanned" not in codes(wrong)


@pytest.mark.parametrize(
    ("told", "over"), [("1 g", False), ("999 mg", False), ("1.001 g", True), ("5 mL", True)]
)
def test_no_more_of_a_rate_is_given_than_was_prepared(told: str, over: bool) -> None:
    s = at_bed(ceftriaxone(per("500 mg", "1 h"), dose=False))

    assert ("DOSE_OVER" in codes(s, amount=q(told))) is over


def test_what_is_recorded_is_what_the_label_says() -> None:
    s = at_bed(ceftriaxone(per("500 mg", "1 h"), dose=False))
    who = record.Who(id="n1", name="ĐD Thử")
    made = outcome.administered(s, (VIAL,), None, outcome.Account(event_id="e1", cart="c1", performer=who))

    assert made["dosage"]["dose"]["value"] == Decimal(1)
    assert {"url": "urn:mc:ext:prepared-label", "valueString": "PL-1"} in made["extension"]


def test_a_diluent_is_judged_as_any_pack() -> None:
    s = ceftriaxone()
    unknown = msgspec.structs.replace(s, diluent=FOREIGN)
    drug = msgspec.structs.replace(s, diluent=VIAL)

    assert codes(unknown)["CODE_SUSPECT.not-scanned"] == "WITNESS"
    assert codes(unknown)["CODE_SUSPECT.unknown-product"] == "STOP"
    assert codes(drug)["WRONG_DRUG.diluent"] == "STOP"
