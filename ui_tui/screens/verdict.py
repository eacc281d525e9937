"""A gate has answered: what it says about this dose, and what may follow."""

from collections.abc import Iterable, Sequence

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Give, Prepare, Reopen
from cart_agent.api.views import FindingView, SessionView
from ui_tui import wording
from ui_tui.commands import Send
from ui_tui.compare import ASKED, NOTHING, STOPPED, TO_GIVE, Look, Pair
from ui_tui.i18n import N_, _
from ui_tui.menu import folded
from ui_tui.model import Model, offers
from ui_tui.paging import rows_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import confirm, in_part, leave, not_given, override, put_back, reopen
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.findings import Findings, finding_text
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words

HEADLINES = {
    "HELD": ("wait", "▲", N_("SCAN THE WRISTBAND OR OPEN THE DRAWER")),
    "CONFIRM": ("warn", "⚠", N_("READ THIS - A REASON IS NEEDED")),
    "WITNESS": ("warn", "⚠", N_("A SECOND PERSON MUST SCAN A BADGE")),
    "STOP": ("stop", "✕", N_("STOP - DO NOT GIVE")),
}
"""Style sheet class, sign and sentence for each severity, and for a release that waits for a hand."""


CHANGED = "ORDER_CHANGED"
"""The finding of an order that is another one now; always a STOP, as grave as any other."""
UNSCANNED = "CODE_SUSPECT"
"""The finding of a code that could not be scanned: the cart does not know that it is the right drug."""


class VerdictScreen(CartScreen):
    """Headline by severity, the dose, ordered against scanned, findings with what to do next."""

    BANNER = True
    TIGHT = True

    def body(self) -> Iterable[Widget]:
        with Paged(id="verdict"):
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
        findings = _in_order(session)
        gives = offers(model, Give)
        said = wording.instruction(session.dose) if session.dose and gives else NOTHING
        below = [finding_text(one, answered=gives) for one in findings] + ([said] if said.plain else [])
        pair = Pair(session.dose, session.scanned)
        stopped = findings and findings[0].severity == "STOP"
        looks = TO_GIVE if gives and session.scanned else STOPPED if stopped else ASKED
        look = pair.fitting(looks[self.has_class("-small") :], self.size.width, self._room(below[:1]))
        self._show(pair, look)
        turned = pair.pages(look)
        texts = [*turned, *below] if gives else [*below, *turned]  # why it is asked is read first
        page, pages = self.query_one(Findings).show(texts, model.page)
        crowded = pages > 1 and (self.has_class("-small") or offers(model, Reopen))
        return [*page_buttons(page, pages), *_buttons(model, session, crowded)]

    def _room(self, first: Sequence[Content]) -> int:
        """Rows for the dose and the pack beside the headline and the first of what stands below them."""
        small = self.has_class("-small")
        taken = sum(rows_of(text.plain, self.size.width - 4) for text in first)
        edges = 1 if small else 4 if first else 3
        return self.query_one("#verdict", Paged).measure() - taken - edges

    def _show(self, pair: Pair, look: Look) -> None:
        sides = pair.sides(look)
        self.query_one("#compare").display = sides is not None
        self.query_one("#compare").set_class(look is not Look.BESIDE, "below")
        self.query_one("#verdict-dose", Words).show(pair.alone(look))
        for words, side in zip(("#ordered", "#scanned"), sides or (), strict=False):
            self.query_one(words, Words).show(side)


def _in_order(session: SessionView) -> Sequence[FindingView]:
    """A changed order first: it is why the others are there, and they would push it to a page behind."""
    findings = session.verdict.findings if session.verdict else ()
    return sorted(findings, key=lambda one: one.code != CHANGED)


def _headline(model: Model, session: SessionView) -> tuple[str, str]:
    severity = session.verdict.severity if session.verdict else "STOP"
    if offers(model, Give):
        answered = session.verdict is not None and session.verdict.findings
        text = _("READY TO GIVE - REASON RECORDED") if answered else _("RIGHT DRUG, RIGHT DOSE")
        if answered and session.scanned is None and _is_unscanned(session):
            text = _("NOT SCANNED - CHECKED BY TWO PEOPLE")
        return f"✓ {text}", "good"
    if to_prepare(model, session):
        return "✓ " + _("RIGHT DRUG - NOW PREPARE IT"), "good"
    if severity == "ALLOW":  # nothing may be given here: the gate is content and the drawer still shut
        severity = "HELD"
    kind, sign, text = HEADLINES.get(severity, HEADLINES["STOP"])
    if session.dose is None:
        text = N_("STOP - READ THIS")
    if model.busy:
        return "… " + _("ONE MOMENT"), "wait"
    return f"{sign} {_(text)}", kind


def _is_unscanned(session: SessionView) -> bool:
    return session.verdict is not None and any(one.code == UNSCANNED for one in session.verdict.findings)


def to_prepare(model: Model, session: SessionView) -> bool:
    """The drug was scanned, not to be given but to be made ready: the agent's notice says to tap PREPARE."""
    verdict = session.verdict
    scanned = verdict is not None and verdict.gate == "verify" and verdict.severity == "ALLOW"
    return scanned and offers(model, Prepare) and not offers(model, Give)


def _buttons(model: Model, session: SessionView, crowded: bool) -> list[Button]:
    """`crowded`: the pages' buttons leave no room for all others; what can wait is in the menu."""
    if offers(model, Give) and session.dose:
        label = f"✓ {wording.given_label(session.dose, session.scanned)}"
        more = folded(model, "give-paged") if crowded else [*in_part(model), *folded(model, "give")]
        return [*not_given(model), *more, Button(label, Send(Give), "commit")]
    stopped = session.verdict is not None and session.verdict.severity == "STOP"
    back = put_back(model) if stopped else []
    if session.dose is None and not back:
        return [*leave(model, _("To the list")), *folded(model, "stopped")]
    if to_prepare(model, session):
        prepare = Button(_("PREPARE"), Send(Prepare), "good")
        return [*not_given(model), *leave(model), *folded(model, "verdict"), prepare]
    wait = [] if crowded else [*([] if back else reopen(model)), *leave(model)]
    more = folded(model, ("give" if crowded else "verdict") + ("-stopped" if back else ""))
    refuse = not_given(model) if session.dose else []  # of what is on no list, nothing can be recorded
    return [*refuse, *back, *wait, *more, *override(model), *confirm(model)]
