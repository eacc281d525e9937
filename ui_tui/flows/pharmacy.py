"""What is made ready first, and the counts of controlled drugs when the shift changes."""

from cart_agent.api.requests import HandOver, Label, Prepare
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model
from ui_tui.questions import Answers, Ask, Flow, Option, Question
from ui_tui.wording import CHOOSABLE, drug, moment


def _doses(model: Model, _told: Answers) -> list[Option]:
    return [
        Option(
            lead=moment(dose.day, dose.due_label),
            text=f"{drug(dose).plain} · {_.pick(dose.amount)} · {_.pick(dose.route)}",
            answers={"key": dose.key},
        )
        for dose in model.doses
        if dose.status in CHOOSABLE
    ]


def _controlled(model: Model, _told: Answers) -> list[Option]:
    return [
        Option(
            lead=_("drawer {number}").format(number=one.drawer),
            text=clean(one.name),
            answers={"drawer": one.drawer, "product": one.product},
        )
        for one in (model.session.controlled if model.session else ())
    ]


def _drawn(model: Model, _told: Answers) -> str:
    return model.session.drawn_unit if model.session else ""


def _drug_is_measured(model: Model, told: Answers) -> bool:
    return bool(_drawn(model, told))


FLOWS = {
    "prepare": Flow(
        kind=Prepare,
        questions=(Question(field="key", title=N_("Which dose is made ready first?"), options=_doses),),
    ),
    "label": Flow(
        kind=Label,
        questions=(
            Question(
                field="value",
                title=N_("How much of the drug was drawn up?"),
                ask=Ask.NUMBER,
                unit=_drawn,
                when=_drug_is_measured,
            ),
            Question(
                field="unit",
                title="",
                options=lambda model, told: [Option(text="", answers={"unit": _drawn(model, told)})],
                when=_drug_is_measured,
            ),
            Question(
                field="volume",
                title=N_("Volume of the whole, filled up"),
                ask=Ask.NUMBER,
                unit=lambda _model, _told: "mL",
            ),
        ),
    ),
    "hand-over": Flow(
        kind=HandOver,
        questions=(
            Question(field="product", title=N_("Which controlled drug is counted?"), options=_controlled),
            Question(field="value", title=N_("Count what is in the drawer"), ask=Ask.NUMBER),
        ),
    ),
}
