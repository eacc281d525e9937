"""The words on labels in both languages, and how a date is written for people."""

Words = dict[str, str]

WORDS: dict[str, Words] = {
    "vi": {
        "expiry": "HSD ",
        "lot": "Lô ",
        "born": "Sinh ",
        "drawer": "Ngăn ",
        "bed": "Giường ",
        "diluent": "Dung môi: ",
        "volume": "Tổng thể tích: ",
        "concentration": "Nồng độ: ",
        "rate": "Tốc độ: ",
        "made": "Pha lúc ",
        "begin": "Dùng trước ",
        "preparer": "Người pha: ",
        "witness": "Chứng kiến: ",
        "cart": "Xe ",
        "simulated": "MÔ PHỎNG: KHÔNG DÙNG",
    },
    "en": {
        "expiry": "EXP ",
        "lot": "Lot ",
        "born": "Born ",
        "drawer": "Drawer ",
        "bed": "Bed ",
        "diluent": "Diluent: ",
        "volume": "Total volume: ",
        "concentration": "Concentration: ",
        "rate": "Rate: ",
        "made": "Made ",
        "begin": "Begin before ",
        "preparer": "By ",
        "witness": "Witness: ",
        "cart": "Cart ",
        "simulated": "SIMULATED: DO NOT USE",
    },
}
"""By language, then by what they stand before."""


def day(iso: str) -> str:
    """`2027-12-31` as `31/12/2027`, `2027-12` as `12/2027`."""
    return "/".join(reversed(iso.split("-")))
