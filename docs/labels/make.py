"""Makes the pictures of docs/labels.md: `.venv/bin/python docs/labels/make.py`. Look at them afterwards."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cart_agent.api.views import PreparedView, Texts
from cart_agent.labels.examples import EXAMPLES
from cart_agent.labels.label import Label
from cart_agent.labels.layout import lay_out
from cart_agent.labels.prepared import prepared_label
from cart_agent.labels.rows import ROWS
from cart_agent.labels.stocks import stock_for
from cart_agent.labels.words import WORDS
from cart_agent.sheet.png import write_png

HERE = Path(__file__).parent
DPI = 203


def both(words: str) -> Texts:
    return {"vi": words, "en": words}


PREPARED = PreparedView(
    number="PL-0F3A92C41D77",
    encounter_id="E26-0004",
    order_id="ord-4",
    patient="PHẠM THỊ MẪU",
    birth_date="1971-11-02",
    bed="A04",
    lines={
        "drug": both("Ceftriaxon: 1 g"),
        "diluent": both("Natri clorid 0,9%"),
        "volume": both("100 mL"),
        "concentration": both("10 mg/mL"),
        "rate": both("200 mL/giờ"),
    },
    made=datetime(2026, 3, 2, 1, 4, tzinfo=UTC),
    made_label="08:04 02/03",
    expires=datetime(2026, 3, 2, 5, 4, tzinfo=UTC),
    expires_label="12:04 02/03",
    cart="hsth-1",
    preparer="ĐD. Nguyễn Lan (mẫu)",
    witness="ĐD. Phạm Hùng (mẫu)",
)


def labels() -> dict[str, Label]:
    """One of each kind."""
    made = {}
    for kind, example in EXAMPLES.items():
        given = {name: value for name, value in example.items() if value}
        made[kind] = next(iter(msgspec.convert(given, ROWS[kind], strict=False).labels(WORDS["vi"])))
    return made | {"prepared": prepared_label(PREPARED, "vi")}


if __name__ == "__main__":
    for kind, label in labels().items():
        write_png(lay_out(label, stock_for(label.kind), DPI), HERE / f"{kind}.png")
