"""Patient, AllergyIntolerance and Flag."""

from typing import Literal

from cart_agent.core.chart import Allergy, Flag, Patient
from cart_agent.his.fhir.values import codes, identifiers, name, shown
from cart_agent.his.fhir.wire import Concept, Loose, Reference, WireIdentifier

NO_ALLERGY_KNOWN = ("716186003", "409137002", "429625007", "428607008")
"""SNOMED CT: no known allergy, no known drug, food, environmental allergy."""


class HumanName(Loose, frozen=True, kw_only=True):
    """HumanName. Vietnamese names are written family name first."""

    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The name as it is spoken."""
        return self.text or " ".join(part for part in (self.family, *self.given) if part)


class WirePatient(Loose, frozen=True, kw_only=True):
    """Patient."""

    resource_type: Literal["Patient"] = "Patient"
    id: str
    identifier: tuple[WireIdentifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    gender: str = ""
    birth_date: str = ""


class Reaction(Loose, frozen=True, kw_only=True):
    """AllergyIntolerance.reaction."""

    substance: Concept | None = None
    manifestation: tuple[Concept, ...] = ()


class WireAllergy(Loose, frozen=True, kw_only=True):
    """AllergyIntolerance."""

    resource_type: Literal["AllergyIntolerance"] = "AllergyIntolerance"
    id: str = ""
    patient: Reference = Reference()
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    category: tuple[str, ...] = ()
    criticality: str = ""
    code: Concept | None = None
    reaction: tuple[Reaction, ...] = ()


class WireFlag(Loose, frozen=True, kw_only=True):
    """Flag."""

    resource_type: Literal["Flag"] = "Flag"
    id: str = ""
    status: str = ""
    code: Concept = Concept()


def read_patient(wire: WirePatient) -> Patient:
    """Who it is; the official or usual name first."""
    best = sorted(
        wire.name,
        key=lambda one: ("official", "usual", "").index(one.use) if one.use in ("official", "usual") else 2,
    )
    return Patient(
        id=wire.id,
        name=name(best[0].whole) if best else "",
        birth_date=wire.birth_date,
        sex=wire.gender,
        identifiers=identifiers(wire.identifier),
    )


def read_allergy(wire: WireAllergy) -> Allergy:
    """One allergy; inactive only when the hospital says so."""
    substances = [one.substance for one in wire.reaction]
    found = codes(wire.code, *substances)
    over = {"inactive", "resolved"} & _says(wire.clinical_status)
    wrong = {"refuted", "entered-in-error"} & _says(wire.verification_status)
    none_known = any(code.code in NO_ALLERGY_KNOWN for code in found)
    said = [shown(concept) for concept in (wire.code, *substances) if concept]
    return Allergy(
        id=wire.id,
        codes=found,
        text=", ".join(dict.fromkeys(filter(None, said))),
        active=not (over or wrong or none_known),
        drug=not wire.category or bool({"medication", "biologic"} & set(wire.category)),
        reaction=", ".join(shown(one) for reaction in wire.reaction for one in reaction.manifestation),
        criticality=wire.criticality,
    )


def read_flag(wire: WireFlag) -> Flag | None:
    """One warning, unless it is over."""
    return (
        Flag(id=wire.id, text=shown(wire.code))
        if wire.status not in ("inactive", "entered-in-error")
        else None
    )


def _says(concept: Concept | None) -> set[str]:
    return {coding.code for coding in concept.coding} if concept else set()
