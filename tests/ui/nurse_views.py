"""Sessions in which the less usual requests are possible."""

import msgspec

from cart_agent.agent.words import line
from cart_agent.api.views import (
    AmountView,
    ControlledView,
    CountDueView,
    DoubtView,
    GlassView,
    OpenItemView,
    OutcomeChoice,
    PreparedView,
    RecordView,
    SecondRow,
    SecondView,
    SessionView,
    TakenView,
    WasteView,
)
from tests.ui.views import (
    METFORMIN,
    NOW,
    PAIN,
    SCANNED,
    SHOWN,
    THUY,
    WRONG_DRUG,
    both,
    session,
    verdict,
    with_dose,
)


def choices(*codes: str, outcome: str = "") -> tuple[OutcomeChoice, ...]:
    """Coded reasons whose words are their codes in capitals."""
    return tuple(
        OutcomeChoice(code=one, text=both(one.upper(), one.upper()), outcome=outcome) for one in codes
    )


def amount(value: str) -> AmountView:
    return AmountView(value=value, unit="mg", text=both(f"{value} mg", f"{value} mg"))


def record(id_: str, status: str, *follow_ups: str) -> RecordView:
    """A dose of metformin on record."""
    return RecordView(
        id=id_,
        order_id="d1",
        name=f"metformin {id_}",
        amount=both("500 mg", "500 mg"),
        unit="mg",
        status=status,
        at=NOW,
        label="08:04",
        by="NV-LAN",
        follow_ups=follow_ups,
    )


def waste(id_: str, undone: bool = False) -> WasteView:
    """One record of waste."""
    return WasteView(
        id=id_,
        name="Morphin",
        amount=both("5 mg", "5 mg"),
        at=NOW,
        label="08:10",
        by="ĐD. NGUYỄN THỬ LAN",
        witness="ĐD. VÕ MẪU MINH",
        undone=undone,
        may_undo=not undone,
    )


LABEL = PreparedView(
    number="PL-0123456789AB",
    encounter_id="E1",
    order_id="d2",
    patient=THUY.name,
    birth_date=THUY.birth_date,
    bed=THUY.bed,
    lines={
        "drug": both("gentamicin: 80 mg", "gentamicin: 80 mg"),
        "diluent": both("natri clorid 0,9 %", "saline"),
        "volume": both("100 mL", "100 mL"),
        "concentration": both("0.8 mg/mL", "0.8 mg/mL"),
        "rate": both("200 mL/h", "200 mL/h"),
    },
    made=NOW,
    made_label="08:04 02/03",
    expires=NOW,
    expires_label="14:04 02/03",
    preparer="ĐD. NGUYỄN THỬ LAN",
    witness="",
    printing="printed",
)
FOLLOWED = msgspec.structs.replace(
    THUY,
    records=(record("r1", "completed", "undo", "lost"), record("r2", "in-progress", "pause", "stop")),
    prepared=(LABEL,),
    notes=(both("Lời dặn: khó nuốt (ĐD. NGUYỄN THỬ LAN)", "Note: swallows badly (LAN)"),),
)
BAG = msgspec.structs.replace(
    METFORMIN,
    key="d40",
    generic="Natri clorid",
    route_code="iv-infusion",
    status="running",
    record="r2",
    drawer=None,
)
HANGING = msgspec.structs.replace(
    FOLLOWED, doses=(BAG,), records=(record("r2", "in-progress", "pause", "complete", "stop", "undo"),)
)
PATIENT = session(
    "patient",
    "choose-dose",
    "cancel",
    "logout",
    "follow-up",
    "prepare",
    "waste",
    "ask-prescriber",
    "note",
    patient=FOLLOWED,
    prn_reasons=PAIN,
    follow_up_reasons={"undo": choices("wrong-tap", "wrong-amount"), "stop": choices("reaction", "vein")},
    waste_reasons=choices("dropped", "expired"),
    prescriber_questions=choices("unclear", "swallow"),
    note_choices=choices("confused", "refuses"),
)
INFUSION = msgspec.structs.replace(PATIENT, patient=HANGING)
PATCH = msgspec.structs.replace(
    PATIENT,
    patient=msgspec.structs.replace(
        FOLLOWED,
        doses=(msgspec.structs.replace(BAG, generic="Fentanyl", route_code="transdermal"),),
        records=(record("r2", "completed", "remove", "undo"),),
    ),
)
VERIFIED = with_dose(
    "verify",
    "give",
    "not-given",
    "cancel",
    "logout",
    "prepare",
    "waste",
    "unable-to-scan",
    verdict=verdict("verify"),
    scanned=SCANNED,
    parts=(amount("375"), amount("250"), amount("125")),
    partial_reasons=choices("rest-refused", "vomited"),
    unable_reasons=(
        *choices("torn"),
        *choices("no-code", outcome="drug"),
        *choices("band", outcome="wristband"),
    ),
    waste_reasons=choices("dropped", "expired"),
)
FETCH = msgspec.structs.replace(
    VERIFIED,
    state="fetch",
    actions=("not-given", "reopen", "cancel", "logout", "unable-to-scan"),
    verdict=None,
    scanned=None,
    drawer_state="open",
)
STOPPED = with_dose(
    "release",
    "not-given",
    "cancel",
    "override",
    verdict=verdict("release", WRONG_DRUG),
    override_reasons={"override": choices("doctor-here", "danger")},
)
IN_HAND = msgspec.structs.replace(
    STOPPED,
    state="give",
    actions=("not-given", "put-back", "reopen", "cancel", "logout", "waste", "ask-prescriber", "note"),
    scanned=VERIFIED.scanned,
    drawer_state="locked",
)
PUT_BACK = msgspec.structs.replace(
    FETCH, state="put-back", actions=("put-back-done", "reopen", "cancel", "logout", "waste")
)
DOUBT = with_dose(
    "doubt",
    "answer-doubt",
    "cancel",
    "logout",
    doubt=DoubtView(
        text=line("doubt-left", who="ĐD. TRẦN THỬ HƯƠNG", at="07:50 02/03", drawer="12"),
        next=line("doubt-left-next", who="ĐD. TRẦN THỬ HƯƠNG"),
    ),
)
ROUND = session(
    "round",
    "logout",
    "break-glass",
    "unable-to-scan",
    "hand-over",
    "review",
    "resolve",
    glass_drawers=(11, 12),
    override_reasons={"break-glass": choices("arrest", "seizure"), "review": choices("justified", "wrong")},
    unable_reasons=choices("torn", "no-band"),
    resolve_reasons=(*choices("returned", "paper"), *choices("answered", "gone", outcome="note")),
    controlled=(
        ControlledView(drawer=12, product="p1", name="morphin 10 mg"),
        ControlledView(drawer=12, product="p2", name="fentanyl 0.1 mg"),
    ),
)
MIX = with_dose("mix", "label", "cancel", "logout", verdict=verdict("verify"))
GLASS = session(
    "glass",
    "give-taken",
    "cancel",
    "unable-to-scan",
    "reopen",
    drawer=12,
    unable_reasons=choices("torn", "no-code"),
    glass=GlassView(
        drawer=12,
        encounter_id="",
        since=NOW,
        minutes=15,
        over=False,
        given=1,
        taken=(
            TakenView(
                name="adrenalin", strength="1 mg/mL", lot="A1", expiry="", caution=both("QUÁ HẠN", "EXPIRED")
            ),
        ),
    ),
)
COUNT = session(
    "count",
    "count",
    "cancel",
    patient=THUY,
    to_count=CountDueView(drawer=12, name="morphin 10 mg", phase="opening"),
)
BLIND = with_dose(
    "blind",
    "say-dose",
    "cancel",
    "logout",
    blind_units=choices("mcg", "mg", "g"),
)
BLIND = msgspec.structs.replace(
    BLIND, dose=msgspec.structs.replace(BLIND.dose or METFORMIN, amount={}, flags=("narcotic", "blind"))
)
WASTED = msgspec.structs.replace(
    PATIENT,
    actions=(*PATIENT.actions, "undo-waste"),
    patient=msgspec.structs.replace(
        FOLLOWED,
        records=(msgspec.structs.replace(record("r1", "completed", "undo"), name="Morphin", rest=True),),
        wastes=(waste("w1"), waste("w2", undone=True)),
    ),
    undo_waste_reasons=choices("still-there", "wrong-amount"),
)
ITEMS = (
    OpenItemView(id="i1", text=both("Ngăn 3 đã mở, chưa ghi", "Drawer 3 open"), since=NOW, kind="no-outcome"),
    OpenItemView(
        id="i2", text=both("Vượt cảnh báo chờ xem xét", "To review"), since=NOW, by="X", review_by=NOW
    ),
    OpenItemView(id="i3", text=both("Ghi chú: lú lẫn", "Note: confused"), since=NOW, kind="note"),
)
FOUND = SecondView(
    kind="citizen-card",
    match="same",
    text=both(
        "Thẻ của người bệnh ở giường A-12. Quét vòng tay; nếu không có vòng, cần người thứ hai.",
        "The card of the patient in bed A-12. Scan the wristband; without one a second person is needed.",
    ),
    reading=1,
    found="E1",
    rows=(
        SecondRow(field="number", card="001154000012", chart="001154000012", match="same"),
        SecondRow(field="name", card="NGUYỄN THỊ THUỶ (MẪU)", chart=THUY.name, match="same"),
        SecondRow(field="birth", card="1954-03-12", chart=THUY.birth_date, match="same"),
        SecondRow(field="sex", card="female", chart=THUY.sex, match="same"),
    ),
)
ANOTHER = SecondView(
    kind="insurance-card",
    match="different",
    text=both(
        "THẺ CỦA NGƯỜI KHÁC. Dừng lại, xác định lại người bệnh.",
        "THE CARD IS SOMEBODY ELSE'S. Stop and find out who the patient is.",
    ),
    reading=2,
    found="",
    rows=(
        SecondRow(field="number", card="DN4797900000000", chart="", match="unsure"),
        SecondRow(field="name", card="NGUYEN THI THUY", chart=THUY.name, match="unsure"),
        SecondRow(field="birth", card="1945", chart=THUY.birth_date, match="different"),
        SecondRow(field="sex", card="female", chart=THUY.sex, match="same"),
    ),
)
NURSE: dict[str, SessionView] = {
    "a patient with more": PATIENT,
    "verified": VERIFIED,
    "to scan": FETCH,
    "a stop to override": STOPPED,
    "a stop with the drug in hand": IN_HAND,
    "a stop of what is on no list": msgspec.structs.replace(IN_HAND, dose=None),
    "doubt": DOUBT,
    "to put back": PUT_BACK,
    "to put back what is on no list": msgspec.structs.replace(
        PUT_BACK, dose=None, scanned=VERIFIED.scanned, drawer_state="locked"
    ),
    "a round with more": ROUND,
    "mix": MIX,
    "glass": GLASS,
    "count": COUNT,
    "blind": BLIND,
    "waste on record": WASTED,
    "witness": SHOWN["witness"],
    "a card": msgspec.structs.replace(ROUND, second=FOUND),
    "a card of another": msgspec.structs.replace(VERIFIED, second=ANOTHER),
}
