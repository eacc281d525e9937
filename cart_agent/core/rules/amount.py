"""Right dose."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from cart_agent.core import orders
from cart_agent.core.chart import Product
from cart_agent.core.doses import Need, Uncountable, by_rate, counted_in, need, ordered, pieces, unit_of
from cart_agent.core.present import present
from cart_agent.core.quantity import DoseRange, Quantity, magnitude, nearest_decimal, same_dimension
from cart_agent.core.rules.case import Case
from cart_agent.core.rules.facts import LANGUAGES, finding
from cart_agent.core.units import UnitError
from cart_agent.core.verdict import Finding, Severity


def dose_not_reachable(c: Case) -> Finding | None:
    """DOSE_NOT_REACHABLE: no multiple, or allowed half or quarter, of this strength makes the dose; or
    nobody knows."""
    if by_rate(c.s):
        return None
    for product in c.ordered:
        try:
            found = need(c.s, product)
            if c.amount is not None:
                _given(product, c.amount, found)
        except (Uncountable, UnitError) as error:
            reason = error.reason if isinstance(error, Uncountable) else "dose-unit"
            return finding(
                "DOSE_NOT_REACHABLE", Severity.STOP, case="uncountable", order=c.s.order.text, reason=reason
            )
        if found.units is None and len(c.ordered) == 1:
            return _unreachable(c, product)
    return None


def unscanned_amount(c: Case) -> Finding | None:
    """DOSE_OVER, DOSE_INCOMPLETE or DOSE_NOT_REACHABLE for an amount told of a drug that was not scanned."""
    if c.scanned or c.amount is None:
        return None
    try:
        wanted = ordered(c.s.dose, c.s.chart.patient)
        product = orders.candidates(c.s.order, c.s.formulary)[0]
        asked = need(c.s, product)
        given = _given(product, c.amount, asked)
    except (Uncountable, UnitError, IndexError):
        return finding(
            "DOSE_NOT_REACHABLE", Severity.STOP, case="uncountable", order=c.s.order.text, reason="dose-unit"
        )
    held = _said(c.amount, wanted, given / asked.low)
    facts: dict[str, Any] = {"order": c.s.order.text, "dose": wanted, **held}
    if given > asked.high:
        return finding("DOSE_OVER", Severity.STOP, **facts)
    return finding("DOSE_INCOMPLETE", Severity.CONFIRM, **facts) if given < asked.low else None


def _unreachable(c: Case, product: Product) -> Finding:
    dose = ordered(c.s.dose, c.s.chart.patient)
    return finding("DOSE_NOT_REACHABLE", Severity.STOP, order=c.s.order.text, scanned=product.name, dose=dose)


def dose_over(c: Case) -> Finding | None:
    """DOSE_OVER: more was scanned, or is said to be given, than ordered. Not said where this strength does
    not make the dose: then nothing can be put back."""
    share = share_of(c)
    if share is None or share[1] <= 1:
        return None
    told = c if _entered_over(c, share[0]) else replace(c, amount=None)
    if told.amount is None and dose_not_reachable(told):
        return None
    return _amount_finding(told, "DOSE_OVER", Severity.STOP, "")


def _entered_over(c: Case, share: Fraction) -> bool:
    """Whether it is the entered amount that is too much (`share` of the least), and not what was scanned
    for it."""
    wanted = ordered(c.s.dose, c.s.chart.patient)
    return c.amount is not None and share * magnitude(wanted.low) > magnitude(wanted.high)


def dose_incomplete(c: Case) -> Finding | None:
    """DOSE_INCOMPLETE: less than ordered. One more pack is to be scanned, or the part is given with a
    reason."""
    share = share_of(c)
    if share is None:
        return None
    if _must_be_entered(c):
        return _amount_finding(c, "DOSE_INCOMPLETE", Severity.CONFIRM, "enter")
    return _amount_finding(c, "DOSE_INCOMPLETE", Severity.CONFIRM, "") if share[0] < 1 else None


def share_of(c: Case) -> tuple[Fraction, Fraction] | None:
    """What is given as parts of the least and of the most that is ordered; None when it cannot be
    computed.

    An entered amount counts against the order; scanned packs count too, where each holds one piece.
    """
    if not c.ordered:
        return None
    try:
        scanned = [_scanned_share(c, product) for product in c.ordered]
        low, high = sum(one[0] for one in scanned), sum(one[1] for one in scanned)
        if c.amount is None:
            return Fraction(low), Fraction(high)
        product = c.ordered[0]
        wanted = need(c.s, product)
        given = _given(product, c.amount, wanted)
    except (Uncountable, UnitError):
        return None
    return given / wanted.low, max(given / wanted.high, Fraction(high) if _counted(c) else Fraction(0))


def _scanned_share(c: Case, product: Product) -> tuple[Fraction, Fraction]:
    """One product's packs as parts of the dose. The last of them may be broken where that makes the dose."""
    wanted = need(c.s, product)
    packs = sum(1 for one in c.scanned if one.product == product)
    if not _counted(c):
        units = wanted.units or wanted.low
    else:
        made = wanted.units if _makes_dose(c, wanted, packs) else None
        units = made or Fraction(packs)
    return units / wanted.low, units / wanted.high


def _makes_dose(c: Case, wanted: Need, packs: int) -> bool:
    """Whether these packs, the last perhaps broken, are what makes the dose by itself."""
    return len(c.ordered) == 1 and packs == wanted.packs


def _counted(c: Case) -> bool:
    """Whether every scanned code stands for one piece (not for a box of them, AI 30)."""
    discrete = all(need(c.s, product).counted for product in c.ordered)
    return discrete and all((one.pack.count or 1) == 1 for one in c.scanned)


def _must_be_entered(c: Case) -> bool:
    """A range of something measured: only the nurse knows how much she drew up."""
    if c.amount is not None or _counted(c):
        return False
    wanted = ordered(c.s.dose, c.s.chart.patient)
    return wanted.low != wanted.high


def _given(product: Product, amount: Quantity, wanted: Need) -> Fraction:
    """What the nurse names is of the product in her hand: two tablets are two of these. Drops are never
    compared with millilitres. Raises Uncountable."""
    if not same_dimension(counted_in(product, amount.unit), wanted.unit):
        raise Uncountable("dose-unit")
    return pieces(product, product, amount)


def _amount_finding(c: Case, code: str, severity: Severity, case: str) -> Finding:
    dose, share = ordered(c.s.dose, c.s.chart.patient), share_of(c)
    held = _said(_in_hand(c), dose, share[0] if share else Fraction(1))
    return finding(code, severity, case=case, order=c.s.order.text, dose=dose, **held)


def _said(held: Quantity | str, dose: DoseRange, share: Fraction) -> dict[str, str]:
    """What is in the nurse's hand, in the order's unit and as she counts it: `1 500 mg (3 tablets)`."""
    amount = Quantity(value=nearest_decimal(Fraction(dose.low.value) * share), unit=dose.low.unit)
    alike = isinstance(held, Quantity) and same_dimension(held.unit, amount.unit)
    return {
        f"given.{lang}": present(amount, lang)
        if alike
        else f"{present(amount, lang)} ({_counted_as(held, lang)})"
        for lang in LANGUAGES
    }


def _counted_as(held: Quantity | str, lang: str) -> str:
    return held if isinstance(held, str) else present(held, lang)


def _in_hand(c: Case) -> Quantity | str:
    """What the nurse holds, in words that she can count: 3 tablets, or the names of several products."""
    if c.amount is not None:
        return c.amount
    if len(c.ordered) == 1 and _counted(c):
        pieces_held = sum(one.product == c.ordered[0] for one in c.scanned)
        return Quantity(value=Decimal(pieces_held), unit=unit_of(c.ordered[0]))
    return " + ".join(product.name for product in c.ordered)
