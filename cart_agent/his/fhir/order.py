"""MedicationRequest to Order. One that is not understood becomes an Order with a `problem`, shown, never
released."""

import hashlib
from datetime import timedelta
from typing import Literal

import msgspec
from msgspec import Raw

from cart_agent.core.chart import Code, Dosage, Hold, Moment, Order, Window
from cart_agent.core.verdict import Severity
from cart_agent.his.fhir.dosage import WireDosage, read_dosage
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.medication import Bundled, DrugOf
from cart_agent.his.fhir.timing import after_end
from cart_agent.his.fhir.values import (
    codes,
    duration,
    identifiers,
    moment,
    name,
    quantity,
    refuse_foreign,
    shown,
)
from cart_agent.his.fhir.wire import (
    NOTHING,
    Annotation,
    Concept,
    Extension,
    Ignored,
    Loose,
    Meta,
    Reference,
    Strict,
    WireIdentifier,
    decode,
    first,
    of,
)

EXT = "urn:mc:ext:"


class Substitution(Strict, frozen=True, kw_only=True):
    """MedicationRequest.substitution."""

    id: str = ""
    extension: Ignored = NOTHING
    allowed_boolean: bool | None = None
    allowed_codeable_concept: Concept | None = None
    reason: Concept | None = None


class WireOrder(Strict, frozen=True, kw_only=True):
    """MedicationRequest, every field of R4; one that is not listed refuses the order."""

    resource_type: Literal["MedicationRequest"]
    id: str
    meta: Meta = Meta()
    implicit_rules: str = ""
    language: str = ""
    text: Ignored = NOTHING
    contained: tuple[Raw, ...] = ()
    extension: tuple[Extension, ...] = ()
    identifier: tuple[WireIdentifier, ...] = ()
    status: str = "unknown"
    status_reason: Ignored = NOTHING
    intent: str = ""
    category: Ignored = NOTHING
    priority: str = "routine"
    do_not_perform: bool = False
    reported_boolean: Ignored = NOTHING
    reported_reference: Ignored = NOTHING
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference = Reference()
    encounter: Ignored = NOTHING
    supporting_information: Ignored = NOTHING
    authored_on: str = ""
    requester: Reference = Reference()
    performer: Ignored = NOTHING
    performer_type: Ignored = NOTHING
    recorder: Ignored = NOTHING
    reason_code: Ignored = NOTHING
    reason_reference: Ignored = NOTHING
    instantiates_canonical: Ignored = NOTHING
    instantiates_uri: Ignored = NOTHING
    based_on: Ignored = NOTHING
    group_identifier: Ignored = NOTHING
    course_of_therapy_type: Ignored = NOTHING
    insurance: Ignored = NOTHING
    note: tuple[Annotation, ...] = ()
    dosage_instruction: tuple[WireDosage, ...] = ()
    dispense_request: Ignored = NOTHING
    substitution: Substitution | None = None
    prior_prescription: Ignored = NOTHING
    detected_issue: Ignored = NOTHING
    event_history: Ignored = NOTHING


class OrderHead(Loose, frozen=True, kw_only=True):
    """The little that is shown of an order that is not understood."""

    id: str
    status: str = "unknown"
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None


def read_order(raw: bytes | Raw, patient_id: str, medications: Bundled) -> Order:
    """The order. Raises Unreadable only when not even its id can be read."""
    try:
        wire = decode(raw, WireOrder)
        return _order(wire, raw, patient_id, medications)
    except (Unreadable, msgspec.MsgspecError) as error:
        return _refused(raw, str(error))


def _refused(raw: bytes | Raw, reason: str) -> Order:
    try:
        head = decode(raw, OrderHead)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"MedicationRequest: {error}") from error
    drug, reference = head.medication_codeable_concept, head.medication_reference
    text = shown(drug) if drug else name(reference.display or reference.reference) if reference else ""
    return Order(id=head.id, version=_digest(raw), status=head.status, text=text, problem=reason)


def _order(wire: WireOrder, raw: bytes | Raw, patient_id: str, medications: Bundled) -> Order:
    _refuse_foreign(wire, patient_id)
    authored = moment(wire.authored_on)
    drug = DrugOf.read(
        wire.medication_codeable_concept, wire.medication_reference, wire.contained, medications
    )
    verified = first(wire.extension, EXT + "pharmacist-verified")
    override = first(wire.extension, EXT + "allergy-override")
    return Order(
        id=wire.id,
        version=wire.meta.version_id or wire.meta.last_updated or _digest(raw),
        status=wire.status,
        intent=wire.intent,
        priority=wire.priority,
        do_not_perform=wire.do_not_perform,
        names=drug.codes,
        text=drug.text,
        substitution=_substitution(wire.substitution),
        authored=authored,
        prescriber=name(wire.requester.display or wire.requester.reference),
        dosages=_dosages(wire.dosage_instruction, authored),
        holds=tuple([_hold(one) for one in of(wire.extension, EXT + "hold")]),
        allergy_override=name(override.value_string) if override else "",
        pharmacist_verified=verified.value_boolean if verified else None,
        window=_window(first(wire.extension, EXT + "window")),
        min_interval=_interval(first(wire.extension, EXT + "min-interval")),
        notes=tuple([name(note.text) for note in wire.note if note.text]),
        identifiers=identifiers(wire.identifier),
    )


def _refuse_foreign(wire: WireOrder, patient_id: str) -> None:
    if wire.implicit_rules:
        raise Unreadable("implicitRules")
    refuse_foreign(wire.subject, patient_id, "order")


def _dosages(wires: tuple[WireDosage, ...], authored: Moment | None) -> tuple[Dosage, ...]:
    found = (
        _in_sequence(wires, authored)
        if len(wires) > 1
        else tuple([read_dosage(one, authored) for one in wires])
    )
    if len({dosage.sequence for dosage in found}) == len(found):
        return found
    return tuple(msgspec.structs.replace(one, sequence=n) for n, one in enumerate(found, start=1))


def _in_sequence(wires: tuple[WireDosage, ...], start: Moment | None) -> tuple[Dosage, ...]:
    """Instructions of one number go together; those of the next begin where the earlier ones end, unless
    they say it themselves (FHIR Dosage.sequence). Without an end they are lines of a list and go together."""
    found: list[Dosage] = []
    for number in sorted({wire.sequence for wire in wires}):
        step = [read_dosage(wire, start) for wire in wires if wire.sequence == number]
        timings = [one.timing for one in step if one.timing is not None]
        if any(one.count is not None and one.end is None for one in timings) and _waits(wires, number):
            raise Unreadable("several instructions: the end of the first is a number of doses")
        if any(one.certain_end is not None for one in timings) and _waits(wires, number):
            raise Unreadable("several instructions: the end of the first is a range")
        found += step
        if timings and all(one.end is not None for one in timings):
            start = after_end([one.end for one in timings if one.end is not None])
    return tuple(found)


def _waits(wires: tuple[WireDosage, ...], number: int) -> bool:
    """Whether a later instruction with a rhythm does not say when it begins."""
    repeats = [one.timing.repeat for one in wires if one.sequence > number and one.timing is not None]
    return any(one is not None and not (one.bounds_period and one.bounds_period.start) for one in repeats)


def _substitution(wire: Substitution | None) -> bool:
    """Allowed unless the order forbids it; a coded answer is taken as forbidding (only `N` of it means
    none)."""
    return wire is None or (wire.allowed_boolean is not False and wire.allowed_codeable_concept is None)


def _parts(found: Extension, *known: str) -> None:
    """Raise Unreadable for a part that is not known, or stands twice: it might be what matters."""
    parts = [one.url for one in found.extension]
    if len(set(parts)) != len(parts) or not set(parts) <= set(known):
        raise Unreadable(f"{found.url}: parts {', '.join(parts)}")


def _hold(found: Extension) -> Hold:
    _parts(found, "code", "low", "high", "max-age", "severity")
    low, high = first(found.extension, "low"), first(found.extension, "high")
    age, severity = first(found.extension, "max-age"), first(found.extension, "severity")
    measured = first(found.extension, "code")
    hold = Hold(
        codes=_measured(measured),
        low=quantity(low.value_quantity, "hold low") if low else None,
        high=quantity(high.value_quantity, "hold high") if high else None,
        max_age=duration(age.value_duration, "hold max-age") if age else None,
        severity=_severity(severity.value_code if severity else "stop"),
    )
    if hold.low is None and hold.high is None:
        raise Unreadable("hold: neither low nor high")
    return hold


def _measured(found: Extension | None) -> tuple[Code, ...]:
    measured = codes(found.value_codeable_concept) if found else ()
    if not measured:
        raise Unreadable("hold: no code of what is measured")
    return measured


def _severity(code: str) -> Severity:
    if code not in ("stop", "confirm"):
        raise Unreadable(f"hold: severity {code!r}")
    return Severity.STOP if code == "stop" else Severity.CONFIRM


def _window(found: Extension | None) -> Window | None:
    if found is None:
        return None
    _parts(found, "before", "after")
    before, after = first(found.extension, "before"), first(found.extension, "after")
    return Window(
        before=duration(before.value_duration if before else None, "window before"),
        after=duration(after.value_duration if after else None, "window after"),
    )


def _interval(found: Extension | None) -> timedelta | None:
    return duration(found.value_duration, "minimum interval") if found else None


def _digest(raw: bytes | Raw) -> str:
    return hashlib.sha256(bytes(raw)).hexdigest()[:16]
