"""Which sound goes with a step of the round, and how loud. The sounder itself is a device."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from cart_agent.config.sections import SoundSection
from cart_agent.core.session import Session, Step
from cart_agent.core.session import effects as fx
from cart_agent.core.session.places import State
from cart_agent.core.session.state import outstanding
from cart_agent.core.verdict import Severity
from drivers.interfaces import Clock, Sound, Sounder

PROMPTS = frozenset(
    {
        "ask-for-drawer",
        "bring-drug",
        "count-closing",
        "count-first",
        "left-open",
        "left-said-given",
        "override-over",
        "override-pin",
        "stands-open",
        "say-dose",
        "scan-label",
        "second-signature",
    }
)
"""Lines that only say what comes next: no sound. Any other line that is not good is a refusal."""


def sound_of(before: Session, step: Step) -> Sound | None:
    """A STOP verdict or a refusal: STOP. The right drug, or a line that is good: GOOD."""
    told = {_of_effect(effect) for effect in step.effects}
    if Sound.STOP in told:
        return Sound.STOP
    if before.state is State.VERIFYING and _all_right(step.session):
        return Sound.GOOD
    return Sound.GOOD if Sound.GOOD in told else None


def _of_effect(effect: fx.Effect) -> Sound | None:
    if isinstance(effect, fx.Note) and effect.kind == "stopped":
        return Sound.STOP
    if not isinstance(effect, fx.Tell) or effect.message in PROMPTS:
        return None
    return Sound.GOOD if effect.good else Sound.STOP


def _all_right(session: Session) -> bool:
    dose = session.dose
    checked = dose is not None and dose.verify is not None and session.state in (State.VERIFY, State.MIX)
    return checked and dose is not None and outstanding(dose.verify, dose) is Severity.ALLOW


class Sounds:
    """The cart's voice, where it has one."""

    def __init__(self, sounder: Sounder | None, settings: SoundSection, clock: Clock, zone: str) -> None:
        self._sounder = sounder
        self._settings = settings
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._night = tuple(map(time.fromisoformat, (settings.night_from, settings.night_until)))
        self._waiting: Sound | None = None

    def heard(self, sound: Sound | None) -> None:
        """A step has this sound; of all the steps after one input the worst is played."""
        if sound is Sound.STOP or self._waiting is None:
            self._waiting = sound

    def play(self) -> None:
        """All steps after one input are done."""
        sound, self._waiting = self._waiting, None
        if sound is not None and self._sounder is not None:
            self._sounder.play(sound, self._volume(self._clock.now()))

    def _volume(self, now: datetime) -> int:
        local = now.astimezone(self._zone).time()
        quiet = is_between(local, *self._night)
        return self._settings.night_volume if quiet else self._settings.volume


def is_between(now: time, start: time, end: time) -> bool:
    """Whether ward's time `now` lies in the night, which may go past midnight. Equal ends: never."""
    return start <= now < end if start <= end else now >= start or now < end
