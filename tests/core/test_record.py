"""What is written down, judged by an independent FHIR R4B model."""

from base64 import b64decode
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.medicationadministration import MedicationAdministration
from fhir.resources.R4B.supplyrequest import SupplyRequest

from cart_agent.core import record
from cart_agent.core.chart import Code, Dosage, Dose
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.record import Fact, GivenPack, Missing, Outcome, Who
from cart_agent.his.fhir.administration import read_administration
from tests.corpus.judge import situation
from tests.corpus.pharmacy import entries, formulary

AT = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)
NURSE, SECOND = Who(id="nv1", name="ĐD Thử Một"), Who(id="nv2", name="ĐD Thử Hai")
REASON = Code(system="urn:mc:reason", code="refused", display="Người bệnh từ chối")


def pack(drug: str = "PARA500", lot: str = "L1") -> GivenPack:
    product = formulary().by_drug(drug)
    assert product is not None
    scanned = DrugPack(
        gtin=entries()[drug]["gtin"], lot=lot, expiry=date(2027, 1, 31), raw=b"01\x1d10L1", symbology="]d2"
    )
    return GivenPack(pack=scanned, product=product)


def outcome(**changes: Any) -> Outcome:
    s = situation(
        {
            "now": "08:00",
            "order": {"drug": "PARA500", "dose": "500.0 mg", "times": ["08:00"], "version": "v7"},
        }
    )
    fields: dict[str, Any] = {
        "event_id": "0195-event",
        "status": "completed",
        "chart": s.chart,
        "order": s.order,
        "dose": s.dose,
        "at": AT,
        "recorded": AT,
        "zone": s.zone,
        "cart": "cart-1",
        "performer": NURSE,
        "amount": Quantity(value=Decimal("500.0"), unit="mg"),
        "packs": (pack(),),
    }
    return Outcome(**{**fields, **changes})


def wire(resource: record.Json) -> bytes:
    return msgspec.json.Encoder(decimal_format="number").encode(resource)


def extensions(resource: record.Json, name: str) -> list[Any]:
    found = [one for one in resource["extension"] if one["url"] == f"urn:mc:ext:{name}"]
    return [value for one in found for key, value in one.items() if key != "url"]


def test_a_given_dose_is_valid_fhir_and_says_who_what_when() -> None:
    told = record.administration(outcome(witness=SECOND, findings=("TOO_EARLY",), reasons=(REASON,)))
    MedicationAdministration.model_validate_json(wire(told))

    assert told["status"] == "completed"
    assert told["identifier"] == [{"system": "urn:mc:event", "value": "0195-event"}]
    assert told["request"] == {"reference": "MedicationRequest/order"}
    assert told["effectiveDateTime"] == "2026-03-02T01:05:00.000Z"
    assert told["contained"][0]["batch"] == {"lotNumber": "L1", "expirationDate": "2027-01-31"}
    assert [one["actor"]["reference"] for one in told["performer"]] == [
        "Practitioner/nv1",
        "Practitioner/nv2",
    ]
    assert told["performer"][1]["function"]["coding"][0]["code"] == "witness"
    assert extensions(told, "ngay-th-yl") == ["202603020805"]
    assert extensions(told, "order-version") == ["v7"]
    assert extensions(told, "scheduled") == ["2026-03-02T01:00:00.000Z"]
    assert extensions(told, "finding") == ["TOO_EARLY"]
    assert extensions(told, "reason") == ["refused"]
    assert b64decode(extensions(told, "scanned")[0]) == b"01\x1d10L1"
    assert extensions(told, "recorded") == []


def test_the_amount_keeps_its_digits_on_the_wire() -> None:
    assert b'"value":500.0,' in wire(record.administration(outcome()))


def test_what_is_not_given_is_never_completed() -> None:
    """eCRNow exported `not-done` as completed."""
    told = record.administration(outcome(status="not-done", amount=None, packs=(), reasons=(REASON,)))
    MedicationAdministration.model_validate_json(wire(told))

    assert told["status"] == "not-done"
    assert told["statusReason"][0]["coding"][0]["code"] == "refused"
    assert "dosage" not in told
    assert told["medicationCodeableConcept"]["coding"][0]["code"] == "PARA500"


def test_a_given_dose_without_an_amount_is_no_record() -> None:
    with pytest.raises(ValueError, match="amount"):
        record.administration(outcome(amount=None))


def test_nobody_gave_it_is_not_possible() -> None:
    """Another system was seen to save "given by nobody"."""
    fields = {name: getattr(outcome(), name) for name in Outcome.__struct_fields__ if name != "performer"}

    with pytest.raises(TypeError, match="performer"):
        Outcome(**fields)


def test_two_lots_of_one_dose_are_both_there() -> None:
    told = record.administration(outcome(packs=(pack(lot="L1"), pack(lot="L2"), pack(lot="L2"))))
    MedicationAdministration.model_validate_json(wire(told))

    assert [one["batch"]["lotNumber"] for one in told["contained"]] == ["L1", "L2"]
    assert extensions(told, "also-given") == [{"reference": "#drug2"}]
    assert len(extensions(told, "scanned")) == 3


def test_a_pack_without_a_lot_has_no_batch() -> None:
    bare = msgspec.structs.replace(
        pack(), pack=DrugPack(gtin="08930000000019", raw=b"8930000000019", symbology="]E0")
    )
    told = record.administration(outcome(packs=(bare,), note="uống với nước"))
    MedicationAdministration.model_validate_json(wire(told))

    assert "batch" not in told["contained"][0]
    assert told["note"] == [{"text": "uống với nước"}]


def test_a_dose_as_needed_answers_no_dose_time() -> None:
    made = outcome(dose=Dose(order_id="order", due=None, dosage=Dosage()))

    assert extensions(record.administration(made), "scheduled") == []


def test_late_charting_keeps_both_times() -> None:
    later = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    told = record.administration(outcome(recorded=later, note="  ", indication="đau"))

    assert extensions(told, "recorded") == ["2026-03-02T03:00:00.000Z"]
    assert "note" not in told
    assert told["reasonCode"] == [{"text": "đau"}]


def test_the_hospital_can_send_it_back_and_it_is_the_same_dose() -> None:
    told = record.administration(outcome())
    read = read_administration(msgspec.Raw(wire(told)), "p1", ())

    assert (read.event_id, read.order_id, read.status) == ("0195-event", "order", "completed")
    assert read.scheduled == outcome().dose.due
    assert read.amount == Quantity(value=Decimal("500.0"), unit="mg")
    assert formulary().named(read.codes) == pack().product


@pytest.mark.parametrize(
    "fact",
    [
        Fact(event_id="e0", kind="login", subtype="login", at=AT, cart="cart-1", actor=NURSE),
        Fact(
            event_id="e1",
            kind="drawer",
            subtype="unlocked",
            at=AT,
            cart="cart-1",
            actor=NURSE,
            drawer=3,
            patient_id="p1",
        ),
        Fact(
            event_id="e2",
            kind="tamper",
            subtype="forced-open",
            at=AT,
            cart="cart-1",
            outcome=record.SERIOUS,
            drawer=1,
        ),
        Fact(
            event_id="e3",
            kind="override",
            subtype="opened",
            at=AT,
            cart="cart-1",
            actor=NURSE,
            witness=SECOND,
            order_id="order",
            detail={"reason": "cardiac-arrest", "empty": ""},
        ),
    ],
    ids=lambda fact: fact.kind,
)
def test_everything_that_is_no_dose_is_a_valid_audit_event(fact: Fact) -> None:
    told = record.drawer_audit(fact)
    AuditEvent.model_validate_json(wire(told))

    assert told["type"]["code"] == fact.kind
    assert extensions(told, "event") == [{"system": "urn:mc:event", "value": fact.event_id}]
    assert len(told["agent"]) == (2 if fact.witness else 1)


def test_a_missing_dose_is_a_valid_supply_request() -> None:
    base = outcome()
    missing = Missing(
        event_id="e4",
        chart=base.chart,
        order=base.order,
        amount=Quantity(value=Decimal("500.0"), unit="mg"),
        at=AT,
        due=base.dose.due,
        requester=NURSE,
        cart="cart-1",
        reason=REASON,
    )
    told = record.supply_request(missing)
    SupplyRequest.model_validate_json(wire(told))

    assert told["itemCodeableConcept"]["coding"][0]["code"] == "PARA500"
    assert told["occurrenceDateTime"] == "2026-03-02T01:00:00.000Z"
