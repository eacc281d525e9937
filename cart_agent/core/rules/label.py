"""A prepared syringe or infusion: is its label this patient's, this order's, in date and not used up?

And what a drug may be diluted with.
"""

from cart_agent.core.chart import Product, values
from cart_agent.core.chart.code import ATC
from cart_agent.core.policy import DRUG_CLASSES
from cart_agent.core.quantity import magnitude, same_dimension
from cart_agent.core.rules.case import Case
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.verdict import Finding, Severity

WATER = "V07AB"
"""Solvents and diluting agents, in ampoules too."""


def of_another(c: Case) -> Finding | None:
    """WRONG_PATIENT: the label is another patient's."""
    label = c.s.label
    if label is None or label.encounter_id == c.s.chart.encounter_id:
        return None
    return finding("WRONG_PATIENT", Severity.STOP, case="label", label=label.number)


def another_drug(c: Case) -> Finding | None:
    """WRONG_DRUG: it was prepared for another order."""
    label = c.s.label
    if label is None or label.order_id == c.s.order.id:
        return None
    return finding(
        "WRONG_DRUG",
        Severity.STOP,
        case="label",
        order=c.s.order.text,
        scanned=label.drug_name,
        label=label.number,
    )


def used(c: Case) -> Finding | None:
    """ALREADY_GIVEN: this very syringe or bag was recorded as given."""
    label = c.s.label
    if label is None or label.status != "given" or label.closed is None:
        return None
    at = local_time(label.closed, c.s.zone)
    return finding("ALREADY_GIVEN", Severity.STOP, order=label.drug_name, at=at, by=label.closed_by or "?")


def discarded(c: Case) -> Finding | None:
    """CODE_SUSPECT: it is on record as thrown away."""
    label = c.s.label
    if label is None or label.status != "discarded":
        return None
    return finding("CODE_SUSPECT", Severity.STOP, case="label-discarded", label=label.number)


def expired(c: Case) -> Finding | None:
    """EXPIRED: not to be begun after the time on the label."""
    label = c.s.label
    if label is None or c.s.now <= label.expires:
        return None
    return finding("EXPIRED", Severity.STOP, case="label", expiry=local_time(label.expires, c.s.zone))


def order_changed(c: Case) -> Finding | None:
    """ORDER_CHANGED: it was prepared for another version of the order."""
    label = c.s.label
    if label is None or label.order_id != c.s.order.id or label.order_version == c.s.order.version:
        return None
    return finding("ORDER_CHANGED", Severity.STOP, case="label", order=c.s.order.text, label=label.number)


def amount_over(c: Case) -> Finding | None:
    """DOSE_OVER: more is said to be given than was prepared. Only the label knows the dose of a rate."""
    label = c.s.label
    if label is None or c.amount is None or c.s.dose.amount is not None:
        return None
    made = label.mixture.drug
    if same_dimension(c.amount.unit, made.unit) and magnitude(c.amount) <= magnitude(made):
        return None
    return finding("DOSE_OVER", Severity.STOP, order=c.s.order.text, dose=made, given=c.amount)


def not_a_diluent(c: Case) -> Finding | None:
    """WRONG_DRUG: drugs are diluted with what ward policy lists, and never with a concentrate."""
    wrong = next((one for one in c.products if not is_diluent(one, c.s.policy.diluent_atc)), None)
    if wrong is None:
        return None
    return finding("WRONG_DRUG", Severity.STOP, case="diluent", scanned=wrong.name)


def is_diluent(product: Product, listed: tuple[str, ...]) -> bool:
    """Every ingredient is listed, nothing of it needs a witness, and it is ready to run in, or water."""
    codes = [set(one.atc) | set(values(product.codes, ATC)) for one in product.ingredients]
    if not codes or not all(any(code.startswith(listed) for code in found) for found in codes):
        return False
    if set(product.classes) & set(DRUG_CLASSES):
        return False
    return product.form == "infusion" or all(any(code.startswith(WATER) for code in found) for found in codes)
