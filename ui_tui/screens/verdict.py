"""A gate has answered: what it says about this dose, and what may follow."""

from collections.abc import Iterable, Sequence

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Give
from cart_agent.api.views import DoseView, ScannedView, SessionView
from ui_tui import wording
from ui_tui.commands import Send
from ui_tui.i18n import N_, _, clean
from ui_tui.menu import folded
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import confirm, in_part, leave, not_given, override, reopen
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.findings import Findings
from ui_tui.widgets.words import Words

HEADLINES = {
    "HELD": ("wait", "▲", N_("SCAN THE WRISTBAND OR OPEN THE DRAWER")),
    "CONFIRM": ("warn", "⚠", N_("READ THIS - A REASON IS NEEDED")),
    "WITNESS": ("warn", "⚠", N_("A SECOND PERSON MUST SCAN A BADGE")),
    "STOP": ("stop", "✕", N_("STOP - DO NOT GIVE")),
}
"""Style sheet class, sign and sentence for each severity, and for a release that waits for a hand."""


class VerdictScreen(CartScreen):
    """Headline by severity, the dose, ordered against scanned, findings with what to do next."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("headline")
        yield Words("verdict-dose")
        with Horizontal(id="compare"):
            yield Words("ordered")
            yield Words("scanned")
        yield Findings()

    def fill(self, model: Model) -> Sequence[Button]:
        session = model.session
        if session is None:
            return []
        self.query_one("#headline", Words).show(*_headline(model, session))
        dose, scanned = session.dose, session.scanned
        findings = session.verdict.findings if session.verdict else ()
        small = self.has_class("-small")
        self._dose(dose, None if small and findings else scanned, " · " if small else "\n")
        page, pages = self.query_one(Findings).show(findings, model.page)
        return [*page_buttons(page, pages), *_buttons(model, session)]

    def _dose(self, dose: DoseView | None, scanned: ScannedView | None, between: str) -> None:
        both = dose is not None and scanned is not None
        self.query_one("#compare").display = both
        self.query_one("#verdict-dose", Words).show(ordered(dose) if dose and not both else "")
        if dose and scanned:
            self.query_one("#ordered", Words).show(_titled(_("ORDERED"), ordered_parts(dose), between))
            self.query_one("#scanned", Words).show(_titled(_("SCANNED"), _scanned_parts(scanned), between))


def ordered(dose: DoseView) -> Content:
    """The ordered dose in two lines, with what to be careful about."""
    return Content("\n").join(ordered_parts(dose))


def ordered_parts(dose: DoseView) -> list[Content]:
    """The drug; the dose."""
    return [
        wording.drug(dose),
        Content.assemble(wording.dose_line(dose), (wording.flag_line(dose), "bold $mc-late")),
    ]


def _headline(model: Model, session: SessionView) -> tuple[str, str]:
    severity = session.verdict.severity if session.verdict else "STOP"
    if offers(model, Give):
        text = _("RIGHT DRUG, RIGHT DOSE") if severity == "ALLOW" else _("READY TO GIVE - REASON RECORDED")
        return f"✓ {text}", "good"
    if severity == "ALLOW":  # nothing may be given here: the gate is content and the drawer still shut
        severity = "HELD"
    kind, sign, text = HEADLINES.get(severity, HEADLINES["STOP"])
    if session.dose is None:
        text = N_("STOP - READ THIS")
    if model.busy:
        return "… " + _("ONE MOMENT"), "wait"
    return f"{sign} {_(text)}", kind


def _titled(title: str, parts: list[Content], between: str) -> Content:
    return Content(between).join([Content.styled(title, "$mc-soft"), *parts])


def _scanned_parts(scanned: ScannedView) -> list[Content]:
    lot = _("lot {lot}").format(lot=clean(scanned.lot)) if scanned.lot else ""
    expires = _("exp. {date}").format(date=wording.expiry(scanned)) if scanned.expiry else ""
    first = Content.assemble((clean(scanned.name), "bold"), f" {clean(scanned.strength)}")
    facts = [(_.pick(scanned.count), clean(scanned.form)), (lot, expires)]
    return [first, *(Content(" · ".join(filter(None, pair))) for pair in facts if any(pair))]


def _buttons(model: Model, session: SessionView) -> list[Button]:
    if offers(model, Give) and session.dose:
        label = f"✓ {wording.given_label(session.dose, session.scanned)}"
        others = [*not_given(model), *in_part(model), *folded(model, "give")]
        return [*others, Button(label, Send(Give), "commit")]
    if session.dose is None:
        return [*leave(model, _("To the round")), *folded(model, "stopped")]
    others = [*not_given(model), *reopen(model), *leave(model), *folded(model, "verdict")]
    return [*others, *override(model), *confirm(model)]
