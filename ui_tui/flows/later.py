"""What is said about a dose on record: undone, lost, an infusion's way, a patch off, whether it helped."""

from cart_agent.api.requests import FollowUp, SayDose, UndoWaste, Waste
from cart_agent.api.views import RecordView
from ui_tui.flows.given import SCORE, reasons
from ui_tui.i18n import N_, _
from ui_tui.model import Model
from ui_tui.questions import Answers, Ask, Flow, Option, Question

WORDS = {
    "undo": N_("Take this record back"),
    "lost": N_("Vomited or lost after giving"),
    "pause": N_("Pause the infusion"),
    "resume": N_("Go on with the infusion"),
    "complete": N_("The infusion has run through"),
    "stop": N_("Stop the infusion for good"),
    "remove": N_("The patch is removed"),
    "effect": N_("Did it help?"),
}
"""By the kind of the follow-up."""


def record_of(model: Model, told: Answers) -> RecordView | None:
    """The record that is asked about."""
    patient = model.session.patient if model.session else None
    return next((one for one in patient.records if one.id == told.get("record")), None) if patient else None


def _kinds(model: Model, told: Answers) -> list[Option]:
    record = record_of(model, told)
    kinds = record.follow_ups if record else ()
    return [Option(text=_(WORDS[kind]), answers={"what": kind}) for kind in kinds if kind in WORDS]


def _why(told: Answers) -> str:
    """What is being said about the record stands before the question: a wrong tap must be seen."""
    word = WORDS[told["what"]]
    what = _(word)
    return what if what.endswith("?") else _("{what}: why?").format(what=what)


def _fitting(model: Model, told: Answers) -> list[Option]:
    """Some reasons fit only a dose that was given, or only one that was not."""
    record = record_of(model, told)
    kind = "not-done" if record is not None and record.status == "not-done" else "given"
    return reasons(
        lambda session: [
            one for one in session.follow_up_reasons.get(told["what"], ()) if one.outcome in ("", kind)
        ]
    )(model, told)


def _has_reasons(model: Model, told: Answers) -> bool:
    return bool(model.session and model.session.follow_up_reasons.get(told.get("what", "")))


def _unit(model: Model, told: Answers) -> str:
    record = record_of(model, told)
    return record.unit if record else ""


def _in_its_unit(model: Model, told: Answers) -> list[Option]:
    """The amount is typed in the record's own unit: nobody needs to be asked for it."""
    return [Option(text=_unit(model, told), answers={"unit": _unit(model, told)})]


def _ends(model: Model, told: Answers) -> list[Option]:
    """A wrong tap would end it on record for good: what exactly is said is read once more."""
    if told.get("what") == "remove":
        return [Option(text=_("Yes, it is off the skin"), answers={"_sure": True})]
    record = record_of(model, told)
    amount = _.pick(record.amount) if record else ""
    return [
        Option(text=_("Yes, all of it: {amount}").format(amount=amount), answers={"_sure": True}),
        Option(text=_("No, it was stopped before"), answers={"_sure": True, "what": "stop"}),
    ]


def _is_end(_model: Model, told: Answers) -> bool:
    return told.get("what") in ("complete", "remove")


def _sure(told: Answers) -> str:
    word = WORDS[told["what"]]
    return _("{what}: sure?").format(what=_(word))


def _stops(_model: Model, told: Answers) -> bool:
    return bool(told.get("what") == "stop")


def _units(model: Model, _told: Answers) -> list[Option]:
    listed = model.session.blind_units if model.session else ()
    return [Option(text=_.pick(one.text), answers={"unit": one.code}) for one in listed]


FLOWS = {
    "say-dose": Flow(
        kind=SayDose,
        questions=(Question(field="unit", title=N_("In which unit?"), options=_units),),
    ),
    "follow-up": Flow(
        kind=FollowUp,
        questions=(
            Question(field="what", title=N_("What is to be said about it?"), options=_kinds),
            Question(field="_sure", title="", heading=_sure, when=_is_end, options=_ends, sure=True),
            Question(
                field="reason",
                title="",
                heading=_why,
                when=_has_reasons,
                options=_fitting,
            ),
            Question(
                field="score",
                title=SCORE,
                ask=Ask.SCORE,
                when=lambda _model, told: told.get("what") == "effect",
            ),
            Question(
                field="value",
                title=N_("How much did the patient get?"),
                ask=Ask.NUMBER,
                unit=_unit,
                when=_stops,
            ),
            Question(field="unit", title="", options=_in_its_unit, when=_stops),
        ),
    ),
    "waste-rest": Flow(
        kind=Waste,
        questions=(
            Question(field="value", title=N_("How much was thrown away?"), ask=Ask.NUMBER, unit=_unit),
            Question(field="unit", title="", options=_in_its_unit),
            Question(
                field="reason",
                title=N_("Why was it thrown away?"),
                options=reasons(lambda session: session.waste_reasons),
            ),
        ),
    ),
    "undo-waste": Flow(
        kind=UndoWaste,
        questions=(
            Question(
                field="reason",
                title=N_("Why is the record of waste taken back?"),
                options=reasons(lambda session: session.undo_waste_reasons),
            ),
        ),
    ),
    "waste": Flow(
        kind=Waste,
        questions=(
            Question(
                field="reason",
                title=N_("Why was it thrown away?"),
                options=reasons(lambda session: session.waste_reasons),
            ),
        ),
    ),
}
