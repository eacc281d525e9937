"""Right patient."""

from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def wrong_patient(s: Situation) -> Finding | None:
    """WRONG_PATIENT: the wristband's GSRN, or its plain text, must be one of the patient's own numbers."""
    band, patient = s.wristband, s.chart.patient
    if band is None:
        return None
    by_gsrn = bool(band.gsrn) and band.gsrn in patient.numbers("urn:mc:gsrn")
    by_text = bool(band.number) and band.number in patient.numbers("urn:mc:mrn", "urn:mc:wristband")
    if (by_gsrn or not band.gsrn) and (by_text or not band.number) and (by_gsrn or by_text):
        return None
    return finding("WRONG_PATIENT", Severity.STOP, patient=patient.name)


def patient_not_scanned(s: Situation) -> Finding | None:
    """PATIENT_UNKNOWN, where no wristband could be scanned: a second person identifies the patient."""
    if s.wristband is not None:
        return None
    return finding("PATIENT_UNKNOWN", Severity.WITNESS, case="not-scanned", patient=s.chart.patient.name)


def chart_closed(s: Situation) -> Finding | None:
    """CHART_CLOSED: discharged or transferred."""
    return finding("CHART_CLOSED", Severity.STOP, patient=s.chart.patient.name) if s.chart.closed else None
