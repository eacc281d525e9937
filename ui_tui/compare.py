"""What was ordered beside what was scanned, and how much of it the glass has room for. Pure."""

from collections.abc import Sequence
from enum import IntEnum

from textual.content import Content

from cart_agent.api.views import DoseView, ScannedView
from ui_tui import wording
from ui_tui.i18n import _, clean, whole
from ui_tui.paging import rows_of

NOTHING = Content("")


class Look(IntEnum):
    """How the ordered dose and the scanned pack are shown, from the fullest on."""

    BESIDE = 0
    BELOW = 1
    SHORT = 2
    """Without the form of the pack: how many pieces it is for says it too."""
    ALONE = 3
    """The ordered dose alone; the findings name the pack."""
    LEAST = 4
    """Without what to be careful about."""
    PAGED = 5
    """Nothing fixed: dose and pack are the first things on the pages."""
    NAME = 6
    """The drug alone; only of a STOP, which is not given."""
    NOTHING = 7
    """The finding alone, which names the drug."""


TO_GIVE = (Look.BESIDE, Look.BELOW, Look.SHORT, Look.PAGED)
"""Where a dose may be given nothing of it, of the pack or of its lot may be missing."""
STOPPED = (Look.BESIDE, Look.BELOW, Look.SHORT, Look.ALONE, Look.LEAST, Look.NAME, Look.NOTHING)
ASKED = (Look.BESIDE, Look.BELOW, Look.SHORT, Look.ALONE, Look.LEAST, Look.PAGED)
"""In all other verdicts. The last look is the one that always has room."""


class Pair:
    """A dose and the pack that was scanned for it, if any."""

    def __init__(self, dose: DoseView | None, scanned: ScannedView | None) -> None:
        self.dose, self.scanned = dose, scanned

    def fitting(self, looks: Sequence[Look], width: int, room: int) -> Look:
        """The first of `looks` that fits into so many rows, else the last."""
        if self.scanned is None:
            looks = [look for look in looks if look >= Look.ALONE] or looks[-1:]
        return next((look for look in looks if self.rows(look, width) <= room), looks[-1])

    def rows(self, look: Look, width: int) -> int:
        """What it takes of the glass, with the empty row of the style sheet."""
        sides = self.sides(look)
        if sides is None:
            alone = self.alone(look).plain
            return rows_of(alone, width - 4) if alone else 0
        if look is Look.BESIDE:
            return 1 + max(rows_of(side.plain, width // 2 - 6) for side in sides)
        return sum(rows_of(side.plain, width - 5) for side in sides)

    def sides(self, look: Look) -> tuple[Content, Content] | None:
        """Both as they stand beside or below each other; None where the look has no sides."""
        if self.dose is None or self.scanned is None or look >= Look.ALONE:
            return None
        between = "\n" if look is Look.BESIDE else " · "
        parts = scanned_parts(self.scanned, form=look < Look.SHORT)
        wanted = _titled(_("ORDERED"), ordered_parts(self.dose), between)
        return wanted, _titled(_("SCANNED"), parts, between)

    def alone(self, look: Look) -> Content:
        """The ordered dose without the pack, as much as that look shows."""
        if self.dose is None or look in (Look.PAGED, Look.NOTHING) or self.sides(look):
            return NOTHING
        return wording.drug(self.dose) if look is Look.NAME else ordered(self.dose, careful=look < Look.LEAST)

    def pages(self, look: Look) -> list[Content]:
        """What stands on pages with the findings, before them: dose and pack first, as short as can be."""
        if look is not Look.PAGED or self.dose is None:
            return []
        careful = Content.styled(wording.flag_line(self.dose).strip(), "bold $mc-late")
        sides = [ordered(self.dose, careful=False)]
        if self.scanned is not None:
            least = [wording.drug(self.dose), wording.dose_line(self.dose)]
            found = scanned_parts(self.scanned, form=False)
            sides = [_titled(_("ORDERED"), least, " · "), _titled(_("SCANNED"), found, " · ")]
        return [*sides, careful] if careful.plain else sides


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


def scanned_parts(scanned: ScannedView, *, form: bool = True) -> list[Content]:
    """Name and strength; how many; lot and expiry. The form stays where no count says what it is."""
    lot = _("lot {lot}").format(lot=clean(scanned.lot)) if scanned.lot else ""
    expires = _("exp. {date}").format(date=wording.expiry(scanned)) if scanned.expiry else ""
    first = Content.assemble((clean(scanned.name), "bold"), f" {whole(clean(scanned.strength))}")
    count = _.pick(scanned.count)
    facts = [(count, clean(_.pick(scanned.form)) if form or not count else ""), (lot, expires)]
    return [first, *(Content(" · ".join(map(whole, filter(None, pair)))) for pair in facts if any(pair))]


def _titled(title: str, parts: list[Content], between: str) -> Content:
    return Content(between).join([Content.styled(title, "$mc-soft"), *parts])
