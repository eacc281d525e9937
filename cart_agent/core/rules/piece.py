"""A piece with a serial number is in one place only: is it on record already? (docs/decisions/310)"""

from cart_agent.core.chart import Administration, Product
from cart_agent.core.course import RUNNING
from cart_agent.core.doses import SCANNED_ONE_BY_ONE, Uncountable, unit_of
from cart_agent.core.forms import FORMS
from cart_agent.core.identify import DrugPack
from cart_agent.core.piece import ON_RECORD, is_among, same_piece
from cart_agent.core.rules.case import Case, Scanned
from cart_agent.core.rules.facts import finding, local_time, worst
from cart_agent.core.rules.patch import patch_on
from cart_agent.core.schedule.local import day_of
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def on_record(c: Case) -> Finding | None:
    """CODE_SUSPECT: this very piece hangs or sticks somewhere, or was used before. Not asked of a prepared
    label, whose pieces were asked about when it was made."""
    if c.s.label is not None:
        return None
    return worst(_on_record(c.s, one) for one in c.scanned if _is_one_piece(one.pack))


def _is_one_piece(pack: DrugPack) -> bool:
    """A box that says how many pieces it holds (AI 30) is none."""
    return pack.serial is not None and pack.count in (None, 1)


def _on_record(s: Situation, one: Scanned) -> Finding | None:
    own, others = _used(s.history, one.pack, s), _used(s.elsewhere, one.pack, s)
    for case, doses in (("in-use", own), ("in-use-elsewhere", others)):
        found = next((dose for dose in doses if _goes_on(dose, s)), None)
        if found is not None:
            return _told(s, one, case, found, Severity.STOP)
    if others:
        return _told(s, one, "used-elsewhere", others[-1], Severity.CONFIRM)
    if own and not _many_doses(one.product):
        return _told(s, one, "used", own[-1], Severity.CONFIRM)
    return _mixed(s, one)


def _used(doses: tuple[Administration, ...], pack: DrugPack, s: Situation) -> list[Administration]:
    """The doses that it was scanned for, the newest last."""
    today = day_of(s.now, s.zone)
    found = [one for one in doses if one.given and is_among(pack, one.scanned, today)]
    return sorted(found, key=lambda one: one.start)


def _goes_on(one: Administration, s: Situation) -> bool:
    return one.status in RUNNING or patch_on(one, s)


def _many_doses(product: Product | None) -> bool:
    """A bottle or an inhaler is scanned for each dose of its patient. What is sterile, or counted one by one,
    is used once; the rest of it a person has to look at."""
    if product is None or product.form not in FORMS or FORMS[product.form].sterile:
        return False
    try:
        return unit_of(product) not in SCANNED_ONE_BY_ONE
    except Uncountable:
        return False


def _mixed(s: Situation, one: Scanned) -> Finding | None:
    """It went into a syringe or an infusion, as drug or as diluent."""
    for made in s.mixed:
        parts = (*made.packs, *((made.diluent,) if made.diluent else ()))
        if any(same_piece(one.pack, part) for part in parts):
            at = local_time(made.made, s.zone)
            return finding(
                "CODE_SUSPECT",
                Severity.CONFIRM,
                case=f"{ON_RECORD}mixed",
                scanned=_name(one),
                label=made.number,
                drug=made.drug_name,
                at=at,
            )
    return None


def _told(s: Situation, one: Scanned, case: str, dose: Administration, severity: Severity) -> Finding:
    return finding(
        "CODE_SUSPECT",
        severity,
        case=f"{ON_RECORD}{case}",
        scanned=_name(one),
        at=local_time(dose.start, s.zone),
        by=dose.performer or "?",
    )


def _name(one: Scanned) -> str:
    return one.product.name if one.product else one.pack.gtin or one.pack.drug or "?"
