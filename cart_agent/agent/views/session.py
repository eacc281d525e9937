"""Where the nurse is, and which taps are possible there."""

from collections.abc import Callable
from functools import cache

import msgspec

from cart_agent.agent import reasons
from cart_agent.agent.agent import Agent
from cart_agent.agent.doubts import question
from cart_agent.agent.items import NOTE, QUESTION, OpenItem
from cart_agent.agent.taps import EVENT_OF_TAP
from cart_agent.agent.views.amounts import drawn_unit, parts_view
from cart_agent.agent.views.blind import finding_view, hide, unit_choices
from cart_agent.agent.views.controlled import controlled_view, count_view
from cart_agent.agent.views.dose import generic, strength
from cart_agent.agent.views.goingon import going_on
from cart_agent.agent.views.override import barred, glass_view, override_reasons
from cart_agent.agent.views.prepared import prepared_view
from cart_agent.agent.views.records import follow_up_reasons, records_view
from cart_agent.agent.views.rejected import reconcile_reasons, rejected_views
from cart_agent.agent.views.round import patient_view
from cart_agent.agent.views.second import second_view
from cart_agent.agent.views.signing import signing_view
from cart_agent.agent.views.wastes import wastes_view
from cart_agent.agent.views.words import amount, form
from cart_agent.api import views as show
from cart_agent.api.requests import (
    AskPrescriber,
    ClearFault,
    Confirm,
    EnterPin,
    FollowUp,
    Give,
    HandOver,
    Label,
    LeaveNote,
    NotGiven,
    Prepare,
    PutBack,
    Reconcile,
    Reopen,
    Resolve,
    Review,
    Tap,
)
from cart_agent.core import orders, verify
from cart_agent.core.chart import Chart, Product
from cart_agent.core.identify import DrugPack
from cart_agent.core.orders import product_of
from cart_agent.core.present import present
from cart_agent.core.session import Session, State, putback
from cart_agent.core.session.dose import was_given
from cart_agent.core.session.people import AT_WITNESS, current_verdict, is_hidden
from cart_agent.core.session.state import DoseInHand, outstanding
from cart_agent.core.session.table import TABLE
from cart_agent.core.verdict import Gate, Severity, Verdict
from drivers.interfaces import DrawerState


def session_view(agent: Agent) -> show.SessionView:
    """The whole view; the screen replaces its old one. Nobody logged in: no patient, no dose, no verdict."""
    session = agent.session
    chart = agent.knowledge.chart(session.encounter_id) if session.encounter_id else None
    patient = patient_view(agent.knowledge, chart, agent.present()) if chart and session.person else None
    if patient and chart:
        made = agent.knowledge.labels.open(chart.encounter_id)
        records = records_view(agent, chart)
        patient = msgspec.structs.replace(
            patient,
            doses=(*going_on(agent, chart, patient.doses, records), *patient.doses),
            records=records,
            wastes=wastes_view(agent, chart),
            notes=tuple(one.at_patient for one in agent.items if _is_memo(one, chart)),
            prepared=tuple(
                prepared_view(
                    one,
                    agent.knowledge.zone,
                    agent.recorder.cart,
                    agent.prints.state(one, agent.present().now),
                )
                for one in made
            ),
        )
        patient = hide(patient, session)
    dose = session.dose if session.person else None
    key = dose.key if dose else ""
    rejected = rejected_views(agent)
    return show.SessionView(
        revision=agent.revision,
        state=session.state.value,
        person=_person(session),
        candidate=session.candidate.name if session.candidate else "",
        signing=signing_view(agent),
        patient=patient,
        dose=next((one for one in patient.doses if one.key == key), None) if patient else None,
        drawer=dose.drawer if dose else session.glass.drawer if session.glass and session.person else None,
        drawer_state=_drawer_state(agent),
        verdict=_verdict(session),
        scanned=_scanned(agent, chart),
        diluent=_diluent(agent),
        doubt=_doubt(agent),
        second=second_view(agent),
        notice=_notice(agent),
        notice_good=agent.notice_good,
        actions=actions(
            session,
            open_items=any(one.review_by is None for one in agent.items),
            records=any(one.follow_ups for one in patient.records) if patient else False,
            barred=barred(agent),
            reviews=any(one.review_by for one in agent.items),
            rejected=bool(rejected),
            patient=patient is not None,
        ),
        confirm_reasons=_confirming(session),
        not_given_reasons=_choices(reasons.NOT_GIVEN),
        partial_reasons=_choices(reasons.PARTIAL),
        parts=() if is_hidden(session) else parts_view(agent),
        drawn_unit=drawn_unit(agent),
        prescriber_questions=_choices(reasons.QUESTION),
        note_choices=_choices(reasons.NOTE),
        prn_reasons=_choices(reasons.PRN),
        clear_reasons=_choices(reasons.CLEAR),
        resolve_reasons=_choices(reasons.RESOLVE),
        unable_reasons=_choices(reasons.UNABLE),
        glass=glass_view(agent),
        glass_drawers=agent.overrides.drawers(session),
        override_reasons=override_reasons(),
        rejected=rejected,
        reconcile_reasons=reconcile_reasons(),
        follow_up_reasons=follow_up_reasons(),
        waste_reasons=_choices(reasons.WASTE),
        undo_waste_reasons=_choices(reasons.UNDO_WASTE),
        blind_units=unit_choices(session),
        to_count=count_view(agent),
        controlled=controlled_view(agent) if session.person else (),
    )


def _notice(agent: Agent) -> show.Texts | None:
    """A line that names the dose is another one while its witness must not see it."""
    if agent.notice is None or agent.notice_unseen is None or not is_hidden(agent.session):
        return agent.notice
    return agent.notice_unseen


def _doubt(agent: Agent) -> show.DoubtView | None:
    if agent.session.state is not State.DOUBT or agent.session.person is None:
        return None
    text, follow = question(agent)
    return show.DoubtView(text=text, next=follow)


def _is_memo(item: OpenItem, chart: Chart) -> bool:
    return item.kind in (NOTE, QUESTION) and item.encounter_id == chart.encounter_id


def _drawer_state(agent: Agent) -> str:
    taken = agent.session.dose or agent.session.glass
    if taken is None or taken.drawer is None:
        return ""
    return agent.drawers.states.get(taken.drawer, DrawerState.UNKNOWN).value


def actions(
    session: Session,
    *,
    open_items: bool,
    records: bool,
    barred: frozenset[type[Tap]] = frozenset(),
    reviews: bool = False,
    rejected: bool = False,
    patient: bool = False,
) -> tuple[str, ...]:
    """The taps that the round's table and the verdict in sight allow, by their tags."""
    allowed: list[type[Tap]] = [
        tap
        for tap, event in EVENT_OF_TAP.items()
        if (session.state, event) in TABLE
        and _sensible(tap, session)
        and (records or tap is not FollowUp)
        and tap not in barred
    ]
    if open_items and session.person is not None:
        allowed.append(Resolve)
    if reviews:
        allowed.append(Review)
    if rejected:
        allowed.append(Reconcile)
    if patient:
        allowed += [AskPrescriber, LeaveNote]
    return tuple(str(tap.__struct_config__.tag) for tap in allowed)


def _sensible(tap: type, session: Session) -> bool:
    """A tap that the table knows may still have nothing to act on."""
    if tap is ClearFault:
        return session.fault is not None
    dose = session.dose
    if tap is EnterPin or dose is None:
        return session.state is not State.SECOND or tap is not EnterPin or session.candidate is not None
    left = outstanding(current_verdict(session), dose)
    if tap in _OF_DOSE:
        return _OF_DOSE[tap](dose, left)
    if tap is Reopen and session.state is State.RELEASE:
        return left is Severity.ALLOW
    if tap is Confirm:
        return left in (Severity.CONFIRM, Severity.WITNESS) and _any(session, Severity.CONFIRM)
    return tap is not NotGiven or (bool(dose.order_id) and not was_given(dose))


_OF_DOSE: dict[type, Callable[[DoseInHand, Severity], bool]] = {
    Give: lambda dose, left: left is Severity.ALLOW and not dose.preparing,
    Label: lambda _, left: left is Severity.ALLOW,
    HandOver: lambda _, __: False,
    Prepare: lambda dose, _: not dose.waiting_label and not dose.label,
    PutBack: lambda dose, _: putback.possible(dose),
}


def _any(session: Session, severity: Severity) -> bool:
    verdict = current_verdict(session)
    assert session.dose is not None
    covered = {ack.code for ack in session.dose.acknowledged if ack.severity.rank >= severity.rank}
    return verdict is not None and any(
        f.severity is severity and f.code not in covered for f in verdict.findings
    )


def _person(session: Session) -> show.PersonView | None:
    who = session.candidate if session.state is State.PIN else session.person
    return None if who is None else show.PersonView(id=who.id, name=who.name, roles=who.roles)


def _verdict(session: Session) -> show.VerdictView | None:
    verdict = session.stopped if session.state is State.STOPPED else current_verdict(session)
    if verdict is None or session.person is None or session.state in (State.CHECKING, State.VERIFYING):
        return None
    if session.state in AT_WITNESS and is_hidden(session):  # a finding may name the amount
        return None
    return show.VerdictView(
        gate=verdict.gate.value,
        severity=_left(verdict, session).value,
        findings=tuple(finding_view(one, hidden=is_hidden(session)) for one in verdict.findings),
    )


def _left(verdict: Verdict, session: Session) -> Severity:
    """What is still to be answered for: an answered finding is shown, and does not hold the dose."""
    return outstanding(verdict, session.dose) if session.dose else verdict.severity


def _scanned(agent: Agent, chart: Chart | None) -> show.ScannedView | None:
    dose = agent.session.dose
    if dose is None or not dose.packs or chart is None or agent.session.person is None:
        return None
    pack = dose.packs[-1]
    product = product_of(pack, agent.knowledge.book.formulary)
    count = {} if is_hidden(agent.session) else _count(agent, pack, dose.key)
    return show.ScannedView(
        name=_product_name(product, pack),
        strength=strength(product) if product else "",
        form=form(product.form) if product else {},
        lot=pack.lot or "",
        expiry=pack.expiry.isoformat() if pack.expiry else "",
        count=count,
    )


def _diluent(agent: Agent) -> str:
    pack = agent.session.dose.diluent if agent.session.dose and agent.session.person else None
    if pack is None:
        return ""
    product = product_of(pack, agent.knowledge.book.formulary)
    return f"{_product_name(product, pack)} {strength(product) if product else ''}".rstrip()


def _product_name(product: Product | None, pack: DrugPack) -> str:
    return generic(product) if product else f"? {pack.gtin or pack.drug or ''}"


def _count(agent: Agent, pack: DrugPack, key: str) -> show.Texts:
    situation = agent.knowledge.situation(agent.session, key, agent.present())
    match = verify.count_needed(situation, pack) if situation else None
    if situation is None or match is None:
        return {}
    ordered, atc = situation.dose.amount, orders.atc(situation.order, situation.formulary)
    if ordered is not None and any(code.startswith(INSULINS) for code in atc):
        return amount(ordered)
    packs = agent.session.dose.packs if agent.session.dose else ()
    held, whole = verify.in_hand(situation, packs), verify.in_hand(situation, ())
    if held and whole and held.unit == whole.unit and held.value < whole.value:
        return {lang: present(held, lang) for lang in ("vi", "en")}  # the rest was not scanned
    return {lang: present(match.units, lang) for lang in ("vi", "en")}


INSULINS = "A10A"
"""ATC. Drawn up with syringes that are marked in units, so never said in mL (ISMP); of other drugs ordered in
units, such as heparin, the volume is what the syringe shows."""


def _confirming(session: Session) -> tuple[show.OutcomeChoice, ...]:
    """Without those that answer another finding than what is asked about; those that fit best first."""
    asked = _verdict(session)
    codes = {"", *(one.code for one in asked.findings)} if asked else {""}
    fitting = [one for one in reasons.CONFIRM if one.outcome in codes]
    of_pack = asked is not None and asked.gate == Gate.VERIFY
    fitting.sort(key=lambda one: (not one.outcome, of_pack and one.code != reasons.LOOKED))
    return _choices(tuple(fitting))


@cache
def _choices(listed: tuple[reasons.Reason, ...]) -> tuple[show.OutcomeChoice, ...]:
    return tuple(
        show.OutcomeChoice(code=one.code, text={"vi": one.vi, "en": one.en}, outcome=one.outcome)
        for one in listed
    )
