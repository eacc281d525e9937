"""The patient on top of every screen that concerns one patient, and of no other."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from cart_agent.api.views import PatientView
from ui_tui import wording
from ui_tui.i18n import _, clean, whole
from ui_tui.model import Model
from ui_tui.paging import rows_of
from ui_tui.widgets.words import Words


class Banner(Vertical, can_focus=False):
    """Name, bed, birth date, sex, hospital number, allergies. Nothing is ever cut off: it grows.

    `short`: name and bed alone on a small panel, where letters are typed.
    """

    def __init__(self, *, short: bool = False) -> None:
        super().__init__()
        self._short = short

    def compose(self) -> ComposeResult:
        yield Words()
        yield Words()

    def show(self, model: Model, *, brief: bool = False) -> None:
        """Show the session's patient, if any. `brief`: without the allergies, which stand elsewhere then."""
        patient = model.session.patient if model.session else None
        self.display = patient is not None
        if patient is not None:
            who, allergies = self.query(Words)
            short = self._short and self.screen.has_class("-small")
            who.show(_who(patient).first_line if short else _who(patient), "person")
            kind = "allergies" if patient.allergies else "no-allergies"
            allergies.show("" if short or brief else _allergies(patient), kind)


def rows(model: Model, width: int, *, brief: bool) -> int:
    """Rows that it takes, with so many cells for its texts."""
    patient = model.session.patient if model.session else None
    if patient is None:
        return 0
    return rows_of(_who(patient).plain, width) + (0 if brief else rows_of(_allergies(patient), width))


def left_out(model: Model) -> list[Content]:
    """What a brief one does not say."""
    patient = model.session.patient if model.session else None
    return [Content.styled(_allergies(patient), "bold")] if patient else []


def _who(patient: PatientView) -> Content:
    facts = [wording.born(patient), whole(wording.sex(patient)), whole(clean(patient.number))]
    bed = "   " + whole(_("bed {bed}").format(bed=clean(patient.bed))) if patient.bed else ""
    below = " · ".join(filter(None, facts))
    return Content.assemble((f"{clean(patient.name)}{bed}", "bold"), f"\n{below}")


def _allergies(patient: PatientView) -> str:
    if not patient.allergies:
        return _("No allergies recorded")
    return "⚠ " + _("ALLERGIC: {to}").format(to=clean(", ".join(patient.allergies)))
