"""A gate has answered: what it says about this dose, and what may follow."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Give, Prepare, Reopen
from cart_agent.api.views import DoseView, FindingView, ScannedView, SessionView
from ui_tui import wording
from ui_tui.commands import Send
from ui_tui.i18n import N_, _, clean, whole
from ui_tui.menu import folded
from ui_tui.model import Model, offers
from ui_tui.paging import rows_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import confirm, in_part, leave, not_given, override, reopen
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.findings import NOTHING, Findings, finding_text
from ui_tui.widgets.words import Words

HEADLINES = {
    "HELD": ("wait", "▲", N_("SCAN THE WRISTBAND OR OPEN THE DRAWER")),
    "CONFIRM": ("warn", "⚠", N_("READ THIS - A REASON IS NEEDED")),
    "WITNESS": ("warn", "⚠", N_("A SECOND PERSON MUST SCAN A BADGE")),
    "STOP": ("stop", "✕", N_("STOP - DO NOT GIVE")),
}
"""Style sheet class, sign and sentence for each severity, and for a release that waits for a hand."""


UNSCANNED = "CODE_SUSPECT"
"""The finding of a code that could not be scanned: the cart does not know that it is the right drug."""


class Look(IntEnum):
    """How the ordered dose and the scanned pack are shown, from the fullest on."""

    BESIDE = 0
    BELOW = 1
    ALONE = 2
    """The ordered dose alone; the findings name the pack."""
    LEAST = 3
    """Without what to be careful about."""
    NAME = 4
    """The drug alone; only of a STOP, which is not given."""
    NOTHING = 5
    """The finding alone, which names the drug."""


class VerdictScreen(CartScreen):
    """Headline by severity, the dose, ordered against scanned, findings with what to do next."""

    BANNER = True
    TIGHT = True

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
        self._dose(dose, scanned, self._look(dose, scanned, findings))
        said = wording.instruction(dose) if dose and offers(model, Give) else NOTHING
        page, pages = self.query_one(Findings).show(findings, model.page, said)
        crowded = pages > 1 and (self.has_class("-small") or offers(model, Reopen))
        return [*page_buttons(page, pages), *_buttons(model, session, crowded)]

    def _look(
        self, dose: DoseView | None, scanned: ScannedView | None, findings: Sequence[FindingView]
    ) -> Look:
        """The fullest look of the dose that leaves room for the first finding with its next step."""
        small = self.has_class("-small")
        fullest = Look.ALONE if scanned is None else Look.BELOW if small else Look.BESIDE
        if dose is None or not findings:
            return fullest
        width, room = self.size.width, self.query_one(".body").size.height
        below = rows_of(finding_text(findings[0]).plain, width - 4) + (1 if small else 4)
        looks = [look for look in Look if look >= fullest]
        spare = 0 if small else 1
        fitting = [one for one in looks if _rows(one, dose, scanned, width) + spare + below <= room]
        least = Look.NOTHING if findings[0].severity == "STOP" else Look.LEAST
        return min([*fitting, least])

    def _dose(self, dose: DoseView | None, scanned: ScannedView | None, look: Look) -> None:
        both = look < Look.ALONE and dose is not None and scanned is not None
        between = "\n" if look is Look.BESIDE else " · "
        self.query_one("#compare").display = both
        self.query_one("#compare").set_class(look is Look.BELOW, "below")
        alone = _alone(dose, look) if dose and not both else ""
        self.query_one("#verdict-dose", Words).show(alone)
        if dose and scanned:
            self.query_one("#ordered", Words).show(_titled(_("ORDERED"), ordered_parts(dose), between))
            self.query_one("#scanned", Words).show(_titled(_("SCANNED"), _scanned_parts(scanned), between))


def _rows(look: Look, dose: DoseView, scanned: ScannedView | None, width: int) -> int:
    """What the dose takes of the glass, with the empty rows of the style sheet between its parts."""
    if scanned is None or look >= Look.ALONE:
        alone = _alone(dose, look).plain
        return rows_of(alone, width - 4) if alone else 0
    wanted, found = ordered_parts(dose), _scanned_parts(scanned)
    between = "\n" if look is Look.BESIDE else " · "
    rows = [
        rows_of(_titled(title, parts, between).plain, width // 2 - 6 if look is Look.BESIDE else width - 7)
        for title, parts in ((_("ORDERED"), wanted), (_("SCANNED"), found))
    ]
    return max(rows) + 1 if look is Look.BESIDE else sum(rows)


def _alone(dose: DoseView, look: Look) -> Content:
    """The ordered dose without the pack, as much as that look shows."""
    if look >= Look.NAME:
        return wording.drug(dose) if look is Look.NAME else NOTHING
    return ordered(dose, careful=look is not Look.LEAST)


def ordered(dose: DoseView, *, careful: bool = True) -> Content:
    """The ordered dose in two lines, with what to be careful about."""
    return Content("\n").join(
        ordered_parts(dose) if careful else [wording.drug(dose), wording.dose_line(dose)]
    )


def ordered_parts(dose: DoseView) -> list[Content]:
    """The drug; the dose."""
    return [
        wording.drug(dose),
        Content.assemble(wording.dose_line(dose), (wording.flag_line(dose), "bold $mc-late")),
    ]


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


def _titled(title: str, parts: list[Content], between: str) -> Content:
    return Content(between).join([Content.styled(title, "$mc-soft"), *parts])


def _scanned_parts(scanned: ScannedView) -> list[Content]:
    lot = _("lot {lot}").format(lot=clean(scanned.lot)) if scanned.lot else ""
    expires = _("exp. {date}").format(date=wording.expiry(scanned)) if scanned.expiry else ""
    first = Content.assemble((clean(scanned.name), "bold"), f" {whole(clean(scanned.strength))}")
    facts = [(_.pick(scanned.count), clean(_.pick(scanned.form))), (lot, expires)]
    return [first, *(Content(" · ".join(map(whole, filter(None, pair)))) for pair in facts if any(pair))]


def _buttons(model: Model, session: SessionView, crowded: bool) -> list[Button]:
    """`crowded`: the pages' buttons leave no room for all others; what can wait is in the menu."""
    if offers(model, Give) and session.dose:
        label = f"✓ {wording.given_label(session.dose, session.scanned)}"
        more = folded(model, "give-paged") if crowded else [*in_part(model), *folded(model, "give")]
        return [*not_given(model), *more, Button(label, Send(Give), "commit")]
    if session.dose is None:
        return [*leave(model, _("To the round")), *folded(model, "stopped")]
    if to_prepare(model, session):
        prepare = Button(_("PREPARE"), Send(Prepare), "good")
        return [*not_given(model), *leave(model), *folded(model, "verdict"), prepare]
    wait = [] if crowded else [*reopen(model), *leave(model)]
    more = folded(model, "give" if crowded else "verdict")
    return [*not_given(model), *wait, *more, *override(model), *confirm(model)]
