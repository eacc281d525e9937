"""A hospital's patterns are proven by their examples before the cart starts."""

import msgspec
import pytest

from cart_agent.core.identify import IdentifyRules, TextPattern, Wristband, identify
from tests.core.identify_help import TODAY, with_check_digit


def test_the_default_rules_prove_themselves() -> None:
    IdentifyRules().validate()


BROKEN = {
    "no regular expression": TextPattern(pattern="(", accepts=("x",)),
    "may never end": TextPattern(pattern="(X+)+Y", accepts=("XY",)),
    "repeats a repetition": TextPattern(pattern=r"(?:[A-Z0-9]+-?){2,}", accepts=("A-B",)),
    "which may never end": TextPattern(pattern=r"(\(|X{2,})*", accepts=("XX",)),
    "at least one example": TextPattern(pattern="X[0-9]+"),
    "does not accept its example": TextPattern(pattern="X[0-9]+", accepts=("Y1",)),
    "which it must refuse": TextPattern(pattern="X[0-9]*", accepts=("X1",), refuses=("X",)),
    "accepts ''": TextPattern(pattern="[A-Z0-9]*", accepts=("X1",)),
    "an example of badge": TextPattern(pattern="[A-Z0-9-]+", accepts=("X1",)),
}


@pytest.mark.parametrize(("words", "pattern"), BROKEN.items(), ids=BROKEN.keys())
def test_a_pattern_that_fails_its_examples_is_named(words: str, pattern: TextPattern) -> None:
    with pytest.raises(ValueError, match=r"^wristband: ") as caught:
        IdentifyRules(wristband=pattern).validate()

    assert words in str(caught.value)


@pytest.mark.parametrize("pattern", ["(X[+*]){2,3}", r"X(\+[0-9]{2})*", "(X|Z)+", "X+(Y)?", "(X{1,3}-)*X"])
def test_a_pattern_that_ends_soon_may_repeat_groups(pattern: str) -> None:
    example = {"(X[+*]){2,3}": "X+X*", "(X{1,3}-)*X": "X-X"}.get(pattern, "X")

    IdentifyRules(wristband=TextPattern(pattern=pattern, accepts=(example,))).validate()


def test_the_drawer_tag_needs_the_drawers_number() -> None:
    rules = IdentifyRules(drawer_tag=TextPattern(pattern="NGAN[0-9]", accepts=("NGAN1",)))

    with pytest.raises(ValueError, match="exactly one group"):
        rules.validate()


def test_a_pattern_may_ask_for_a_check_digit() -> None:
    right = "BN" + with_check_digit("1234567")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    rules = IdentifyRules(
        wristband=TextPattern(pattern="BN[0-9]{8}", check="gs1", accepts=(right,), refuses=(wrong,))
    )
    rules.validate()

    assert Wristband(number=right) == identify(right.encode(), "]C0", rules, TODAY)
    assert not isinstance(identify(wrong.encode(), "]C0", rules, TODAY), Wristband)


def test_rules_come_from_configuration() -> None:
    text = '[wristband]\npattern = "M[0-9]{6}"\naccepts = ["M000001"]\n'

    rules = msgspec.toml.decode(text, type=IdentifyRules)
    rules.validate()

    assert Wristband(number="M123456") == identify(b"M123456", "]Q1", rules, TODAY)
