"""What the cart knows of a ward, gathered for the printed sheets. Reads only; decides nothing."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from cart_agent.agent.printing import MARKS, Printing
from cart_agent.agent.views.dose import dose_view, drug_name
from cart_agent.agent.views.words import texts
from cart_agent.api.views import DoseView
from cart_agent.core.chart import Administration, Chart, Dosage, Hold
from cart_agent.core.doses import Uncountable
from cart_agent.core.intake import limits_of
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity
from cart_agent.core.rules.prn import last_given, last_moment, least_interval
from cart_agent.core.schedule import DueDose, due_list
from cart_agent.core.schedule.local import last_instant
from cart_agent.core.situation import Situation
from cart_agent.core.units import UnitError
from cart_agent.his.messages import Instant
from cart_agent.paper import DueLine, GivenLine, PatientPaper, PrnLine, WardPaper
from cart_agent.ward import UnreadableChart

AHEAD = timedelta(hours=24)
BACK = timedelta(hours=24)
OPEN = ("overdue", "due", "upcoming")
DOUBTFUL_MINUTES = 120
NEVER = datetime.min.replace(tzinfo=UTC)


def ward_paper(printing: Printing, ward: str) -> WardPaper:
    """Every patient of the ward, by bed. Raises StoreError."""
    book = printing.knowledge.book
    patients = [_patient(printing, one) for one in book.encounters() if book.ward_of(one) == ward]
    local = printing.at.now.astimezone(ZoneInfo(printing.knowledge.zone))
    return WardPaper(
        language=printing.language,
        ward=ward,
        cart=printing.cart,
        printed=local.strftime("%H:%M %d/%m/%Y"),
        simulated=printing.simulated,
        patients=tuple(sorted(filter(None, patients), key=lambda one: (one.bed, one.name))),
    )


def _patient(printing: Printing, encounter_id: str) -> PatientPaper | None:
    match printing.knowledge.book.chart(encounter_id):
        case Chart() as chart:
            return _readable(printing, chart)
        case UnreadableChart() as bad:
            return PatientPaper(
                encounter_id=encounter_id, bed=bad.bed, name=bad.name or encounter_id, problem=bad.reason
            )
    return None


def _readable(printing: Printing, chart: Chart) -> PatientPaper:
    knowledge, at, patient = printing.knowledge, printing.at, chart.patient
    history = knowledge.history(chart, at)
    policy = knowledge.policy(chart)
    wider = msgspec.structs.replace(policy, look_ahead_minutes=int(AHEAD.total_seconds() // 60))
    doses = due_list(chart, knowledge.book.formulary, wider, knowledge.zone, at.now, history)
    numbers = patient.numbers("urn:mc:mrn") or patient.numbers("urn:mc:wristband")
    confirmed, doubtful = _confirmed(printing, chart)
    return PatientPaper(
        encounter_id=chart.encounter_id,
        bed=chart.bed,
        name=patient.name,
        born="/".join(reversed(patient.birth_date.split("-"))),
        sex=printing.say(patient.sex) if patient.sex else "",
        number=numbers[0] if numbers else "",
        allergies=tuple(one.text for one in chart.allergies if one.active and one.text),
        confirmed=confirmed,
        doubtful=doubtful,
        due=tuple(_due(printing, one) for one in _in_time([d for d in doses if d.status in OPEN])),
        prn=tuple(_prn(printing, chart, one, history) for one in doses if one.status == "prn"),
        given=tuple(given_line(printing, chart, one) for one in _lately(history, at)),
        blocked=_once(doses, lambda one: bool(one.order.problem) or _unreadable(one)),
        held=_once(doses, lambda one: one.order.status == "on-hold" and not one.order.problem),
    )


def _in_time(doses: list[DueDose]) -> list[DueDose]:
    """What has no time, such as at once, comes first."""
    return sorted(doses, key=lambda one: one.dose.due or NEVER)


def _lately(history: tuple[Administration, ...], at: Instant) -> list[Administration]:
    """The last day, and what still runs; newest first. What was taken back did not happen."""
    found = [
        one for one in history if one.status != "entered-in-error" and one.until(at.now) >= at.now - BACK
    ]
    return sorted(found, key=lambda one: one.start, reverse=True)


def _confirmed(printing: Printing, chart: Chart) -> tuple[str, bool]:
    fresh = printing.knowledge.book.freshness(chart.encounter_id, printing.at)
    age = fresh.age_minutes
    said = [
        printing.say("chart-of", version=chart.version, when=printing.clock(chart.as_of)),
        printing.say("never") if age is None else printing.say("confirmed", minutes=age),
        *([] if fresh.verified else [printing.say("unverified")]),
    ]
    return " · ".join(said), age is None or age >= DOUBTFUL_MINUTES or not fresh.verified


def _due(printing: Printing, due: DueDose) -> DueLine:
    view = dose_view(due, printing.knowledge.book.formulary, None)
    late = due.status == "overdue"
    holds = [_hold(printing, one) for one in due.order.holds]
    return DueLine(
        when=("▲ " if late else "") + (printing.clock(due.dose.due) if due.dose.due else "—"),
        drug=view.generic,
        product=_product(view),
        dose=printing.pick(view.amount),
        route=printing.pick(view.route),
        marks=_marks(printing, view, late=late),
        note=" · ".join(
            [*due.dose.dosage.instructions, *due.order.notes, *holds, *_to_ask(printing, due.dose.dosage)]
        ),
    )


def _to_ask(printing: Printing, dosage: Dosage) -> list[str]:
    """What the order leaves to be asked or looked up before every dose."""
    said, timing = [], dosage.timing
    if dosage.max_per_lifetime is not None:
        said.append(printing.say("lifetime", amount=present(dosage.max_per_lifetime, printing.language)))
    if timing is not None and timing.certain_end is not None:
        until = last_instant(timing.certain_end, printing.knowledge.zone)
        said.append(printing.say("certain-until", until=printing.clock(until)))
    return said


def _hold(printing: Printing, hold: Hold) -> str:
    """A vital sign or laboratory value to look at before: the order's own limit."""
    what = next((code.display or code.code for code in hold.codes), "?")
    ends = (("≥", hold.low), ("≤", hold.high))
    said = [f"{sign} {amount_shown(end, printing.language)}" for sign, end in ends if end is not None]
    return printing.say("hold", what=what, range=" ".join(said))


def _product(view: DoseView) -> str:
    return " ".join(filter(None, (view.brand.upper(), view.strength)))


def _marks(printing: Printing, view: DoseView, *, late: bool) -> tuple[str, ...]:
    flags = (*(("late",) if late else ()), *view.flags)
    return tuple(printing.pick(texts(MARKS[flag])) for flag in flags if flag in MARKS)


def _prn(printing: Printing, chart: Chart, due: DueDose, history: tuple[Administration, ...]) -> PrnLine:
    knowledge = printing.knowledge
    situation = Situation(
        now=printing.at.now,
        zone=knowledge.zone,
        policy=knowledge.policy(chart),
        formulary=knowledge.book.formulary,
        chart=chart,
        order=due.order,
        dose=due.dose,
        wristband=None,
        freshness=knowledge.book.freshness(chart.encounter_id, printing.at),
        history=history,
    )
    view = dose_view(due, knowledge.book.formulary, None)
    last = last_given(situation)
    return PrnLine(
        drug=view.generic,
        product=_product(view),
        dose=printing.pick(view.amount),
        route=printing.pick(view.route),
        reason=due.dose.dosage.as_needed_for,
        limits=_limits(printing, situation),
        last=printing.clock(last_moment(last, situation)) if last else printing.say("not-yet"),
        marks=_marks(printing, view, late=False),
    )


def _limits(printing: Printing, situation: Situation) -> str:
    wait = least_interval(situation)
    said = [printing.say("every", hours=_hours(wait))] if wait else []
    try:
        for limit in limits_of(situation):
            amount = present(limit.shown, printing.language)
            said.append(printing.say("most", amount=amount, hours=_hours(limit.period)))
    except (Uncountable, UnitError):
        said.append(printing.say("no-total"))
    said += _to_ask(printing, situation.dose.dosage)
    return "; ".join(dict.fromkeys(said)) or printing.say("no-limit")


def _hours(period: timedelta) -> str:
    return f"{period.total_seconds() / 3600:.2f}".rstrip("0").rstrip(".")


def given_line(printing: Printing, chart: Chart, one: Administration) -> GivenLine:
    """One dose on record, in words."""
    order = chart.order(one.order_id)
    named = drug_name(order, printing.knowledge.book.formulary) if order else ""
    shown = next((code.display or code.code for code in one.codes), "")
    return GivenLine(
        when=printing.clock(one.start),
        drug=named or shown or one.order_id,
        dose=amount_shown(one.amount, printing.language),
        status=printing.say(one.status),
        by=one.performer,
    )


def amount_shown(amount: Quantity | None, language: str) -> str:
    """As people read it; a unit that nobody knows as it was written."""
    if amount is None:
        return ""
    try:
        return present(amount, language)
    except UnitError:
        return f"{amount.value} {amount.unit}"


def _unreadable(due: DueDose) -> bool:
    return due.status == "blocked" and due.order.status != "on-hold"


def _once(doses: Iterable[DueDose], which: Callable[[DueDose], bool]) -> tuple[str, ...]:
    """The drugs of these orders, each order once, whatever the number of its doses."""
    found = {one.order.id: one.order.text or one.order.id for one in doses if which(one)}
    return tuple(found.values())
