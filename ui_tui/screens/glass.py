"""Break-glass: an emergency drawer without an order; what is taken is scanned, then said to be given."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import GiveTaken, UnableToScan
from cart_agent.api.views import GlassView, TakenView
from ui_tui.commands import Send
from ui_tui.flows import begin
from ui_tui.i18n import _, clean, whole
from ui_tui.menu import folded
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import leave, reopen
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words
from ui_tui.wording import clock_time


class GlassScreen(CartScreen):
    """Loud, and short: the drawer, whose it is, what was taken."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("glass-call", "call")
        yield Words("glass-next")
        yield Words("glass-taken")

    def fill(self, model: Model) -> Sequence[Button]:
        session = model.session
        glass = session.glass if session else None
        if session is None or glass is None:
            return []
        call = _("EMERGENCY DRAWER {number}").format(number=glass.drawer)
        self.query_one("#glass-call", Words).show(f"⚠ {call}", "call stop")
        self.query_one("#glass-next", Words).show(_next(model, glass))
        taken = Content("\n").join([_taken(one) for one in glass.taken])
        self.query_one("#glass-taken", Words).show(taken)
        buttons = [
            *reopen(model),
            *_unscanned(model),
            *leave(model, _("End the emergency")),
            *folded(model, "glass"),
        ]
        if offers(model, GiveTaken):
            buttons.append(Button("✓ " + _("ALL THIS WAS GIVEN"), Send(GiveTaken), "commit"))
        return buttons


def _next(model: Model, glass: GlassView) -> str:
    said = [_("The time is over: the drawer stays shut") if glass.over else _scan_until(model, glass)]
    if glass.encounter_id:
        said.append(_("For {patient}").format(patient=_patient(model, glass.encounter_id)))
    else:
        said.append(_("Scan the patient's wristband as soon as you can"))
    if glass.given:
        said.append(
            _.plural("{count} pack is recorded as given", "{count} packs are recorded as given", glass.given)
        )
    return "\n".join(said)


def _scan_until(model: Model, glass: GlassView) -> str:
    said = _("Scan all you take out")
    if model.status is None:
        return said
    end = clock_time(model.status, glass.since + timedelta(minutes=glass.minutes))
    return said + " · " + _("it opens until {time}").format(time=end)


def _patient(model: Model, encounter_id: str) -> str:
    """Bed and name as the round has them."""
    lines = model.round.patients if model.round else ()
    found = next((one for one in lines if one.encounter_id == encounter_id), None)
    return f"{clean(found.bed)} {clean(found.name)}" if found else clean(encounter_id)


def _taken(one: TakenView) -> Content:
    lot = _("lot {lot}").format(lot=clean(one.lot)) if one.lot else ""
    caution = f"  {whole(f'⚠ {_.pick(one.caution)}')}" if one.caution else ""
    facts = " · ".join(map(whole, filter(None, (clean(one.strength), lot))))
    return Content.assemble((f"■ {clean(one.name)}", "bold"), f"  {facts}", (caution, "bold $mc-late"))


def _unscanned(model: Model) -> list[Button]:
    if not offers(model, UnableToScan):
        return []
    return [Button(_("CAN NOT SCAN"), begin(model, "unable-drug"))]
