"""What a client may ask. The role in `Hello`, checked against the peer's user, decides which of these."""

from cart_agent.api.requests.admin import (
    GetEvent,
    GetEvents,
    GetReads,
    GetRejected,
    GetState,
    ImportOrders,
    ResendRejected,
    ResolveRejected,
)
from cart_agent.api.requests.base import Hello, Ping, Request, Tap
from cart_agent.api.requests.devices import CameraState, LabelPrinted, Scanned, WaitingLabels
from cart_agent.api.requests.later import AskPrescriber, FollowUp, LeaveNote, Reconcile, Resolve, Review
from cart_agent.api.requests.link import Document, LinkChanged, MarkSent, NextEvents
from cart_agent.api.requests.override import BreakGlass, GiveTaken, Override
from cart_agent.api.requests.pharmacy import (
    Count,
    HandOver,
    Label,
    Prepare,
    PrintLabel,
    UndoWaste,
    Waste,
)
from cart_agent.api.requests.round import (
    AnswerDoubt,
    Cancel,
    ChooseDose,
    ClearFault,
    Confirm,
    EnterPin,
    Give,
    Logout,
    NotGiven,
    PutBack,
    PutBackDone,
    Reopen,
    SayDose,
    UnableToScan,
)

__all__ = [
    "AdminRequest",
    "AnswerDoubt",
    "AnyRequest",
    "AskPrescriber",
    "BreakGlass",
    "CameraRequest",
    "CameraState",
    "Cancel",
    "ChooseDose",
    "ClearFault",
    "Confirm",
    "Count",
    "Document",
    "EnterPin",
    "FollowUp",
    "GetEvent",
    "GetEvents",
    "GetReads",
    "GetRejected",
    "GetState",
    "Give",
    "GiveTaken",
    "HandOver",
    "Hello",
    "ImportOrders",
    "Label",
    "LabelPrinted",
    "LeaveNote",
    "LinkChanged",
    "LinkRequest",
    "Logout",
    "MarkSent",
    "NextEvents",
    "NotGiven",
    "Override",
    "Ping",
    "Prepare",
    "PrintLabel",
    "PrinterRequest",
    "PutBack",
    "PutBackDone",
    "Reconcile",
    "Reopen",
    "Request",
    "ResendRejected",
    "Resolve",
    "ResolveRejected",
    "Review",
    "SayDose",
    "Scanned",
    "Tap",
    "UiRequest",
    "UnableToScan",
    "UndoWaste",
    "WaitingLabels",
    "Waste",
]

UiRequest = (
    EnterPin
    | SayDose
    | ChooseDose
    | Confirm
    | Give
    | NotGiven
    | UnableToScan
    | FollowUp
    | Prepare
    | Label
    | PrintLabel
    | Waste
    | UndoWaste
    | Count
    | HandOver
    | Override
    | BreakGlass
    | GiveTaken
    | Review
    | Reopen
    | AnswerDoubt
    | PutBack
    | PutBackDone
    | Cancel
    | Logout
    | ClearFault
    | Resolve
    | Reconcile
    | AskPrescriber
    | LeaveNote
)
LinkRequest = Document | NextEvents | MarkSent | LinkChanged
CameraRequest = Scanned | CameraState
PrinterRequest = WaitingLabels | LabelPrinted
AdminRequest = (
    GetState | GetEvents | GetEvent | GetReads | GetRejected | ResolveRejected | ResendRejected | ImportOrders
)
AnyRequest = Hello | Ping | UiRequest | LinkRequest | CameraRequest | PrinterRequest | AdminRequest
