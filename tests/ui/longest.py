"""The views of the touchscreen with the longest texts of a ward, and what has to be read of them."""

from typing import Any

from msgspec.structs import replace

from cart_agent.api.views import DoseView, PatientView, ScannedView, SessionView, StatusView
from tests.ui.nurse_views import NURSE
from tests.ui.views import GENTAMICIN, LATE, SCANNED, SHOWN, STATUS, THUY, both, dose, verdict

YESTERDAY = both("hôm qua", "yesterday")
TABLET = dose(
    "d1",
    "Amoxicilin + acid clavulanic",
    brand="Augmentin",
    strength="875 mg + 125 mg",
    amount=both("1000 mg", "1000 mg"),
    day=YESTERDAY,
    due_label="20:00",
    critical=True,
    flags=("look-alike",),
    instruction="Uống ngay sau bữa ăn tối với nhiều nước, không nằm trong 30 phút sau uống",
)
DRIP = replace(
    TABLET,
    key="d2",
    order_id="d2",
    generic="Piperacilin + tazobactam",
    brand="Piperacilin/Tazobactam Mẫu",
    strength="4 g + 0.5 g",
    amount=both("4.5 g", "4.5 g"),
    rate=both("100 mL/h trong 30 phút", "100 mL/h over 30 min"),
    route=both("truyền tĩnh mạch", "intravenous infusion"),
    route_code="iv-infusion",
    flags=("high-alert", "look-alike"),
    instruction="Pha 1 lọ với 20 mL nước cất, rồi với natri clorid 0,9 % cho đủ 100 mL; tráng đường truyền",
)
PACK = replace(
    SCANNED,
    name="AMOXICILIN/ACID CLAVULANIC MẪU",
    strength="875 mg + 125 mg",
    form=both("viên nén bao phim", "film-coated tablet"),
    lot="L24A7X-902",
)
VIAL = replace(
    PACK,
    name="PIPERACILIN/TAZOBACTAM MẪU",
    strength="4 g + 0.5 g",
    form=both("bột pha dung dịch tiêm truyền", "powder for solution for infusion"),
    count=both("1 lọ", "1 vial"),
)
PERSON = "ĐD. VÕ THỊ MẪU MINH NGUYỆT"
LONG = replace(
    THUY,
    name="NGUYỄN HOÀNG THỊ NGUYỆT (MẪU)",
    allergies=("penicillin", "cefuroxim", "tôm"),
    doses=(TABLET, DRIP),
)
NOTICE = both(
    "Đơn vị ngăn kéo không trả lời; hãy thử lại hoặc gọi kỹ thuật.",
    "The drawer unit does not answer; try again or call the engineer.",
)
TROUBLED = replace(STATUS, alarms=(both("Sắp hết chỗ trên đĩa", "The disk is nearly full"),))


def _answered(drug: DoseView, pack: ScannedView | None, **fields: Any) -> SessionView:
    return replace(NURSE["verified"], dose=drug, scanned=pack, patient=LONG, **fields)


def _longer(view: SessionView) -> SessionView:
    changes: dict[str, Any] = {}
    if view.patient is not None:
        changes["patient"] = replace(
            LONG, records=view.patient.records, prepared=view.patient.prepared, notes=view.patient.notes
        )
    if view.dose is not None:
        hidden = "blind" in view.dose.flags
        changes["dose"] = replace(TABLET, amount={}, flags=view.dose.flags) if hidden else TABLET
    if view.scanned is not None:
        changes["scanned"] = PACK
    if view.candidate:
        changes["candidate"] = PERSON
    return replace(view, **changes)


_TOLD = ("verified", "witness", "blind", "mix", "to scan", "confirm")
"""What is shown again with a notice."""
_ALL = {name: _longer(view) for name, view in (SHOWN | NURSE).items() if name != "since yesterday"}
_ALL["witness"] = replace(_ALL["witness"], candidate=PERSON)
LONGEST: dict[str, tuple[SessionView, StatusView]] = {
    **{name: (view, STATUS) for name, view in _ALL.items()},
    **{f"{name}, told": (replace(_ALL[name], notice=NOTICE), TROUBLED) for name in _TOLD},
    "drip": (_answered(DRIP, VIAL), STATUS),
    "drip, told": (_answered(DRIP, VIAL, notice=NOTICE), TROUBLED),
    "not scanned": (_answered(DRIP, None), STATUS),
    "with a reason": (_answered(TABLET, PACK, verdict=verdict("verify", LATE)), STATUS),
    "drip's witness, told": (replace(_ALL["witness"], dose=DRIP, notice=NOTICE), TROUBLED),
    "drip's drawer": (replace(_ALL["fetch"], dose=DRIP), STATUS),
    "drip's drawer, told": (replace(_ALL["fetch"], dose=DRIP, notice=NOTICE), TROUBLED),
    "short": (replace(SHOWN["verdict"], notice=NOTICE), STATUS),
    "late": (replace(SHOWN["confirm"], dose=GENTAMICIN, notice=NOTICE), STATUS),
}

READ_DOSE = {"release", "doubt", "unlocking", "fetch", "verify", "witness", "mix"}
"""States in which the dose is acted on."""
READ_WORDS = {"unlocking", "fetch", "verify", "mix"}
"""States in which the words of the order are read too."""


def to_read(view: SessionView, language: str) -> list[str]:
    """What has to be on the glass, by the view alone."""
    if view.second is not None:
        return [text for row in view.second.rows if row.field == "name" for text in (row.card, row.chart)]
    stopped = view.verdict is not None and view.verdict.severity == "STOP"
    texts = _patient(view.patient) if view.patient else []
    if view.dose is not None and view.state in READ_DOSE and not stopped:
        texts += _dose(view.dose, language)
        texts += [view.dose.instruction] if view.state in READ_WORDS and "confirm" not in view.actions else []
    if view.scanned is not None and "give" in view.actions:
        texts += _pack(view.scanned, language)
    if view.verdict is not None and view.state in ("release", "verify", "mix", "stopped"):
        done = "give" in view.actions
        texts += [
            text[language]
            for one in view.verdict.findings
            for text in (one.text, {} if done else one.next or {})
            if text
        ]
    texts += [text[language] for text in (view.doubt.text, view.doubt.next)] if view.doubt else []
    if view.state == "patient" and view.patient is not None:
        texts += [text for one in view.patient.doses for text in _dose(one, language)]
    return [*texts, view.candidate, view.notice[language] if view.notice else ""]


def _patient(patient: PatientView) -> list[str]:
    return [patient.name, "12/03/1954", patient.number, patient.bed, *patient.allergies]


def _dose(drug: DoseView, language: str) -> list[str]:
    at = f"{drug.day[language]} {drug.due_label}" if drug.day else drug.due_label
    much = [(text or {}).get(language, "") for text in (drug.amount, drug.rate, drug.route)]
    return [drug.generic, drug.brand, drug.strength, *much, at]


def _pack(pack: ScannedView, language: str) -> list[str]:
    return [pack.name, pack.strength, pack.count[language], pack.lot, "31/03/2027"]
