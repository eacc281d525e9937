"""What the camera and the label printer beside the agent say and ask."""

from cart_agent.api.requests.base import Request


class WaitingLabels(Request, tag="waiting-labels", frozen=True, kw_only=True):
    """The labels that are to be printed now. The `Reply.data` is a `LabelBatch`."""


class LabelPrinted(Request, tag="label-printed", frozen=True, kw_only=True):
    """A label was printed, or could not be."""

    number: str
    problem: str = ""
    """Code of what is wrong, such as `printer-no-labels`; empty: it was printed."""
    detail: str = ""
    """For the engineer, in English."""


class Scanned(Request, tag="scanned", frozen=True, kw_only=True):
    """The camera read a code: its data in base64, separators kept, and its AIM identifier (may be empty)."""

    raw: bytes
    symbology: str


class CameraState(Request, tag="camera-state", frozen=True, kw_only=True):
    """How the camera is, at least once in two seconds: its silence is a fault."""

    state: str
    """ready or faulty."""
    detail: str = ""
    """For the engineer, in English; no patient data."""
