"""Which screen shows a session: one table over the agent's states."""

from cart_agent.api.requests import ClearFault
from cart_agent.api.views import SessionView

PLACES = {
    "off": "login",
    "pin": "pin",
    "round": "round",
    "opening": "drawer",
    "stopped": "verdict",
    "patient": "patient",
    "checking": "drawer",
    "release": "verdict",
    "doubt": "doubt",
    "witness": "pin",
    "blind": "blind",
    "intent": "drawer",
    "unlocking": "drawer",
    "fetch": "drawer",
    "verifying": "drawer",
    "verify": "verdict",
    "giving": "drawer",
    "give": "verdict",
    "recording": "drawer",
    "closing": "drawer",
    "mix": "mix",
    "labelling": "drawer",
    "put-back-opening": "drawer",
    "put-back": "drawer",
    "count": "count",
    "entry": "drawer",
    "second": "pin",
    "override": "pin",
    "granting": "drawer",
    "glass-opening": "drawer",
    "glass": "glass",
    "fault": "fault",
}
"""By `SessionView.state`."""

BUSY = frozenset(
    {"opening", "checking", "intent", "verifying", "giving", "recording", "labelling", "entry", "granting"}
)
"""The agent is about to answer by itself."""

LINGER = {
    "opening": {"round", "patient"},
    "checking": {"patient"},
    "verifying": {"drawer", "verdict"},
    "giving": {"verdict"},
    "recording": {"verdict", "drawer"},
}
"""States of a few milliseconds: these screens stay on the glass through them, or it would flicker."""


def place_of(session: SessionView, before: str) -> str:
    """The screen for `session`, when `before` was the last one. A latched fault goes before everything;
    a state this screen does not know is shown as busy, with nothing to tap."""
    if ClearFault.__struct_config__.tag in session.actions:
        return "fault"
    if before in LINGER.get(session.state, ()):
        return before
    return PLACES.get(session.state, "drawer")
