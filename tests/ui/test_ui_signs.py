"""Signs of a hospital's text that a terminal would draw wide, on top of others, elsewhere, or not at all; and
whether the kiosk's only font has those that are written."""

import unicodedata
from itertools import permutations
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from cart_agent.api.views import SessionView
from cart_agent.sheet.font import letters
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import NURSE
from tests.ui.test_ui_hazards import ESCAPES
from tests.ui.views import ROUND, SHOWN, STATUS
from ui_tui.signs import UNSHOWN, clean

View = TypeVar("View", bound=msgspec.Struct)
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = "\u0300\u0301\u0303\u0309\u0323"
SYLLABLE = st.tuples(st.sampled_from("ndđtTĐ"), st.sampled_from(VOWELS), st.sampled_from(["", *TONES]))
ODD = "\u9752\u9709\U0001f48a\ufe0f\u202e\u200b\u0645\u0301\u0301\U0001f3fb\u3164\x1b[2J\x9b1A\u2028"
"""Han, an emoji and its form, the order turned round, a space of no width, Arabic with accents, a colour of
skin, an invisible letter, two commands to the terminal, another end of line."""
ODD_VIEWS = ("round", "patient", "verdict", "stop", "verified", "mix", "glass", "count", "blind", "a card")
PEOPLES_WORDS = frozenset(
    {"name", "generic", "brand", "strength", "instruction", "allergies", "number", "bed", "lot", "by", "ward"}
    | {"cart", "diluent", "candidate", "vi", "en", "due_label", "next_label", "label", "preparer", "notes"}
)


@given(st.text())
@example("\u0300\xad\u2d68")
def test_all_that_comes_out_is_seen_and_takes_one_cell(text: str) -> None:
    shown = clean(text)

    assert cell_len(shown) == len(shown)
    assert not [sign for sign in shown if unicodedata.category(sign)[0] in "CM"]
    assert not [sign for sign in shown if unicodedata.bidirectional(sign) in ("R", "AL", "AN")]
    assert clean(shown) == shown


@given(st.lists(SYLLABLE, min_size=1))
def test_vietnamese_stays_whole_however_it_was_typed(syllables: list[tuple[str, str, str]]) -> None:
    loose = "".join("".join(parts) for parts in syllables)
    whole = unicodedata.normalize("NFC", loose)

    assert clean(loose) == whole
    assert clean(unicodedata.normalize("NFD", loose)) == whole
    assert len(whole) == 2 * len(syllables)


@pytest.mark.parametrize("letter", "ễộắẩựỡệ")
def test_accents_in_any_order_are_the_same_letter(letter: str) -> None:
    plain, *marks = list(unicodedata.normalize("NFD", letter))

    assert {clean(plain + "".join(order)) for order in permutations(marks)} == {letter}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\uff21moxi\u3000\uff15\uff10\uff10\u338e", "Amoxi 500mg"),
        ("\u9752\u9709\u7d20 500 mg", f"{UNSHOWN} 500 mg"),
        ("\u26a0\ufe0f dị ứng \U0001f48a", f"⚠ dị ứng {UNSHOWN}"),
        ("5\u202e gm 01\u202c mg", "5 gm 01 mg"),
        ("amoxi\u00adcilin\u200b\ufeff", "amoxicilin"),
        ("1\n2", "1 2"),
        ("x" + "\u0301" * 40 + "y", f"x{UNSHOWN}y"),
        ("½ viên · 5 µg/m² ± 1 → “a”…", "½ viên · 5 µg/m² ± 1 → “a”…"),
        ("5\u00a0mg 1\u2009000 1\u202f000", "5\u00a0mg 1\u00a0000 1\u00a0000"),
    ],
)
def test_what_can_not_be_shown_is_said_to_be_there(text: str, shown: str) -> None:
    assert clean(text) == shown


def odd(value: Any, key: str = "") -> Any:
    """The same with odd signs in every word that people wrote."""
    if isinstance(value, dict):
        return {name: odd(one, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [odd(one, key) for one in value]
    return f"{value[:2]}{ODD}{value[2:]}" if key in PEOPLES_WORDS and isinstance(value, str) else value


def as_odd(view: View) -> View:
    return msgspec.convert(odd(msgspec.to_builtins(view)), type(view))


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_no_odd_sign_reaches_the_terminal(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    views: dict[str, SessionView] = SHOWN | NURSE
    agent.show(views["round"], as_odd(STATUS), as_odd(ROUND))
    terminal = open_terminal(columns, rows)
    written: list[bytes] = []
    terminal.copy = written.append
    terminal.wait(UNSHOWN)
    for name in (
        "round",
        "patient",
        "verdict",
        "stop",
        "verified",
        "mix",
        "glass",
        "count",
        "blind",
        "a card",
    ):
        agent.show(as_odd(views[name]))
        terminal.rest()
        assert all(len(row) == columns for row in terminal.screen.display)

    text = ESCAPES.sub("", b"".join(written).decode(errors="strict"))
    assert UNSHOWN in text
    assert {sign for sign in text if sign.isprintable() and cell_len(sign) != 1} == set()
    assert {sign for sign in text if sign.isprintable() and ord(sign) not in letters()} == set()
    assert {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Mn")} <= set("\r\n\x0f\x0e")
