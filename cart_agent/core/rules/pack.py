"""The pack itself: in date, not recalled, and the one that pharmacy loaded."""

from datetime import date

from cart_agent.core.chart import Product, StockItem
from cart_agent.core.identify import DrugPack
from cart_agent.core.place import drawer_of, meant_for
from cart_agent.core.rules.case import Case
from cart_agent.core.rules.facts import finding, worst
from cart_agent.core.schedule.local import clock_of, day_of
from cart_agent.core.verdict import Finding, Severity


def expired(c: Case) -> Finding | None:
    """EXPIRED: AI 17 is the last day of use; 7003 the last minute of it, in the ward's time."""
    today = day_of(c.s.now, c.s.zone)
    found = next((one.pack for one in c.scanned if _over(c, one.pack, today)), None)
    return finding("EXPIRED", Severity.STOP, expiry=_day(found.expiry)) if found else None


def _over(c: Case, pack: DrugPack, today: date) -> bool:
    if pack.expiry is None:
        return False
    if pack.expiry == today and pack.expiry_time is not None:
        return clock_of(c.s.now, c.s.zone) > pack.expiry_time
    return pack.expiry < today


def expires_soon(c: Case) -> Finding | None:
    """EXPIRES_SOON: within the days that ward policy names; or the code does not say, and a person must
    look. Of a pack that is over today `expired` says it."""
    today = day_of(c.s.now, c.s.zone)
    for one in c.scanned:
        last = one.pack.expiry or _loaded_expiry(c, one.pack, one.product)
        if last is None:
            return finding("EXPIRES_SOON", Severity.CONFIRM, case="unknown")
        if 0 <= (last - today).days < c.s.policy.expires_soon_days and not _over(c, one.pack, today):
            return finding("EXPIRES_SOON", Severity.CONFIRM, expiry=_day(last))
    return None


def recalled(c: Case) -> Finding | None:
    """RECALLED: the lot is on the product's recall list, or its lot is not known while there is a list."""
    return worst(_recalled(one.pack.lot or "", one.product) for one in c.scanned)


def _recalled(lot: str, product: Product | None) -> Finding | None:
    """A list may be typed in other letters than the pack's: of two lots that differ in nothing else both are
    refused."""
    lots = product.recalled_lots if product else ()
    if lots and not lot:
        return finding("RECALLED", Severity.CONFIRM, case="unknown", lots=", ".join(lots))
    if lot.casefold() in {one.strip().casefold() for one in lots}:
        return finding("RECALLED", Severity.STOP, lot=lot)
    return None


def stock_mismatch(c: Case) -> Finding | None:
    """STOCK_MISMATCH: not the product or the lot that pharmacy loaded into this drawer. Not asked of an
    unknown stock, nor of what was prepared: it was asked when it was taken out."""
    s = c.s
    drawer = drawer_of(s.order, s.chart, s.formulary, s.stock, day_of(s.now, s.zone))
    loaded = [item for item in c.s.stock if item.drawer == drawer and not item.problem]
    if not c.s.stock or s.label is not None:
        return None
    wrong = next(
        (one for one in c.scanned if not any(_is(item, one.pack, one.product, c) for item in loaded)), None
    )
    if wrong is None:
        return None
    name = wrong.product.name if wrong.product else ""
    return finding(
        "STOCK_MISMATCH", Severity.CONFIRM, scanned=name, lot=wrong.pack.lot or "?", drawer=str(drawer or "?")
    )


def _is(item: StockItem, pack: DrugPack, product: Product | None, c: Case) -> bool:
    same_product = product is not None and c.s.formulary.named(item.codes) == product
    return (
        same_product
        and meant_for(item, c.s.order, c.s.chart)
        and (not item.lot or not pack.lot or item.lot == pack.lot)
    )


def _loaded_expiry(c: Case, pack: DrugPack, product: Product | None) -> date | None:
    """What pharmacy recorded when it loaded the drawer: the earliest of what this pack can be."""
    found = [item.expiry for item in c.s.stock if item.expiry and _is(item, pack, product, c)]
    return min(found, default=None)


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "?"
