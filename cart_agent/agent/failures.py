"""The answer to an effect that failed: always the one that opens nothing and claims nothing."""

from collections.abc import Callable
from typing import Any

from cart_agent.core import release
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.verdict import Verdict


def answer(effect: fx.Effect, error: Exception) -> tuple[ev.Event, ...]:
    """What the round is told; nothing, where it awaits nothing."""
    make = _ANSWERS.get(type(effect))
    return () if make is None else (make(effect, type(error).__name__),)


def _stop(reason: str) -> Verdict:
    return release.refuse("CHART_UNREADABLE", reason=reason)


_ANSWERS: dict[type, Callable[[Any, str], ev.Event]] = {
    fx.CheckPin: lambda effect, _: ev.PinChecked(person=effect.person, problem="not-checked"),
    fx.OpenPatient: lambda effect, reason: ev.PatientRefused(
        verdict=_stop(reason), wristband=effect.wristband
    ),
    fx.Ask: lambda effect, reason: ev.Checked(gate=effect.gate, key=effect.key, verdict=_stop(reason)),
    fx.CommitIntent: lambda _, reason: ev.CommitFailed(problem=reason),
    fx.CommitRecord: lambda _, reason: ev.CommitFailed(problem=reason),
    fx.CommitFollowUp: lambda _, __: ev.FollowUpAnswered(problem="not-recorded"),
    fx.CommitOverride: lambda _, __: ev.OverrideAnswered(problem="disk-full"),
    fx.CommitTaken: lambda _, __: ev.TakenAnswered(problem="not-recorded"),
    fx.CommitLabel: lambda _, __: ev.LabelRefused(problem="not-recorded"),
    fx.CommitEntry: lambda _, __: ev.EntryAnswered(problem="not-recorded"),
    fx.Unlock: lambda effect, reason: ev.Unlocked(drawer=effect.drawer, ok=False, reason=reason),
}
