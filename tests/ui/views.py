"""A small, plainly fictitious ward in the shapes of the agent's views."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from cart_agent.api.views import (
    DoseView,
    DrawerView,
    FindingView,
    OutcomeChoice,
    PatientLine,
    PatientView,
    PersonView,
    RoundView,
    ScannedView,
    SessionView,
    StatusView,
    VerdictView,
)

NOW = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)

STATUS = StatusView(
    cart="XE-01",
    ward="Nội A (mẫu)",
    zone="Asia/Ho_Chi_Minh",
    simulated=True,
    now=NOW,
    link="connected",
    hospital="ready",
    manifest_age_minutes=0,
    clock_synced=True,
    unsettled=2,
    rejected=0,
    drawers=tuple(DrawerView(number=n, state="locked") for n in range(1, 13)),
)

NURSE = PersonView(id="NV-LAN", name="ĐD. NGUYỄN THỬ LAN", roles=("nurse",))


def both(vi: str, en: str) -> dict[str, str]:
    """A sentence in both languages."""
    return {"vi": vi, "en": en}


ORAL, IV = both("uống", "by mouth"), both("tiêm tĩnh mạch", "intravenous")


def dose(key: str, generic: str, **fields: Any) -> DoseView:
    """A dose of one tablet by mouth at 08:00, unless told otherwise."""
    usual: dict[str, Any] = {
        "order_id": key,
        "brand": "",
        "strength": "500 mg",
        "amount": both("500 mg", "500 mg"),
        "route": ORAL,
        "route_code": "oral",
        "due": NOW,
        "due_label": "08:00",
        "status": "due",
        "critical": False,
        "drawer": 3,
    }
    return DoseView(key=key, generic=generic, **{**usual, **fields})


METFORMIN = dose("d1", "Metformin", brand="Glucofast", drawer=3)
GENTAMICIN = dose(
    "d2",
    "Gentamicin",
    strength="80 mg/2 mL",
    amount=both("80 mg", "80 mg"),
    route=IV,
    route_code="iv",
    status="overdue",
    critical=True,
    due_label="06:00",
    drawer=7,
)
INSULIN = dose(
    "d3",
    "Insulin glargin",
    brand="Lantus",
    strength="100 đơn vị/mL",
    amount=both("8 đơn vị", "8 units"),
    route=both("tiêm dưới da", "subcutaneous"),
    route_code="sc",
    flags=("high-alert", "look-alike"),
    drawer=9,
)
PARACETAMOL = dose(
    "d4", "Paracetamol", brand="Hapacol", status="prn", due=None, due_label="", flags=("prn",), drawer=4
)
GIVEN = dose(
    "d5", "Amlodipin", brand="Kavasdin", strength="5 mg", amount=both("5 mg", "5 mg"), status="given"
)

YESTERDAY = both("hôm qua", "yesterday")
SINCE_YESTERDAY = (
    msgspec.structs.replace(INSULIN, key="d30", due_label="07:30"),
    msgspec.structs.replace(METFORMIN, key="d10", status="overdue", due_label="20:00", day=YESTERDAY),
    PARACETAMOL,
    msgspec.structs.replace(METFORMIN, key="d11", due=NOW - timedelta(days=1), status="given", day=YESTERDAY),
    msgspec.structs.replace(GIVEN, key="d12", due=NOW - timedelta(days=1), day=YESTERDAY),
    msgspec.structs.replace(METFORMIN, status="not-given"),
    msgspec.structs.replace(GIVEN, due_label="07:45", due=NOW - timedelta(minutes=15)),
)
"""As the agent ranks them: today's metformin was refused, yesterday's first was given, her second not."""

THUY = PatientView(
    encounter_id="E1",
    bed="A-12",
    name="NGUYỄN THỊ THỦY (MẪU)",
    birth_date="1954-03-12",
    sex="female",
    number="BA-000123",
    allergies=("penicillin", "tôm"),
    doses=(GENTAMICIN, METFORMIN, INSULIN, PARACETAMOL, GIVEN),
)

_LINES = (
    ("A-12", "NGUYỄN THỊ THỦY (MẪU)", 1, 2, 1, 1, True, "06:00"),
    ("A-03", "TRẦN VÍ DỤ TOẢN", 1, 0, 2, 2, False, "07:00"),
    ("A-01", "LÊ THỬ NGHIỆM HƯỜNG", 0, 3, 1, 0, False, "08:00"),
    ("A-05", "PHẠM MẪU ĐỨC", 0, 2, 0, 1, False, "08:00"),
    ("A-07", "HOÀNG GIẢ ĐỊNH QUỲNH", 0, 1, 4, 0, False, "08:00"),
    ("A-08", "VÕ THỊ VÍ DỤ YẾN", 0, 0, 3, 2, False, "12:00"),
    ("A-10", "ĐẶNG MẪU KHỞI", 0, 0, 2, 3, False, "12:00"),
    ("A-11", "BÙI THỬ NGỌC", 0, 0, 0, 4, False, ""),
)


def line(number: int, **changes: Any) -> PatientLine:
    """One patient of the round."""
    bed, name, overdue, due, upcoming, done, critical, label = _LINES[number]
    plain = PatientLine(
        encounter_id=f"E{number + 1}",
        bed=bed,
        name=name,
        overdue=overdue,
        due=due,
        upcoming=upcoming,
        done=done,
        critical=critical,
        next_label=label,
    )
    return msgspec.structs.replace(plain, **changes)


ROUND = RoundView(patients=tuple(line(number) for number in range(len(_LINES))), given=13, total=31)

REASONS = (
    OutcomeChoice(code="doctor-asked", text=both("Bác sĩ yêu cầu", "The doctor asked for it")),
    OutcomeChoice(code="patient-away", text=both("Người bệnh vắng mặt lúc đó", "The patient was away then")),
)
NOT_GIVEN = (
    OutcomeChoice(code="nausea", outcome="refused", text=both("buồn nôn", "nausea")),
    OutcomeChoice(code="unwilling", outcome="refused", text=both("không đồng ý dùng", "unwilling")),
    OutcomeChoice(code="fasting", outcome="held", text=both("đang nhịn ăn", "fasting")),
    OutcomeChoice(
        code="missing", outcome="not-available", text=both("không có trong ngăn", "not in the drawer")
    ),
)
PAIN = (
    OutcomeChoice(code="pain", text=both("Đau", "Pain")),
    OutcomeChoice(code="fever", text=both("Sốt", "Fever")),
)

SCANNED = ScannedView(
    name="METFORMIN STELLA",
    strength="500 mg",
    form=both("viên nén", "tablet"),
    lot="L24A7",
    expiry="2027-03-31",
    count=both("1 viên", "1 tablet"),
)
WRONG = ScannedView(
    name="GLICLAZID MR",
    strength="30 mg",
    form=both("viên nén", "tablet"),
    lot="G11",
    expiry="2027-01-31",
    count={},
)
WRONG_DRUG = FindingView(
    code="WRONG_DRUG",
    severity="STOP",
    text=both(
        "Sai thuốc: đã quét gliclazid, y lệnh là metformin.", "Wrong drug: gliclazide, ordered metformin."
    ),
    next=both(
        "Trả thuốc về ngăn 3 rồi quét lại đúng thuốc.", "Put it back into drawer 3 and scan the right one."
    ),
)
UNKNOWN = FindingView(
    code="PATIENT_UNKNOWN",
    severity="STOP",
    text=both("Vòng tay này không thuộc người bệnh nào của khoa.", "No patient here has this wristband."),
    next=both("Kiểm tra tên người bệnh, gọi điều dưỡng trưởng.", "Check the name, call the charge nurse."),
)
LATE = FindingView(
    code="LATE",
    severity="CONFIRM",
    text=both("Trễ 2 giờ 5 phút so với giờ y lệnh 06:00.", "2 h 5 min later than ordered (06:00)."),
    next=both("Chọn lý do rồi tiếp tục.", "Choose a reason and go on."),
)
HIGH_ALERT = FindingView(
    code="HIGH_ALERT",
    severity="WITNESS",
    text=both("Thuốc nguy cơ cao: insulin glargin.", "High-alert drug: insulin glargine."),
    next=both(
        "Mời người thứ hai quét thẻ và nhập PIN.", "Ask a second person to scan a badge and enter a PIN."
    ),
)


def verdict(gate: str, *findings: FindingView) -> VerdictView:
    """The gate's answer with these findings, the first one the most severe."""
    return VerdictView(gate=gate, severity=findings[0].severity if findings else "ALLOW", findings=findings)


def session(state: str, *actions: str, **fields: Any) -> SessionView:
    """A session in `state` that offers `actions`; a nurse is logged in except before log-in."""
    person = None if state in ("off", "pin") else NURSE
    return SessionView(revision=1, state=state, actions=actions, **{"person": person, **fields})


def with_dose(state: str, *actions: str, drug: DoseView = METFORMIN, **fields: Any) -> SessionView:
    """A session with the open patient and a dose in hand."""
    return session(state, *actions, patient=THUY, dose=drug, drawer=drug.drawer, **fields)


SHOWN = {
    "login": session("off"),
    "pin": session("pin", "pin", "cancel"),
    "round": session("round", "logout"),
    "patient": session("patient", "choose-dose", "cancel", "logout", patient=THUY),
    "since yesterday": session(
        "patient",
        "choose-dose",
        "cancel",
        "logout",
        patient=msgspec.structs.replace(THUY, doses=SINCE_YESTERDAY),
    ),
    "unlocking": with_dose("unlocking"),
    "fetch": with_dose("fetch", "not-given", "reopen", "cancel", "logout", drawer_state="open"),
    "verdict": with_dose(
        "verify", "give", "not-given", "cancel", "logout", verdict=verdict("verify"), scanned=SCANNED
    ),
    "stop": with_dose(
        "verify", "not-given", "reopen", "cancel", verdict=verdict("verify", WRONG_DRUG), scanned=WRONG
    ),
    "confirm": with_dose(
        "release",
        "confirm",
        "not-given",
        "cancel",
        drug=GENTAMICIN,
        verdict=verdict("release", LATE),
        confirm_reasons=REASONS,
        not_given_reasons=NOT_GIVEN,
    ),
    "need-witness": with_dose(
        "release", "not-given", "cancel", drug=INSULIN, verdict=verdict("release", HIGH_ALERT)
    ),
    "witness": with_dose("witness", "pin", "cancel", drug=INSULIN, verdict=verdict("release", HIGH_ALERT)),
    "stopped": session("stopped", "cancel", verdict=verdict("release", UNKNOWN)),
    "closing": with_dose("closing", "cancel", "logout", drawer_state="open"),
    "fault": session("round", "clear-fault", "logout", clear_reasons=REASONS),
}
"""A session for every picture of the touchscreen."""
