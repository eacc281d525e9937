"""What the gates are asked about: this cart's charts, history, stock and clock, gathered at one instant."""

from collections.abc import Iterator

import msgspec

from cart_agent.agent.labels import Labels
from cart_agent.agent.outcome import amount_told
from cart_agent.agent.owndoses import DOSE_KINDS, HISTORY, dose_in
from cart_agent.agent.pieces import Pieces
from cart_agent.agent.scans import today
from cart_agent.core import gates, release, schedule
from cart_agent.core.blind import blind_dose
from cart_agent.core.chart import Administration, Chart, Order
from cart_agent.core.ordered import as_ordered
from cart_agent.core.orders import candidates
from cart_agent.core.place import drawer_of
from cart_agent.core.policy import Policy
from cart_agent.core.rules.changed import changed, ordered_of
from cart_agent.core.schedule import DueDose
from cart_agent.core.session import Session
from cart_agent.core.session import events as ev
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Gate, Verdict
from cart_agent.his.fhir import read_administration
from cart_agent.his.messages import Instant
from cart_agent.store import Store
from cart_agent.ward import ClosedChart, UnreadableChart, WardBook


class Knowledge:
    """For the store's thread only."""

    def __init__(self, store: Store, book: WardBook, zone: str) -> None:
        self._store = store
        self.book = book
        self.labels = Labels(store)
        self.pieces = Pieces(store, book)
        self.zone = zone

    def chart(self, encounter_id: str) -> Chart | None:
        """The chart, where there is one to be read."""
        found = self.book.chart(encounter_id)
        return found if isinstance(found, Chart) else None

    def refusal(self, encounter_id: str) -> Verdict:
        """The verdict on a patient without a chart to be read."""
        match self.book.chart(encounter_id) if encounter_id else None:
            case ClosedChart():
                return release.refuse("CHART_CLOSED", case="no-name")
            case UnreadableChart(reason=reason):
                return release.refuse("CHART_UNREADABLE", reason=reason)
        return release.refuse("PATIENT_UNKNOWN")

    def history(self, chart: Chart, at: Instant) -> tuple[Administration, ...]:
        """The chart's doses and this cart's own; one that the hospital shows again counts once."""
        own = self.own_doses(chart.encounter_id, at)
        read = (read_administration(resource, chart.patient.id, ()) for resource in own)
        return schedule.merge(chart.administrations, read)

    def own_doses(self, encounter_id: str, at: Instant) -> Iterator[msgspec.Raw]:
        """The MedicationAdministrations that this cart recorded for one patient lately, in order."""
        for event in self._store.events_of(encounter_id, DOSE_KINDS, at.now - HISTORY):
            if (resource := dose_in(event)) is not None:
                yield resource

    def doses(self, chart: Chart, at: Instant) -> tuple[DueDose, ...]:
        """Every dose of the round of one patient, late critical first."""
        return self.doses_and_history(chart, at)[0]

    def doses_and_history(
        self, chart: Chart, at: Instant
    ) -> tuple[tuple[DueDose, ...], tuple[Administration, ...]]:
        """The same, and what was given, read once for both."""
        history = self.history(chart, at)
        return self._doses(chart, at, history), history

    def _doses(self, chart: Chart, at: Instant, history: tuple[Administration, ...]) -> tuple[DueDose, ...]:
        policy = self.policy(chart)
        return schedule.due_list(chart, self.book.formulary, policy, self.zone, at.now, history)

    def next_key(self, chart: Chart, at: Instant, not_again: str = "") -> str:
        """The dose to go on with: due or overdue, scheduled, readable; empty when there is none."""
        for one in self.doses(chart, at):
            if one.status in ("due", "overdue") and one.dose.key != not_again:
                return one.dose.key
        return ""

    def policy(self, chart: Chart) -> Policy:
        """The rules of the patient's ward."""
        return self.book.policy(self._ward(chart))

    def drawer(self, order: Order, chart: Chart, at: Instant) -> int | None:
        """The drawer that holds an order's drug."""
        day = today(at, self.zone)
        return drawer_of(order, chart, self.book.formulary, self.book.stock, day)

    def situation(self, session: Session, key: str, at: Instant) -> Situation | None:
        """Everything about one dose now; None when the chart or the dose is no longer there."""
        chart = self.chart(session.encounter_id)
        if chart is None:
            return None
        history = self.history(chart, at)
        found = next(
            (one for one in self._doses(_may_have(chart, key), at, history) if one.dose.key == key), None
        )
        if found is None:
            return None
        dose = session.dose
        return Situation(
            now=at.now,
            zone=self.zone,
            policy=self.policy(chart),
            formulary=self.book.formulary,
            chart=chart,
            order=found.order,
            dose=found.dose,
            wristband=session.wristband,
            freshness=self.book.freshness(chart.encounter_id, at),
            history=history,
            released_version=dose.order_version if dose else "",
            released=dose.ordered if dose else None,
            stock=self.book.stock,
            preparing=bool(dose and dose.preparing),
            diluent=dose.diluent if dose else None,
            label=self.labels.find(dose.label) if dose else None,
            elsewhere=self.pieces.elsewhere(session, at),
            mixed=tuple(one for one in self.labels if one.number != dose.label) if dose else (),
        )

    def ask(self, gate: Gate, session: Session, key: str, at: Instant) -> ev.Checked:
        """Ask one gate about one dose."""
        situation = self.situation(session, key, at)
        if situation is None:
            return ev.Checked(gate=gate, key=key, verdict=self._gone(gate, session, at))
        assert session.dose is not None
        waiting = self.labels.waiting(session.encounter_id, key)
        drawer = None if waiting else self.drawer(situation.order, situation.chart, at)
        return ev.Checked(
            gate=gate,
            key=key,
            verdict=gates.ask(
                gate,
                situation,
                session.dose.packs,
                amount_told(session.dose),
                unscanned=bool(session.dose.unscanned),
            ),
            order_id=situation.order.id,
            order_version=situation.order.version,
            ordered=ordered_of(situation),
            drawer=drawer,
            waiting_label=waiting,
            blind=blind_dose(
                situation, session.dose.packs, amount_told(session.dose) if gate is Gate.GIVE else None
            ),
            to_count=self._to_count(situation) if drawer is not None else "",
        )

    def _to_count(self, s: Situation) -> str:
        """The formulary's id of the drawer's drug, where ward policy wants it counted."""
        products = candidates(s.order, s.formulary)
        counted = (one for one in products if s.policy.count_classes & frozenset(one.classes))
        return next((one.id for one in counted), "")

    def _gone(self, gate: Gate, session: Session, at: Instant) -> Verdict:
        """The dose was there and is not: its order has other times or is gone, or the chart is."""
        chart = self.chart(session.encounter_id)
        if chart is None:
            return self.refusal(session.encounter_id)
        dose = session.dose
        order = chart.order(dose.order_id) if dose and gate is Gate.GIVE else None
        if dose is None or order is None or order.version == dose.order_version:
            return gates.gone(gate)
        now = as_ordered(order, None, self.policy(chart), self.zone, at.now)
        return gates.gone(gate, changed(order.text, dose.ordered, now))

    def _ward(self, chart: Chart) -> str:
        return self.book.ward_of(chart.encounter_id) or ""


def _may_have(chart: Chart, key: str) -> Chart:
    """The chart without the orders that this dose cannot be of: a dose's key begins with its order's id."""
    return msgspec.structs.replace(chart, orders=tuple(one for one in chart.orders if key.startswith(one.id)))
