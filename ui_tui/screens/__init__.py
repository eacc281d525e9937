"""One screen per file; `SCREENS` names them. Each is made once and used again, so memory stays flat."""

from collections.abc import Callable

from ui_tui.flows import asked
from ui_tui.model import Agent, Model, Overlay
from ui_tui.screens.base import CartScreen
from ui_tui.screens.bench import BenchScreen
from ui_tui.screens.blind import BlindScreen
from ui_tui.screens.card import CardScreen
from ui_tui.screens.count import CountScreen
from ui_tui.screens.disconnected import DisconnectedScreen
from ui_tui.screens.doubt import DoubtScreen
from ui_tui.screens.drawer import DrawerScreen
from ui_tui.screens.fault import FaultScreen
from ui_tui.screens.glass import GlassScreen
from ui_tui.screens.login import LoginScreen
from ui_tui.screens.menu import MenuScreen
from ui_tui.screens.mix import MixScreen
from ui_tui.screens.notes import NotesScreen
from ui_tui.screens.number import NumberScreen, SignScreen
from ui_tui.screens.patient import PatientScreen
from ui_tui.screens.pin import PinScreen
from ui_tui.screens.prepared import PreparedScreen
from ui_tui.screens.question import QuestionScreen
from ui_tui.screens.reasons import ReasonsScreen
from ui_tui.screens.records import RecordsScreen
from ui_tui.screens.rejected import RejectedScreen
from ui_tui.screens.round import RoundScreen
from ui_tui.screens.score import ScoreScreen
from ui_tui.screens.summary import SummaryScreen
from ui_tui.screens.text import TextScreen
from ui_tui.screens.verdict import VerdictScreen

SCREENS: dict[str, Callable[[], CartScreen]] = {
    "login": LoginScreen,
    "pin": PinScreen,
    "round": RoundScreen,
    "patient": PatientScreen,
    "drawer": DrawerScreen,
    "verdict": VerdictScreen,
    "doubt": DoubtScreen,
    "fault": FaultScreen,
    "disconnected": DisconnectedScreen,
    "reasons": ReasonsScreen,
    "mix": MixScreen,
    "glass": GlassScreen,
    "count": CountScreen,
    "blind": BlindScreen,
    "question": QuestionScreen,
    "score": ScoreScreen,
    "number": NumberScreen,
    "pin-again": SignScreen,
    "text": TextScreen,
    "menu": MenuScreen,
    "records": RecordsScreen,
    "prepared": PreparedScreen,
    "notes": NotesScreen,
    "summary": SummaryScreen,
    "rejected": RejectedScreen,
    "bench": BenchScreen,
    "card": CardScreen,
}

_OVERLAYS = {
    Overlay.MENU: "menu",
    Overlay.RECORDS: "records",
    Overlay.PREPARED: "prepared",
    Overlay.NOTES: "notes",
    Overlay.SUMMARY: "summary",
    Overlay.BENCH: "bench",
    Overlay.CARD: "card",
    Overlay.REJECTED: "rejected",
    Overlay.RECONCILE: "rejected",
}


def screen_of(model: Model) -> str:
    """The screen for this model: a dead agent goes first, then a question of ours, then the session."""
    if model.agent is not Agent.LIVE:
        return "disconnected"
    if model.overlay is Overlay.FLOW:
        _answers, question = asked(model)
        return question.ask.value if question else "question"
    if model.overlay is not Overlay.NONE:
        return _OVERLAYS.get(model.overlay, "reasons")
    return model.place
