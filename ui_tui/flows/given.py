"""What became of a dose: given in part, needed and why, a code that can not be scanned."""

from collections.abc import Callable, Sequence

from cart_agent.api.requests import ChooseDose, Give, UnableToScan
from cart_agent.api.views import OutcomeChoice, SessionView
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model
from ui_tui.questions import Answers, Ask, Flow, Option, Question


def reasons(
    listed: Callable[[SessionView], Sequence[OutcomeChoice]], field: str = "reason"
) -> Callable[[Model, Answers], list[Option]]:
    """A list of coded reasons as options for `field`."""
    return lambda model, _told: [
        Option(text=_.pick(one.text), answers={field: one.code})
        for one in (listed(model.session) if model.session else ())
    ]


def _parts(model: Model, _told: Answers) -> list[Option]:
    session = model.session
    if session is None or not session.parts:
        return []
    unit = session.parts[0].unit
    typed = Option(text=_("Another amount"), answers={"_part": True, "unit": unit})
    listed = [
        Option(text=_.pick(one.text), answers={"_part": True, "value": one.value, "unit": one.unit})
        for one in session.parts
    ]
    return [*listed, typed]


SCORE = N_("How bad is it now? (0 none, 10 worst)")


def _unable(where: str) -> Callable[[SessionView], list[OutcomeChoice]]:
    return lambda session: [one for one in session.unable_reasons if one.outcome in ("", where)]


def _patients(model: Model, _told: Answers) -> list[Option]:
    return [
        Option(lead=clean(line.bed), text=clean(line.name), answers={"encounter_id": line.encounter_id})
        for line in sorted(model.patients, key=lambda line: line.bed)
    ]


def _why_needed(model: Model, told: Answers) -> list[Option]:
    dose = next((dose for dose in model.doses if dose.key == told.get("key")), None)
    listed = model.session.prn_reasons if model.session else ()
    named = [one for one in listed if dose and one.code == dose.prn_reason]
    return [
        Option(text=_.pick(one.text), answers={"reason": one.code, "_why": one.text})
        for one in named or listed
    ]


def _how_bad(told: Answers) -> str:
    """What is scored stands before the question: where the order names it, nobody was asked for it."""
    return f"{_.pick(told.get('_why'))}: {_(SCORE).lower()}"


FLOWS = {
    "partial": Flow(
        kind=Give,
        questions=(
            Question(field="_part", title=N_("How much did the patient get?"), options=_parts),
            Question(
                field="value",
                title=N_("How much did the patient get?"),
                ask=Ask.NUMBER,
                unit=lambda _model, told: str(told.get("unit", "")),
            ),
            Question(
                field="reason",
                title=N_("Why only a part?"),
                options=reasons(lambda session: session.partial_reasons),
            ),
        ),
    ),
    "prn": Flow(
        kind=ChooseDose,
        questions=(
            Question(field="reason", title=N_("Why is it needed?"), options=_why_needed),
            Question(field="score", title="", heading=_how_bad, ask=Ask.SCORE),
        ),
    ),
    "unable-drug": Flow(
        kind=UnableToScan,
        questions=(
            Question(
                field="reason",
                title=N_("Why can the code not be scanned?"),
                options=reasons(_unable("drug")),
            ),
        ),
    ),
    "unable-band": Flow(
        kind=UnableToScan,
        questions=(
            Question(field="encounter_id", title=N_("Which patient is it?"), options=_patients),
            Question(
                field="reason",
                title=N_("Why can the code not be scanned?"),
                options=reasons(_unable("wristband")),
            ),
        ),
    ),
}
