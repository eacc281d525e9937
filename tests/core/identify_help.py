"""What the tests of `identify` share: a day, the default rules and short hands for scans."""

from datetime import date

from cart_agent.core.identify import Identified, IdentifyRules, identify

TODAY = date(2026, 3, 2)
RULES = IdentifyRules()
GS = "\x1d"


def scan(text: str, symbology: str = "]d2", today: date = TODAY) -> Identified:
    return identify(text.encode(), symbology, RULES, today)


def with_check_digit(digits: str) -> str:
    """`digits` and the GS1 check digit worked out the long way, not by the code under test."""
    weights = [3, 1] * len(digits)
    total = sum(weight * int(digit) for weight, digit in zip(weights, reversed(digits), strict=False))
    return digits + str((10 - total % 10) % 10)
