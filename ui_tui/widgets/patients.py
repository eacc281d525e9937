"""The lines of the round."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from cart_agent.api.views import PatientLine
from ui_tui.i18n import _, clean
from ui_tui.paging import pages
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words

_COUNTS: tuple[tuple[str, str, Callable[[PatientLine], int]], ...] = (
    ("▲", "late", lambda line: line.overdue),
    ("●", "ink", lambda line: line.due),
    ("◦", "soft", lambda line: line.upcoming),
    ("✓", "soft", lambda line: line.done),
)
"""Sign, colour and number of each count."""


class Row(Horizontal, can_focus=False):
    """One patient: bed, name, what is next or wrong, counts by sign. Not tappable: the wristband decides."""

    def compose(self) -> ComposeResult:
        yield Words(classes="bed")
        yield Words(classes="name")
        yield Words(classes="counts")

    def show(self, line: PatientLine) -> None:
        """Show this patient."""
        bed, name, counts = self.query(Words)
        bed.show(clean(line.bed))
        name.show(_name(line), "name")
        counts.show(counts_text(line))
        self.set_class(line.overdue > 0, "late")
        self.set_class(line.problem is not None, "problem")
        self.display = True


class Patients(Paged):
    """A fixed pool of rows that is filled with one page of the round."""

    POOL = 12
    ROW = 2

    def compose(self) -> ComposeResult:
        yield from (Row() for _row in range(self.POOL))

    def show(self, lines: Sequence[PatientLine], page: int) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are."""
        cut = pages([self.ROW] * len(lines), max(self.measure(), self.ROW), self.POOL)
        page = min(page, len(cut) - 1)
        shown = [lines[number] for number in cut[page]]
        for number, row in enumerate(self.query(Row)):
            row.display = number < len(shown)
            row.set_class(number % 2 == 0, "shaded")
            if row.display:
                row.show(shown[number])
        return page, len(cut)


def _name(line: PatientLine) -> Content:
    name = (clean(line.name), "bold")
    if line.problem:
        return Content.assemble(name, ("\n■ " + _.pick(line.problem), "bold $mc-late"))
    parts = []
    if line.critical and line.overdue:
        parts.append(("▲ " + _("time-critical dose LATE"), "bold $mc-late"))
    elif line.next_label:
        parts.append((_("next {time}").format(time=clean(line.next_label)), "$mc-soft"))
    return Content.assemble(name, "\n", Content("  ").join([Content.styled(*part) for part in parts]))


def counts_text(line: PatientLine) -> Content:
    """How many doses stand where; below it what asks for the nurse though no dose is due."""
    counts = [(sign, colour, count(line)) for sign, colour, count in _COUNTS]
    first = [
        Content.styled(f"{sign}{n:>2}  " if n else " " * 5, f"bold $mc-{colour}")
        for sign, colour, n in counts
    ]
    also = [
        (_("◇ {count} helped?"), "late", line.effects_due),
        (_("■ {count} running"), "ink", line.running),
    ]
    second = [Content.styled(text.format(count=n), f"bold $mc-{colour}") for text, colour, n in also if n]
    return Content("").join([*first, Content("\n"), Content("  ").join(second)])
