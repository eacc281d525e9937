"""MedicationAdministration: what was given, or not given and why (docs/his-contract.md, "what was given")."""

from base64 import b64encode
from datetime import datetime
from typing import Literal

from msgspec import Struct

from cart_agent.core.chart import Chart, Code, Dose, Order, Product, RateRange
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.record.parts import (
    Json,
    Who,
    coded,
    concept,
    event,
    extension,
    instant,
    insurance_time,
    practitioner,
    pruned,
    quantity,
    reference,
)

REASON = "urn:mc:reason"


class GivenPack(Struct, frozen=True, kw_only=True):
    """One scanned pack and its product."""

    pack: DrugPack
    product: Product


class Outcome(Struct, frozen=True, kw_only=True):
    """Everything about one dose that was given or not."""

    event_id: str
    status: Literal["completed", "not-done", "in-progress", "stopped"]
    chart: Chart
    order: Order
    dose: Dose
    at: datetime
    """When it happened; aware."""
    recorded: datetime
    """When it was written down; differs from `at` in late charting."""
    zone: str
    cart: str
    performer: Who
    """No performer, no record: the type has no default."""
    witness: Who | None = None
    amount: Quantity | None = None
    """What was really given; None only for `not-done`."""
    packs: tuple[GivenPack, ...] = ()
    findings: tuple[str, ...] = ()
    """Codes of the findings that somebody took responsibility for."""
    reasons: tuple[Code, ...] = ()
    """Coded reasons: why not given, why in part, why confirmed."""
    indication: str = ""
    """PRN: what it was given for."""
    score: int | None = None
    """PRN: how strong the complaint was before, 0-10."""
    note: str = ""
    label: str = ""
    """Number of the prepared syringe or infusion that it was given from."""


def administration(outcome: Outcome) -> Json:
    """The resource. Raises ValueError when a given dose has no amount."""
    given = outcome.status != "not-done"
    if given and outcome.amount is None:
        raise ValueError("a given dose needs its amount")
    drugs = _contained(outcome)
    return pruned(
        {
            "resourceType": "MedicationAdministration",
            "contained": drugs,
            "extension": _extensions(outcome, len(drugs)),
            "identifier": event(outcome.event_id),
            "status": outcome.status,
            "statusReason": []
            if given
            else [concept((reason,), reason.display) for reason in outcome.reasons],
            **_drug(outcome, drugs),
            "subject": reference("Patient", outcome.chart.patient.id),
            "context": reference("Encounter", outcome.chart.encounter_id),
            **_when(outcome),
            "performer": _performers(outcome),
            "reasonCode": [{"text": outcome.indication}] if outcome.indication else [],
            "request": reference("MedicationRequest", outcome.order.id),
            "device": [reference("Device", outcome.cart)],
            "note": [{"text": outcome.note.strip()}] if outcome.note.strip() else [],
            "dosage": _dosage(outcome) if given else {},
        }
    )


def _when(outcome: Outcome) -> Json:
    """What goes on has a beginning and, until somebody says so, no end."""
    if outcome.status == "in-progress":
        return {"effectivePeriod": {"start": instant(outcome.at)}}
    return {"effectiveDateTime": instant(outcome.at)}


def _drug(outcome: Outcome, drugs: list[Json]) -> Json:
    if drugs:
        return {"medicationReference": {"reference": "#drug1"}}
    return {"medicationCodeableConcept": concept(outcome.order.names, outcome.order.text)}


def _contained(outcome: Outcome) -> list[Json]:
    """One Medication for each different pack: product, lot and expiry."""
    different = {(one.product.id, one.pack.lot, one.pack.expiry): one for one in outcome.packs}
    return [_medication(f"drug{n}", one) for n, one in enumerate(different.values(), start=1)]


def _medication(id_: str, one: GivenPack) -> Json:
    batch = {
        "lotNumber": one.pack.lot,
        "expirationDate": one.pack.expiry.isoformat() if one.pack.expiry else None,
    }
    return pruned(
        {
            "resourceType": "Medication",
            "id": id_,
            "code": concept(one.product.codes, one.product.name),
            "form": coded("urn:mc:form", one.product.form),
            "batch": pruned(batch),
        }
    )


def _extensions(outcome: Outcome, drugs: int) -> list[Json]:
    found = [
        extension("ngay-th-yl", "String", insurance_time(outcome.at, outcome.zone)),
        extension("order-version", "String", outcome.order.version),
    ]
    if outcome.dose.due is not None:
        found.append(extension("scheduled", "DateTime", instant(outcome.dose.due)))
    if outcome.recorded != outcome.at:
        found.append(extension("recorded", "DateTime", instant(outcome.recorded)))
    if outcome.score is not None:
        found.append(extension("score-before", "Integer", outcome.score))
    if outcome.label:
        found.append(extension("prepared-label", "String", outcome.label))
    found += [extension("finding", "Code", code) for code in outcome.findings]
    found += [
        extension("reason", "Code", reason.code) for reason in outcome.reasons if outcome.status != "not-done"
    ]
    found += [extension("scanned", "Base64Binary", b64encode(one.pack.raw).decode()) for one in outcome.packs]
    found += [extension("also-given", "Reference", {"reference": f"#drug{n}"}) for n in range(2, drugs + 1)]
    return found


def _performers(outcome: Outcome) -> list[Json]:
    performers: list[Json] = [{"actor": practitioner(outcome.performer)}]
    if outcome.witness is not None:
        performers.append(
            {"function": coded("urn:mc:function", "witness"), "actor": practitioner(outcome.witness)}
        )
    return performers


def _dosage(outcome: Outcome) -> Json:
    assert outcome.amount is not None
    dosage = outcome.dose.dosage
    return pruned(
        {
            "text": dosage.text,
            "site": concept(dosage.site[:1]),
            "route": coded("urn:mc:route", dosage.route),
            "dose": quantity(outcome.amount),
            "rateRatio": _rate(dosage.rate),
        }
    )


def _rate(rate: RateRange | None) -> Json:
    """As ordered, where it is one rate; a range is in the text alone."""
    if rate is None or rate.low != rate.high:
        return {}
    return {"numerator": quantity(rate.low.numerator), "denominator": quantity(rate.low.denominator)}
