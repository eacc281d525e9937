"""Labels of every kind, and reading a picture of one as a scanner does."""

from datetime import UTC, date, datetime
from typing import Any

import zxingcpp
from PIL import Image

from cart_agent.api.views import PreparedView, Texts
from cart_agent.core.identify import Identified, IdentifyRules, identify
from cart_agent.labels.label import Label
from cart_agent.labels.prepared import prepared_label
from cart_agent.labels.rows import Badge, DrawerTag, Row, UnitDose, Wristband
from cart_agent.labels.words import WORDS

TODAY = date(2026, 3, 2)
RULES = IdentifyRules()
GSRN = "895200000000000017"
PACK: dict[str, Any] = {
    "name": "Paracetamol",
    "strength": "500 mg",
    "gtin": "8935001800019",
    "lot": "LOT42A",
    "expiry": "2027-12-31",
    "serial": "SN0001",
}
HOSPITAL: dict[str, Any] = {
    **PACK,
    "name": "Piperacilin/tazobactam",
    "gtin": "",
    "code": "PIPTAZ-45",
    "lot": "B2104",
    "expiry": "2027-12",
}
PATIENT: dict[str, Any] = {"name": "NGUYỄN THỊ THỦY TOẢN", "birth_date": "1958-05-12", "sex": "Nữ"}
ROWS: dict[str, Row] = {
    "unit dose with GTIN": UnitDose(**PACK),
    "unit dose with the hospital's code": UnitDose(**HOSPITAL),
    "wristband with GSRN": Wristband(**PATIENT, number="BN260001", gsrn=GSRN, srin="2"),
    "wristband with a number": Wristband(**PATIENT, band="BN0001"),
    "drawer tag": DrawerTag(drawer=12, content="Kháng sinh tiêm"),
    "badge": Badge(name="ĐD. Nguyễn Lan (mẫu)", role="Điều dưỡng", badge="NV-DEMO-7"),
    "badge with GSRN": Badge(name="DS. Trần Bình (mẫu)", gsrn=GSRN),
}


def same(words: str) -> Texts:
    return {"vi": words, "en": words}


PREPARED = PreparedView(
    cart="cart-hsth-1",
    number="PL-0123456789AB",
    encounter_id="E26-0004",
    order_id="ord-1",
    patient="NGUYỄN THỊ THỦY TOẢN",
    birth_date="1958-05-12",
    bed="A04",
    lines={
        "drug": same("Ceftriaxon: 1 g"),
        "diluent": same("Natri clorid 0,9% 500 mL"),
        "volume": same("100 mL"),
        "concentration": same("10 mg/mL"),
        "rate": same("200 mL/h"),
    },
    made=datetime(2026, 3, 2, 1, 4, tzinfo=UTC),
    made_label="08:04 02/03",
    expires=datetime(2026, 3, 2, 5, 4, tzinfo=UTC),
    expires_label="12:04 02/03",
    preparer="ĐD. Nguyễn Lan (mẫu)",
    witness="ĐD. Phạm Hùng (mẫu)",
)


def every_label(language: str = "vi") -> dict[str, Label]:
    """One of each kind and code, by what it is."""
    made = {what: next(iter(row.labels(WORDS[language]))) for what, row in ROWS.items()}
    return made | {"prepared": prepared_label(PREPARED, language)}


LABELS = every_label()


def read(image: Image.Image) -> list[tuple[str, bytes]]:
    """Symbology and bytes of every code in a picture."""
    codes = zxingcpp.read_barcodes(image.convert("L"))
    return [(code.symbology_identifier, code.bytes) for code in codes]


def told(image: Image.Image) -> list[Identified]:
    """What the cart takes them for."""
    return [identify(raw, symbology, RULES, TODAY) for symbology, raw in read(image)]
