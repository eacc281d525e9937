"""The patient, allergies, observations, reports and flags."""

from decimal import Decimal

from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir.observation import WireObservation, WireReport, read_observation, read_report
from cart_agent.his.fhir.patient import (
    WireAllergy,
    WireFlag,
    WirePatient,
    read_allergy,
    read_flag,
    read_patient,
)
from tests.his.fhir_help import PARA, read


def test_observations_of_every_shape_are_shown() -> None:
    panel = read(
        WireObservation,
        read_observation,
        id="bp",
        status="final",
        issued="2026-03-02T01:00:00Z",
        code={"text": "Huyết áp"},
        component=[
            {
                "code": {"coding": [{"code": "8480-6"}], "text": "HATT"},
                "valueQuantity": {"value": 95, "unit": "mmHg"},
            },
            {"code": {"coding": [{"code": "x"}], "text": "Tư thế"}, "valueString": "nằm"},
            {"code": {"text": "không mã"}},
        ],
    )
    coded = read(WireObservation, read_observation, status="final", valueCodeableConcept={"text": "O Rh+"})
    vague = read(WireObservation, read_observation, status="final", effectivePeriod={"start": "2026-03"})

    assert [one.text for one in panel] == ["Huyết áp", "HATT 95 mmHg", "Tư thế nằm"]
    assert panel[1].value == Quantity(value=Decimal(95), unit="mm[Hg]")
    assert (coded[0].text, coded[0].at, vague[0].at) == ("O Rh+", None, None)


def test_reports_and_flags_are_shown_unless_withdrawn() -> None:
    report = {
        "code": {"text": "X-quang ngực"},
        "conclusion": "Bình thường",
        "conclusionCode": [{"text": "J18"}],
    }
    shown = read(WireReport, read_report, status="final", **report)

    assert (shown.title, shown.conclusion) == ("X-quang ngực", "Bình thường. J18")
    assert read(WireReport, read_report, status="entered-in-error", **report) is None
    assert read(WireFlag, read_flag, status="active", code={"text": "Nguy cơ ngã"}).text == "Nguy cơ ngã"
    assert read(WireFlag, read_flag, status="inactive") is None


def test_a_patient_is_named_by_the_official_name_family_first() -> None:
    names = [
        {"use": "nickname", "text": "Tí"},
        {"use": "official", "family": "TRẦN", "given": ["THỊ", "THỬ"]},
    ]

    assert read(WirePatient, read_patient, id="p", name=names).name == "TRẦN THỊ THỬ"
    assert read(WirePatient, read_patient, id="p").name == ""


def test_a_name_loses_control_characters_and_is_composed() -> None:
    assert (
        read(WirePatient, read_patient, id="p", name=[{"text": "NGUYE\u0302\u0303N\u202e\x1b[2J"}]).name
        == "NGUYỄN[2J"
    )


def test_no_known_allergy_is_no_allergy() -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]}

    assert not read(WireAllergy, read_allergy, code=code).active
    assert not read(WireAllergy, read_allergy, verificationStatus={"coding": [{"code": "refuted"}]}).active
    assert read(
        WireAllergy, read_allergy, reaction=[{"substance": PARA, "manifestation": [{"text": "nổi ban"}]}]
    ).reaction


def test_what_is_only_coded_is_named_by_its_code() -> None:
    penicillins = {"coding": [{"system": "http://www.whocc.no/atc", "code": "J01C"}]}
    allergy = read(WireAllergy, read_allergy, id="a", code=penicillins)
    tried = read(WireAllergy, read_allergy, id="a", reaction=[{"substance": penicillins}])
    flag = read(WireFlag, read_flag, status="active", code={"coding": [{"code": "129839007"}]})
    pressure = {"code": {"coding": [{"code": "8480-6"}]}, "valueQuantity": {"value": 95, "unit": "mmHg"}}
    measured = read(WireObservation, read_observation, status="final", **pressure)

    assert (allergy.text, tried.text, flag.text) == ("J01C", "J01C", "129839007")
    assert measured[0].text == "8480-6 95 mmHg"
