"""The label of a prepared syringe or infusion: what the cart says of it, its number as the code.

What must stand on it: ISMP Guidelines for Safe Preparation of Compounded Sterile Preparations (2016).
"""

from cart_agent.api.views import PreparedView
from cart_agent.core.identify import PreparedLabel
from cart_agent.labels.label import Label
from cart_agent.labels.words import WORDS, day
from cart_agent.sheet.items import SheetItem

TOLD = ("diluent", "volume", "concentration", "rate")
"""Lines of `PreparedView.lines` below the drug's own, in their order."""


SHORT = ("volume", "concentration", "rate")
"""Kept on one line."""


def prepared_label(view: PreparedView, language: str, *, simulated: bool = False) -> Label:
    """The label as it is stuck on; one of a simulated cart says so first."""
    words = WORDS[language]
    said = {name: texts.get(language, "") for name, texts in view.lines.items()}
    shown = {name: words[name] + said[name] for name in TOLD if said.get(name)}
    shown |= {name: _whole(shown[name]) for name in SHORT if name in shown}
    witness = words["witness"] + view.witness if view.witness else ""
    cart = _whole(words["cart"] + view.cart) if view.cart else ""
    return Label(
        kind="prepared",
        item=SheetItem(title=view.number, kind="datamatrix", data=view.number),
        head=(*((words["simulated"],) if simulated else ()), said["drug"], view.patient),
        lines=(
            _joined(words["bed"] + view.bed, words["born"] + day(view.birth_date)),
            _joined(shown.get("diluent", ""), shown.get("volume", "")),
            _joined(shown.get("concentration", ""), shown.get("rate", "")),
            _joined(_whole(words["made"] + view.made_label), _whole(words["begin"] + view.expires_label)),
            _joined(words["preparer"] + view.preparer, witness, cart),
        ),
        readable=(view.number,),
        means=PreparedLabel(number=view.number),
    )


def _whole(words: str) -> str:
    """On one line, wherever it comes."""
    return words.replace(" ", "\u00a0")


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))
