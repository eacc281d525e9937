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


def prepared_label(view: PreparedView, language: str) -> Label:
    """The label as it is stuck on."""
    words = WORDS[language]
    said = {name: texts.get(language, "") for name, texts in view.lines.items()}
    people = [words["preparer"] + view.preparer]
    if view.witness:
        people.append(words["witness"] + view.witness)
    return Label(
        kind="prepared",
        item=SheetItem(title=view.number, kind="datamatrix", data=view.number),
        head=(said["drug"], view.patient),
        lines=(
            f"{words['bed']}{view.bed} · {words['born']}{day(view.birth_date)}",
            *(words[name] + said[name] for name in TOLD if said.get(name)),
            words["made"] + view.made_label,
            words["begin"] + view.expires_label,
            *people,
        ),
        readable=(view.number,),
        means=PreparedLabel(number=view.number),
    )
