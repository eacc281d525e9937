"""Going on despite a STOP, breaking the glass, and the review of both."""

from cart_agent.api.requests import BreakGlass, Override, Review
from ui_tui.flows.given import reasons
from ui_tui.i18n import N_, _
from ui_tui.model import Model
from ui_tui.questions import Answers, Ask, Flow, Option, Question


def _drawers(model: Model, _told: Answers) -> list[Option]:
    numbers = model.session.glass_drawers if model.session else ()
    return [Option(text=_("drawer {number}").format(number=one), answers={"drawer": one}) for one in numbers]


def _conclusions(model: Model, _told: Answers) -> list[Option]:
    listed = model.session.override_reasons.get("review", ()) if model.session else ()
    return [
        Option(text=_.pick(one.text), answers={"conclusion": one.code, "_said": one.text}) for one in listed
    ]


def _signs(told: Answers) -> str:
    """Nobody puts a PIN under something that is not shown."""
    return _("{what}: sign with your PIN").format(what=_.pick(told["_said"]))


FLOWS = {
    "override": Flow(
        kind=Override,
        questions=(
            Question(
                field="reason",
                title=N_("OVERRIDE: why is the STOP passed over?"),
                options=reasons(lambda session: session.override_reasons.get("override", ())),
            ),
        ),
    ),
    "break-glass": Flow(
        kind=BreakGlass,
        questions=(
            Question(field="drawer", title=N_("EMERGENCY: which drawer?"), options=_drawers),
            Question(
                field="reason",
                title=N_("EMERGENCY: what is it?"),
                options=reasons(lambda session: session.override_reasons.get("break-glass", ())),
            ),
        ),
    ),
    "review": Flow(
        kind=Review,
        questions=(
            Question(
                field="conclusion",
                title=N_("Review: was it right?"),
                options=_conclusions,
            ),
            Question(field="pin", title="", heading=_signs, ask=Ask.PIN),
        ),
    ),
}
