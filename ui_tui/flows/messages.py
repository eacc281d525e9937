"""Words to others: a question to the prescriber, a note for the next shift."""

from cart_agent.api.requests import AskPrescriber, LeaveNote
from ui_tui.flows.given import reasons
from ui_tui.i18n import N_, _
from ui_tui.model import Model
from ui_tui.questions import Answers, Ask, Flow, Option, Question
from ui_tui.wording import drug


def _orders(model: Model, _told: Answers) -> list[Option]:
    named = {dose.order_id: f"{drug(dose).plain} · {_.pick(dose.amount)}" for dose in model.doses}
    return [Option(text=text, answers={"order": order}) for order, text in named.items()]


def _notes(model: Model, told: Answers) -> list[Option]:
    coded = reasons(lambda session: session.note_choices, "note")(model, told)
    return [*coded, Option(text=_("In own words"), answers={"_own": True, "note": ""})]


FLOWS = {
    "ask-prescriber": Flow(
        kind=AskPrescriber,
        questions=(
            Question(field="order", title=N_("Which order is it about?"), options=_orders),
            Question(
                field="question",
                title=N_("What is the prescriber asked?"),
                options=reasons(lambda session: session.prescriber_questions, "question"),
            ),
        ),
    ),
    "note": Flow(
        kind=LeaveNote,
        questions=(
            Question(
                field="note",
                title=N_("What should the next shift know?"),
                options=_notes,
            ),
            Question(
                field="text",
                title=N_("Write the note"),
                ask=Ask.TEXT,
                when=lambda _model, told: bool(told.get("_own")),
            ),
        ),
    ),
}
