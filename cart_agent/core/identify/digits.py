"""GS1 check digits and two-digit years (GS1 General Specifications, 7.9 and 7.12)."""

from calendar import monthrange
from datetime import date


def check_digit_holds(digits: str) -> bool:
    """Whether the last of `digits` is the GS1 modulo 10 check digit of those before it.

    Weights 3, 1, 3, ... count from the digit before the check digit, so leading zeros change nothing. False
    for anything that is not at least two ASCII digits, and for zeros alone: they are nobody's number.
    """
    if len(digits) < 2 or not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return False
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def gs1_date(text: str, today: date) -> date:
    """The date that `YYMMDD` means; day 00 is the last day of the month.

    The century is the one that puts the year within 49 years before and 50 years after `today`. Raises
    ValueError when there is no such date.
    """
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not YYMMDD")
    year, month, day = _full_year(int(text[:2]), today.year), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no such month")
    return date(year, month, day or monthrange(year, month)[1])


def _full_year(two_digits: int, this_year: int) -> int:
    century, now = divmod(this_year, 100)
    ahead = two_digits - now
    shift = -1 if ahead >= 51 else 1 if ahead <= -50 else 0
    return (century + shift) * 100 + two_digits
