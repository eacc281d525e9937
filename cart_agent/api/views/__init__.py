"""What a screen shows. Each struct is complete in itself: a client replaces the old one, it never merges."""

from cart_agent.api.views.patient import (
    DoseView,
    PatientLine,
    PatientView,
    PreparedView,
    RecordView,
    RoundView,
    WasteView,
)
from cart_agent.api.views.session import (
    AmountView,
    ControlledView,
    CountDueView,
    FindingView,
    GlassView,
    OutcomeChoice,
    PersonView,
    RejectedView,
    ScannedView,
    SecondRow,
    SecondView,
    SessionView,
    TakenView,
    VerdictView,
)
from cart_agent.api.views.status import DeviceView, DocumentView, DrawerView, OpenItemView, StatusView
from cart_agent.api.views.words import Texts

__all__ = [
    "AmountView",
    "ControlledView",
    "CountDueView",
    "DeviceView",
    "DocumentView",
    "DoseView",
    "DrawerView",
    "FindingView",
    "GlassView",
    "OpenItemView",
    "OutcomeChoice",
    "PatientLine",
    "PatientView",
    "PersonView",
    "PreparedView",
    "RecordView",
    "RejectedView",
    "RoundView",
    "ScannedView",
    "SecondRow",
    "SecondView",
    "SessionView",
    "StatusView",
    "TakenView",
    "Texts",
    "VerdictView",
    "WasteView",
]
