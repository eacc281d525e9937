"""What a screen shows of overrides, break-glass and their review."""

from datetime import date, datetime

from cart_agent.agent import reasons
from cart_agent.agent.agent import Agent
from cart_agent.agent.items import OpenItem
from cart_agent.agent.overrides import running
from cart_agent.agent.scans import today
from cart_agent.agent.views.dose import generic, strength
from cart_agent.agent.words import Texts, line
from cart_agent.api import requests as ask
from cart_agent.api.views import GlassView, OpenItemView, OutcomeChoice, TakenView
from cart_agent.core.chart import Formulary
from cart_agent.core.identify import DrugPack
from cart_agent.core.orders import product_of
from cart_agent.core.session import State
from cart_agent.core.texts import explain
from cart_agent.core.verdict import Finding, Severity

REASONS = {"override": reasons.OVERRIDE, "break-glass": reasons.BREAK_GLASS, "review": reasons.REVIEW}


def barred(agent: Agent) -> frozenset[type[ask.Tap]]:
    """Taps that the round's table knows and ward policy does not allow who is logged in, here and now."""
    session = agent.session
    found: set[type[ask.Tap]] = set()
    if session.state is not State.RELEASE or agent.overrides.dose_problem(session):
        found.add(ask.Override)
    if session.dose is not None or not agent.overrides.drawers(session):
        found.add(ask.BreakGlass)
    if session.glass is None or not session.glass.packs:
        found.add(ask.GiveTaken)
    if session.glass is not None and session.glass.over:
        found.add(ask.Reopen)
    return frozenset(found)


def glass_view(agent: Agent) -> GlassView | None:
    """The break-glass that goes on; nothing while nobody is logged in."""
    glass = agent.session.glass
    if glass is None or agent.session.person is None:
        return None
    day = today(agent.present(), agent.knowledge.zone)
    formulary = agent.knowledge.book.formulary
    return GlassView(
        drawer=glass.drawer,
        encounter_id=agent.overrides.encounter(glass),
        since=glass.grant.since.now,
        minutes=glass.grant.minutes,
        over=glass.over,
        given=glass.given,
        taken=tuple(_taken(pack, formulary, day) for pack in glass.packs),
    )


def _taken(pack: DrugPack, formulary: Formulary, day: date) -> TakenView:
    product = product_of(pack, formulary)
    wrong = _caution(pack, formulary, day)
    return TakenView(
        name=generic(product) if product else f"? {pack.gtin or pack.drug or ''}",
        strength=strength(product) if product else "",
        lot=pack.lot or "",
        expiry=pack.expiry.isoformat() if pack.expiry else "",
        caution=explain(wrong).text if wrong else None,
    )


def _caution(pack: DrugPack, formulary: Formulary, day: date) -> Finding | None:
    """In an emergency nothing is refused that was taken; it is said what is wrong with it."""
    product = product_of(pack, formulary)
    if product is None:
        facts = {"case": "unknown-product", "code": pack.gtin or pack.drug or "?"}
        return Finding(code="CODE_SUSPECT", severity=Severity.STOP, facts=facts)
    if pack.suspect:
        return Finding(code="CODE_SUSPECT", severity=Severity.STOP)
    if pack.lot and pack.lot in product.recalled_lots:
        return Finding(code="RECALLED", severity=Severity.STOP, facts={"lot": pack.lot})
    if pack.expiry and pack.expiry < day:
        return Finding(code="EXPIRED", severity=Severity.STOP, facts={"expiry": pack.expiry.isoformat()})
    return None


def override_reasons() -> dict[str, tuple[OutcomeChoice, ...]]:
    """The coded reasons, by the tap that asks for one."""
    return {
        tap: tuple(OutcomeChoice(code=one.code, text={"vi": one.vi, "en": one.en}) for one in listed)
        for tap, listed in REASONS.items()
    }


def item_view(item: OpenItem, now: datetime) -> OpenItemView:
    """One open item; one to be reviewed says until when, and loudly when that has passed."""
    overdue = item.is_overdue(now)
    text = item.text
    if overdue:
        late = line("review-overdue")
        text = {lang: f"{late[lang]} {text[lang]}" for lang in text}
    return OpenItemView(
        id=item.id,
        text=text,
        since=item.since,
        kind=item.kind,
        by=item.by,
        review_by=item.review_by,
        overdue=overdue,
    )


def alarms(agent: Agent) -> tuple[Texts, ...]:
    """Loud on every screen as long as a STOP is passed over or an emergency drawer may be opened."""
    glass = agent.session.glass
    if glass is not None:
        return (line("glass-on", drawer=str(glass.drawer)),)
    return (line("override-on"),) if running(agent.session) else ()
