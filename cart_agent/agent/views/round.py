"""The round list and the open patient."""

from collections import Counter
from datetime import timedelta

from msgspec.structs import replace

from cart_agent.agent.effects import Effects
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.views.day import day
from cart_agent.agent.views.dose import dose_view
from cart_agent.agent.words import line
from cart_agent.api.views import PatientLine, PatientView, RoundView
from cart_agent.core.chart import Chart
from cart_agent.core.course import goes_on
from cart_agent.core.schedule import DueDose
from cart_agent.his.messages import Instant
from cart_agent.ward import UnreadableChart

DONE = ("given", "not_given")
ROUND = timedelta(hours=4)
"""A dose that was due longer ago and is done belongs to an earlier round."""
STILL = ("overdue", "due", "upcoming")


Ranked = tuple[tuple[int, str], PatientLine]
"""A line with what it is sorted by: urgency, then bed."""


class RoundList:
    """Every patient of the cart's wards: late critical first, then late, then by bed.

    A line is made anew when its patient changed or another minute began, not with every scan.
    """

    def __init__(self, knowledge: Knowledge, effects: Effects) -> None:
        self._knowledge = knowledge
        self._effects = effects
        self._lines: dict[str, Ranked] = {}
        self._minute = -1

    def changed(self, encounter_id: str = "") -> None:
        """Forget one patient's line; all of them without an id."""
        if encounter_id:
            self._lines.pop(encounter_id, None)
        else:
            self._lines.clear()

    def view(self, at: Instant) -> RoundView:
        """The list now."""
        minute = int(at.now.timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._lines.clear()
        lines = [self._line(one, at) for one in self._knowledge.book.encounters()]
        ranked = sorted((one for one in lines if one is not None), key=lambda pair: pair[0])
        patients = tuple(one for _, one in ranked)
        given = sum(one.done for one in patients)
        total = given + sum(one.overdue + one.due for one in patients)
        return RoundView(patients=patients, given=given, total=total)

    def _line(self, encounter_id: str, at: Instant) -> Ranked | None:
        if encounter_id not in self._lines:
            made = _line(self._knowledge, self._effects, encounter_id, at)
            if made is None:
                return None
            self._lines[encounter_id] = made
        return self._lines[encounter_id]


def _line(knowledge: Knowledge, effects: Effects, encounter_id: str, at: Instant) -> Ranked | None:
    match knowledge.book.chart(encounter_id):
        case Chart() as chart:
            doses, history = knowledge.doses_and_history(chart, at)
            running = sum(goes_on(one) for one in history)
            minutes = knowledge.policy(chart).prn_effect_minutes
            asked = len(effects.due(encounter_id, minutes, at))
            shown = _readable(chart, doses, at)
            return (_rank(doses), chart.bed), replace(shown, running=running, effects_due=asked)
        case UnreadableChart() as chart:
            return (1, chart.bed), _unreadable(chart)
    return None


def _unreadable(found: UnreadableChart) -> PatientLine:
    return PatientLine(
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


def _readable(chart: Chart, doses: tuple[DueDose, ...], at: Instant) -> PatientLine:
    counts = Counter(one.status.value for one in doses if _this_round(one, at))
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
        first_due=min((one.dose.due for one in doses if one.status in STILL and one.dose.due), default=None),
        problem=line("order-unreadable") if blocked else None,
    )


def _this_round(one: DueDose, at: Instant) -> bool:
    return one.status not in DONE or one.dose.due is None or one.dose.due >= at.now - ROUND


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
            replace(
                dose_view(one, knowledge.book.formulary, knowledge.drawer(one.order, chart, at), patient),
                day=day(one.dose.due, at.now, knowledge.zone),
            )
            for one in knowledge.doses(chart, at)
        ),
    )
