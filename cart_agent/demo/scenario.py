"""A scripted ward round: TOML, one table a step, each step one verb.

[[steps]]
scan = "badge:lan"                      # an item of the demo ward (`cart sheet --list`)
[[steps]]
pin = "badge:lan"                       # this person's PIN, or the digits themselves
[[steps]]
expect = { state = "round" }            # wait until the screen says so
[[steps]]
tap = "give"                            # any tap of the screen; its fields beside it
[[steps]]
network = "pulled"                      # or "restored"
[[steps]]
kill = "agent"                          # SIGKILL; then start = "agent", or restart = "agent" for both
[[steps]]
advance = 1800                          # seconds on the simulated clock
[[steps]]
hands = "force 7"                       # an order to the cabinet of the simulated drawers
[[steps]]
hospital = { do = "stop-order", order = "o101" }
[[steps]]
settled = true                          # wait until the hospital has settled every event
[[steps]]
wait = 0.5                              # seconds; only where nothing can be waited for
"""

from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from cart_agent.config import ConfigError, Problem
from cart_agent.config.reader import read

VERBS = (
    "scan",
    "send",
    "pin",
    "tap",
    "expect",
    "wait",
    "network",
    "kill",
    "start",
    "restart",
    "advance",
    "hands",
    "hospital",
    "scanner",
    "settled",
)
Process = Literal["agent", "link", "hospital"]
FOLDER = Path(__file__).parent / "scenarios"


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the screen must say. Every key that is given must hold at the same time."""

    state: str = ""
    """State of the session, such as `round`, `fetch`, `verify`."""
    verdict: Literal["", "ALLOW", "CONFIRM", "WITNESS", "STOP"] = ""
    finding: str = ""
    """A finding code among those shown."""
    order: str = ""
    """Id of the order in hand."""
    drawer: int = 0
    """The drawer of the dose in hand."""
    drawer_state: str = ""
    locked: int = 0
    """A drawer that must read shut and locked, whatever dose is in hand."""
    opened: int = 0
    """A drawer that must read open."""
    patient: str = ""
    """Encounter id of the open patient."""
    person: str = ""
    """Staff id; `nobody` for no one."""
    action: str = ""
    """A tap that must be possible."""
    no_action: str = ""
    """A tap that must not be possible."""
    link: str = ""
    """State of the link."""
    notice: str = ""
    """Part of the English notice."""
    open_items: int = -1
    """Number of open items."""
    item: str = ""
    """Part of the English line of an open item."""
    alarm: str = ""
    """Part of the English line of an alarm."""
    complete: bool = False
    """The cart holds everything that the hospital's manifest names."""
    patients: int = 0
    """Number of patients on the round."""
    problem: str = ""
    """Encounter id of a patient whose line on the round says that something cannot be read."""
    device: str = ""
    """A device and its state, such as `scanner ready`."""
    given: str = ""
    """Id of an order whose dose is shown as given."""
    prepared: str = ""
    """Id of an order whose dose is made ready and has a label."""
    effects_due: int = -1
    """Doses as needed on the round of which it is time to say whether they helped."""
    record: str = ""
    """The newest record of an order and its status, such as `o101 entered-in-error`."""


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step; exactly one of the verbs. `within` seconds is how long an expectation may take."""

    scan: str = ""
    send: str = ""
    """Raw bytes for the scanner's wire, in hex."""
    pin: str = ""
    tap: str = ""
    expect: Expect | None = None
    wait: float = 0.0
    network: Literal["", "pulled", "restored"] = ""
    kill: Process | Literal[""] = ""
    start: Process | Literal[""] = ""
    restart: Process | Literal[""] = ""
    advance: float = 0.0
    hands: str = ""
    hospital: dict[str, Any] = {}
    scanner: Literal["", "unplugged", "plugged"] = ""
    settled: bool = False
    within: float = 30
    fields: dict[str, Any] = {}
    """Of a tap: `{ reason = "pain", score = 6 }`; `order` chooses a dose by its order's id."""
    refused: str = ""
    """Of a tap: the agent must refuse it with this code."""
    note: str = ""
    """For the reader."""

    def __post_init__(self) -> None:
        if len(self.verbs) != 1:
            raise ValueError(f"a step needs exactly one of: {', '.join(VERBS)}")

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(verb for verb in VERBS if getattr(self, verb))

    @property
    def verb(self) -> str:
        """The one verb of this step."""
        return self.verbs[0]


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scripted round."""

    title: str
    about: str = ""
    steps: tuple[Step, ...]


def load(name: str) -> Scenario:
    """A scenario by file, or a shipped one by its name. Raises ConfigError naming line and key."""
    file = FOLDER / f"{name}.toml"
    if file.exists():
        return read(file, Scenario)
    if not Path(name).exists():
        text = f"there is no such script; there are: {', '.join(shipped())}, or a TOML file of your own"
        raise ConfigError(name, (Problem(line=0, key="", text=text),))
    return read(Path(name), Scenario)


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def plain(step: Step) -> dict[str, Any]:
    """A step for the report: what was written, defaults left out."""
    written: dict[str, Any] = msgspec.to_builtins(step)
    return written
