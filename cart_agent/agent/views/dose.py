"""One dose as a line of a list."""

from cart_agent.agent import reasons
from cart_agent.agent.views.words import amount, route
from cart_agent.agent.words import line
from cart_agent.api.views import DoseView, Texts
from cart_agent.core.blind import per_time
from cart_agent.core.chart import Formulary, Ingredient, Order, Patient, Product
from cart_agent.core.course import goes_on
from cart_agent.core.doses import Uncountable, ordered
from cart_agent.core.orders import named_product
from cart_agent.core.present import present
from cart_agent.core.quantity import magnitude, same_dimension
from cart_agent.core.schedule import DueDose
from cart_agent.core.units import UnitError


def dose_view(
    due: DueDose, formulary: Formulary, drawer: int | None, patient: Patient | None = None
) -> DoseView:
    """What, how much, by which way, when, and whether it can be given from this cart; of a patient who is
    named also how much of it was given."""
    order, dose = due.order, due.dose
    product = named_product(order, formulary)
    rate = per_time(dose.dosage.rate) if dose.dosage.rate else None
    return DoseView(
        key=dose.key,
        order_id=order.id,
        generic=drug_name(order, formulary),
        brand=product.brand if product else "",
        strength=strength(product) if product else "",
        amount=amount(dose.amount or rate),
        rate=amount(rate) if rate and dose.amount else {},
        instruction=_instruction(due),
        route=route(dose.dosage.route, dose.dosage.route_text),
        route_code=dose.dosage.route,
        due=dose.due,
        due_label=dose.label,
        status=_status(due),
        record=due.given_by_event,
        part=_part(due, patient) if patient else {},
        critical=due.critical,
        flags=_flags(due, product),
        drawer=drawer,
        prn_reason=reasons.matching(reasons.PRN, dose.dosage.as_needed_for),
        problem=_problem(due, drawer),
    )


def _status(due: DueDose) -> str:
    """An infusion that runs and a patch that is on are not over: somebody has to end them."""
    if due.given is None or not goes_on(due.given):
        return due.status.value.replace("_", "-")
    return "paused" if due.given.status == "on-hold" else "running"


def _part(due: DueDose, patient: Patient) -> Texts:
    """A part of a dose must not look like the whole. Where the two cannot be compared nothing is said."""
    got = due.given.amount if due.given is not None and due.given.given and not goes_on(due.given) else None
    if got is None:
        return {}
    try:
        whole = ordered(due.dose, patient).low
        less = same_dimension(got.unit, whole.unit) and magnitude(got) < magnitude(whole)
    except (Uncountable, UnitError):
        return {}
    return {lang: present(got, lang) for lang in ("vi", "en")} if less else {}


def _instruction(due: DueDose) -> str:
    """What the prescriber wrote beside the numbers, such as how to dilute it and how slowly to give it."""
    dosage = due.dose.dosage
    said = (dosage.text, *dosage.instructions, *due.order.notes)
    return " · ".join(dict.fromkeys(text for text in said if text))


def drug_name(order: Order, formulary: Formulary) -> str:
    """What is in it; as the hospital wrote it, where the order names no product."""
    product = named_product(order, formulary)
    return generic(product) if product else order.text or order.id


def generic(product: Product) -> str:
    """What is in it, such as `amlodipin`; the product's own name where the formulary does not say."""
    names = [one.name for one in product.ingredients if one.name]
    return " + ".join(names) or product.name


def strength(product: Product) -> str:
    """Such as `500 mg` or `10 mg/mL`; of a combination each ingredient's own."""
    return " + ".join(filter(None, (_strength(one) for one in product.ingredients)))


def _strength(ingredient: Ingredient) -> str:
    ratio = ingredient.strength
    if ratio is None:
        return ""
    try:
        top = present(ratio.numerator, "vi")
        if ratio.denominator.unit.startswith("{") and ratio.denominator.value == 1:
            return top
        return f"{top}/{present(ratio.denominator, 'vi').removeprefix('1 ')}"
    except UnitError:
        return ""


def _flags(due: DueDose, product: Product | None) -> tuple[str, ...]:
    order = due.order
    found = list(product.classes) if product else []
    found += ["look-alike"] if product and product.look_alike else []
    found += ["prn"] if due.dose.dosage.as_needed else []
    found += ["stat"] if order.immediate else []
    found += ["unreadable"] if order.problem else []
    return tuple(found)


def _problem(due: DueDose, drawer: int | None) -> Texts | None:
    why = due.order.problem or due.problem
    if due.order.status == "on-hold" and not due.order.problem:
        return line("order-on-hold")
    if why:
        return line("order-blocked", reason=why)
    return line("no-drawer") if drawer is None and due.status in ("due", "overdue", "prn") else None
