"""Which dose or record a question is about: whoever answers must not have to remember it."""

from textual.content import Content

from cart_agent.api.views import ControlledView
from ui_tui.flows.later import record_of
from ui_tui.i18n import _, clean, whole
from ui_tui.model import Model
from ui_tui.questions import Answers
from ui_tui.wording import drug, moment


def subject(model: Model, told: Answers) -> Content:
    """The item, record, controlled drug or dose that was chosen, else the dose in hand; empty for none."""
    items = model.status.open_items if model.status else ()
    item = next((one for one in items if one.id == told.get("item")), None)
    if item is not None:
        return Content(_.pick(item.text))
    record = record_of(model, told)
    if record is not None:
        much = whole(clean(_.pick(record.amount)))
        at = whole(moment(record.day, record.label))
        return Content.assemble((clean(record.name), "bold"), f" {much}" if much else "", f" · {at}")
    product = next((one for one in _controlled(model) if one.product == told.get("product")), None)
    if product is not None:
        return Content(f"{whole(_('drawer {number}').format(number=product.drawer))}  {clean(product.name)}")
    order, key = told.get("order"), told.get("key")
    listed = (dose for dose in model.doses if key == dose.key or (key is None and order == dose.order_id))
    dose = next(listed, None) or (model.session.dose if model.session else None)
    return drug(dose) if dose else Content("")


def _controlled(model: Model) -> tuple[ControlledView, ...]:
    return model.session.controlled if model.session else ()


def headed(title: str, about: Content | str) -> Content:
    """A question and behind it what it is about."""
    return Content.assemble(title, "  ", about) if about else Content(title)
