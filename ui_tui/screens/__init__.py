"""One screen per file; `SCREENS` names them. Each is made once and used again, so memory stays flat."""

from collections.abc import Callable

from ui_tui.model import Agent, Model, Overlay
from ui_tui.screens.base import CartScreen
from ui_tui.screens.bench import BenchScreen
from ui_tui.screens.disconnected import DisconnectedScreen
from ui_tui.screens.drawer import DrawerScreen
from ui_tui.screens.fault import FaultScreen
from ui_tui.screens.login import LoginScreen
from ui_tui.screens.patient import PatientScreen
from ui_tui.screens.pin import PinScreen
from ui_tui.screens.prn import PrnScreen
from ui_tui.screens.reasons import ReasonsScreen
from ui_tui.screens.rejected import RejectedScreen
from ui_tui.screens.round import RoundScreen
from ui_tui.screens.verdict import VerdictScreen

SCREENS: dict[str, Callable[[], CartScreen]] = {
    "login": LoginScreen,
    "pin": PinScreen,
    "round": RoundScreen,
    "patient": PatientScreen,
    "drawer": DrawerScreen,
    "verdict": VerdictScreen,
    "fault": FaultScreen,
    "disconnected": DisconnectedScreen,
    "reasons": ReasonsScreen,
    "prn": PrnScreen,
    "rejected": RejectedScreen,
    "bench": BenchScreen,
}

_OVERLAYS = {
    Overlay.PRN: "prn",
    Overlay.BENCH: "bench",
    Overlay.REJECTED: "rejected",
    Overlay.RECONCILE: "rejected",
}


def screen_of(model: Model) -> str:
    """The screen for this model: a dead agent goes first, then a question of ours, then the session."""
    if model.agent is not Agent.LIVE:
        return "disconnected"
    if model.overlay is not Overlay.NONE:
        return _OVERLAYS.get(model.overlay, "reasons")
    return model.place
