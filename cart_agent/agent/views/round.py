"""The round list and the open patient."""

from collections import Counter

from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.views.dose import dose_view
from cart_agent.agent.words import line
from cart_agent.api.views import PatientLine, PatientView, RoundView
from cart_agent.core.chart import Chart
from cart_agent.core.schedule import DueDose
from cart_agent.his.messages import Instant
from cart_agent.ward import UnreadableChart

DONE = ("given", "not_given")
OPEN = ("overdue", "due")


def round_view(knowledge: Knowledge, at: Instant) -> RoundView:
    """Every patient of the cart's wards: late critical first, then late, then by bed."""
    ranked = [_line(knowledge, found, at) for found in knowledge.book.charts() if _shown(found)]
    patients = tuple(one for _, one in sorted(ranked, key=lambda pair: pair[0]))
    given = sum(one.done for one in patients)
    total = given + sum(one.overdue + one.due for one in patients)
    return RoundView(patients=patients, given=given, total=total)


def _shown(found: object) -> bool:
    return isinstance(found, (Chart, UnreadableChart))


def _line(knowledge: Knowledge, found: object, at: Instant) -> tuple[tuple[int, str], PatientLine]:
    if isinstance(found, Chart):
        doses = knowledge.doses(found, at)
        one = _readable(found, doses)
        return (_rank(doses), found.bed), one
    assert isinstance(found, UnreadableChart)
    return (1, found.bed), PatientLine(
        encounter_id=found.encounter_id,
        bed=found.bed,
        name=found.name or found.encounter_id,
        overdue=0,
        due=0,
        upcoming=0,
        done=0,
        critical=False,
        next_label="",
        problem=line("chart-unreadable"),
    )


def _readable(chart: Chart, doses: tuple[DueDose, ...]) -> PatientLine:
    counts = Counter(one.status.value for one in doses)
    ahead = [one.dose.due for one in doses if one.status == "upcoming" and one.dose.due]
    labels = {one.dose.due: one.dose.label for one in doses}
    blocked = any(one.order.problem for one in doses)
    return PatientLine(
        encounter_id=chart.encounter_id,
        bed=chart.bed,
        name=chart.patient.name,
        overdue=counts["overdue"],
        due=counts["due"],
        upcoming=counts["upcoming"],
        done=sum(counts[status] for status in DONE),
        critical=_late_critical(doses),
        next_label=labels[min(ahead)] if ahead else "",
        problem=line("order-unreadable") if blocked else None,
    )


def _late_critical(doses: tuple[DueDose, ...]) -> bool:
    return any(one.critical and one.status == "overdue" for one in doses)


def _rank(doses: tuple[DueDose, ...]) -> int:
    if _late_critical(doses):
        return 0
    statuses = {one.status.value for one in doses}
    return 1 if "overdue" in statuses else 2 if "due" in statuses else 3


def patient_view(knowledge: Knowledge, chart: Chart, at: Instant) -> PatientView:
    """The open patient with every dose of the round."""
    patient = chart.patient
    numbers = patient.numbers("urn:mc:mrn") or patient.numbers("urn:mc:wristband")
    return PatientView(
        encounter_id=chart.encounter_id,
        bed=chart.bed,
        name=patient.name,
        birth_date=patient.birth_date,
        sex=patient.sex,
        number=numbers[0] if numbers else "",
        allergies=tuple(one.text for one in chart.allergies if one.active and one.text),
        doses=tuple(
            dose_view(one, knowledge.book.formulary, knowledge.drawer(one.order, chart, at))
            for one in knowledge.doses(chart, at)
        ),
    )
