"""One way to write quantities for people, in every language (ISMP, error-prone abbreviations and dose
designations).

No trailing zero, always a leading zero, a point for decimals, a thin space for thousands, at most three
decimals, "mcg" instead of the Greek letter, "đơn vị" (units) written out.
"""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from cart_agent.core.quantity import DoseRange, Quantity, convert
from cart_agent.core.units import canonical

THIN_SPACE = "\u2009"

WORDS = {
    "{tbl}": ("viên", "tablet", "tablets"),
    "{capsule}": ("viên nang", "capsule", "capsules"),
    "{vial}": ("lọ", "vial", "vials"),
    "{amp}": ("ống", "ampoule", "ampoules"),
    "{bottle}": ("chai", "bottle", "bottles"),
    "{bag}": ("túi", "bag", "bags"),
    "{syringe}": ("bơm tiêm", "syringe", "syringes"),
    "{pen}": ("bút tiêm", "pen", "pens"),
    "{puff}": ("nhát xịt", "puff", "puffs"),
    "{spray}": ("lần xịt", "spray", "sprays"),
    "{sachet}": ("gói", "sachet", "sachets"),
    "{patch}": ("miếng dán", "patch", "patches"),
    "{suppository}": ("viên đặt", "suppository", "suppositories"),
    "{nebule}": ("ống khí dung", "nebule", "nebules"),
    "{tube}": ("tuýp", "tube", "tubes"),
    "{dose}": ("liều", "dose", "doses"),
    "[drp]": ("giọt", "drop", "drops"),
    "[iU]": ("đơn vị", "unit", "units"),
    "k[iU]": ("nghìn đơn vị", "thousand units", "thousand units"),
    "M[iU]": ("triệu đơn vị", "million units", "million units"),
    "m[iU]": ("phần nghìn đơn vị", "milliunit", "milliunits"),
    "U": ("đơn vị enzym", "enzyme unit", "enzyme units"),
    "kU": ("nghìn đơn vị enzym", "thousand enzyme units", "thousand enzyme units"),
    "ug": ("mcg", "mcg", "mcg"),
    "uL": ("microlít", "microlitre", "microlitres"),
    "umol": ("micromol", "micromol", "micromol"),
    "meq": ("mEq", "mEq", "mEq"),
    "eq": ("Eq", "Eq", "Eq"),
    "h": ("giờ", "h", "h"),
    "min": ("phút", "min", "min"),
    "s": ("giây", "s", "s"),
    "d": ("ngày", "day", "days"),
    "wk": ("tuần", "week", "weeks"),
    "mm[Hg]": ("mmHg", "mmHg", "mmHg"),
    "cm[H2O]": ("cmH2O", "cmH2O", "cmH2O"),
    "Cel": ("°C", "°C", "°C"),
    "1": ("", "", ""),
    "{INR}": ("", "", ""),
    "{score}": ("điểm", "point", "points"),
    "{beats}": ("nhịp", "beat", "beats"),
    "{breaths}": ("nhịp thở", "breath", "breaths"),
}
"""Vietnamese, English for one, English for more. Units that are not here are written as their code."""

SMALLER = {"g": "mg", "mg": "ug", "ug": "ng", "L": "mL", "mL": "uL"}


@lru_cache(maxsize=4096)
def present(quantity: Quantity, lang: str) -> str:
    """The quantity as a person reads it: `0.5 viên`, `1 500 mg`, `12.5 mcg`. Raises UnitError."""
    shown = _readable(quantity)
    unit = unit_words(shown.unit, lang, one=shown.value == 1)
    return f"{number(shown.value)} {unit}".strip()


def present_range(amount: DoseRange, lang: str) -> str:
    """`500 mg`, or `500 mg - 1 000 mg`."""
    low, high = present(amount.low, lang), present(amount.high, lang)
    return low if low == high else f"{low} - {high}"


def present_length(length: timedelta, lang: str) -> str:
    """`61 phút`, `14 giờ 30 phút`, `2 ngày 5 giờ`: whole minutes, at least one; of days the nearest hour."""
    minutes = max(1, round(length / timedelta(minutes=1)))
    hours, days = divmod(minutes, 60), divmod(round(minutes / 60), 24)
    if minutes <= 2 * 60:
        return _parts((minutes, "min"), lang=lang)
    if minutes <= 2 * 24 * 60:
        return _parts((hours[0], "h"), (hours[1], "min"), lang=lang)
    return _parts((days[0], "d"), (days[1], "h"), lang=lang)


def _parts(*parts: tuple[int, str], lang: str) -> str:
    return " ".join(present(Quantity(value=Decimal(n), unit=unit), lang) for n, unit in parts if n)


def number(value: Decimal) -> str:
    """The bare number; one that had to be rounded says so with `≈`."""
    rounded = value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = f"{int(digits):,}".replace(",", THIN_SPACE)
    decimals = decimals.rstrip("0")
    text = f"{sign}{groups}.{decimals}" if decimals else f"{sign}{groups}"
    return text if rounded == value else f"≈ {text}"


def unit_words(unit: str, lang: str, *, one: bool) -> str:
    """The unit's name; of `mcg/kg/min` each part by itself."""
    head, *per = canonical(unit).split("/")
    column = 0 if lang == "vi" else 1 if one else 2
    parts = [_word(head, column), *(_word(part, 0 if lang == "vi" else 1) for part in per)]
    return "/".join(parts)


def _word(code: str, column: int) -> str:
    return WORDS[code][column] if code in WORDS else code


def _readable(quantity: Quantity) -> Quantity:
    """In the first smaller unit where three decimals say it: 0.0005 mg is 0.5 mcg.

    Where none does it stays as it is, or goes down until something stands before the point: never `≈ 0`.
    """
    shown = Quantity(value=quantity.value, unit=canonical(quantity.unit))
    smaller = [shown]
    while smaller[-1].unit in SMALLER:
        smaller.append(convert(smaller[-1], SMALLER[smaller[-1].unit]))
    exact = (one for one in smaller if one.value.quantize(Decimal("0.001")) == one.value)
    seen = (one for one in smaller if abs(one.value) >= 1)
    return next(exact, None) or next(seen, None) or smaller[-1]
