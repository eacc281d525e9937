"""What a view says of a route, a form, an amount: in the words of the findings. Vietnamese, English."""

from cart_agent.api.views import Texts
from cart_agent.core.present import present_range
from cart_agent.core.quantity import DoseRange
from cart_agent.core.texts.words import WORDS
from cart_agent.core.units import UnitError


def texts(pair: tuple[str, str]) -> Texts:
    """A Vietnamese and English pair as the socket carries it."""
    return {"vi": pair[0], "en": pair[1]}


def route(code: str, text: str) -> Texts:
    """The route in words; one that the contract does not know is shown as the hospital wrote it."""
    return texts(WORDS["route"].get(code, (text or code, text or code)))


def form(code: str) -> Texts:
    """The form in words."""
    return texts(WORDS["form"].get(code, (code, code)))


def amount(given: DoseRange | None) -> Texts:
    """A dose in words; `?` where the order does not say, or in a unit that the cart does not know."""
    if given is None:
        return {"vi": "?", "en": "?"}
    try:
        return {"vi": present_range(given, "vi"), "en": present_range(given, "en")}
    except UnitError:
        raw = f"{given.low.value} {given.low.unit}"
        return {"vi": raw, "en": raw}
