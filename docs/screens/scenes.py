"""What the pictures show: a session of the agent, and the taps that lead to the screen's own questions."""

from msgspec import Struct
from msgspec.structs import replace

from cart_agent.api.views import SessionView, StatusView
from tests.ui.nurse_views import ITEMS, NURSE
from tests.ui.test_ui_rejected import ROUND as REFUSING
from tests.ui.test_ui_rejected import refused
from tests.ui.views import NOT_GIVEN, PARACETAMOL, SHOWN, STATUS, THUY

MORE = "More"
OPEN = replace(STATUS, open_items=ITEMS)
OFFLINE = replace(STATUS, link="disconnected", manifest_age_minutes=95, clock_synced=False, unsettled=37)


class Scene(Struct, frozen=True, kw_only=True):
    """`taps` are labels in English, translated; `later` comes while the screen stands."""

    view: SessionView
    taps: tuple[str, ...] = ()
    status: StatusView = STATUS
    later: SessionView | None = None
    theme: str = "day"


FOLLOWED, GIVING, ROUND = NURSE["a patient with more"], NURSE["verified"], NURSE["a round with more"]
REFUSED = replace(REFUSING, rejected=(refused(1), refused(2)))
CHANGED = replace(
    THUY, doses=(*THUY.doses[1:], replace(PARACETAMOL, key="d9", order_id="d9", generic="Furosemid"))
)

OWN = {
    "menu-round": Scene(view=ROUND, taps=(MORE,), status=OPEN),
    "menu-patient": Scene(view=FOLLOWED, taps=(MORE,)),
    "menu-give": Scene(view=GIVING, taps=(MORE,)),
    "records": Scene(view=FOLLOWED, taps=("Recorded",)),
    "follow-up": Scene(view=FOLLOWED, taps=("Recorded", "metformin r2")),
    "prepared": Scene(view=FOLLOWED, taps=(MORE, "Prepared labels")),
    "notes": Scene(view=FOLLOWED, taps=(MORE, "Notes")),
    "not-given": Scene(view=replace(SHOWN["verdict"], not_given_reasons=NOT_GIVEN), taps=("NOT GIVEN",)),
    "why-go-on": Scene(view=SHOWN["confirm"], taps=("GO ON WITH A REASON",)),
    "partial": Scene(view=GIVING, taps=("IN PART",)),
    "amount": Scene(view=GIVING, taps=("IN PART", "Another amount", "7", "5")),
    "prn": Scene(view=FOLLOWED, taps=("paracetamol",)),
    "own-words": Scene(view=FOLLOWED, taps=(MORE, "Note for the next shift", "In own words")),
    "open-items": Scene(view=ROUND, taps=("⚠ 3",), status=OPEN),
    "blind-unit": Scene(view=NURSE["blind"], taps=("5", "OK")),
    "wastes": Scene(view=NURSE["waste on record"], taps=(MORE, "Recorded")),
    "rest": Scene(view=NURSE["waste on record"], taps=("Rest thrown away",)),
    "summary": Scene(view=ROUND, taps=(MORE, "End of round, hand-over"), status=OPEN),
    "emergency": Scene(view=ROUND, taps=(MORE, "⚠ EMERGENCY DRAWER")),
    "rejected": Scene(view=REFUSED, taps=("⚠ 2",), status=replace(STATUS, rejected=2)),
    "offline": Scene(view=SHOWN["round"], status=OFFLINE),
    "orders-changed": Scene(view=SHOWN["patient"], later=replace(SHOWN["patient"], patient=CHANGED)),
    "night-round": Scene(view=SHOWN["round"], theme="night"),
    "night-patient": Scene(view=SHOWN["patient"], theme="night"),
    "night-stop": Scene(view=SHOWN["stop"], theme="night"),
    "night-verdict": Scene(view=SHOWN["verdict"], theme="night"),
}
"""Questions of the screen's own, troubles, and the colours of the night."""

SCENES = {
    **{name.replace(" ", "-"): Scene(view=view) for name, view in (SHOWN | NURSE).items()},
    **OWN,
}
