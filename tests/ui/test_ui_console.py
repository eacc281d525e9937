"""Which letters a terminal can draw."""

import os
import pty
import unicodedata

from cart_agent.sheet.font import letters
from tests.ui.terminal import ROOT
from ui_tui.letters import SAMPLE, missing, needed


def test_every_letter_with_stacked_accents_is_asked_for() -> None:
    assert set(map(ord, "ỄỦẢốặộựỹĐđ⚠")) <= needed()
    assert set(map(ord, SAMPLE)) - needed() <= set(map(ord, "NGTHYOAuốngUu ·y"))
    assert len(needed()) > 130


def test_a_terminal_that_cannot_be_asked_has_no_letter_missing() -> None:
    master, slave = pty.openpty()
    try:
        assert missing(slave) == ""
    finally:
        os.close(master)
        os.close(slave)


def test_the_kiosks_font_has_every_sign_that_the_screen_and_the_agent_write() -> None:
    """A sign that is not there is drawn as an empty box."""
    shown = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("ui_tui", "cart_agent/agent", "cart_agent/core")
        for file in (ROOT / folder).rglob("*.p[oy]")
    )
    signs = {
        sign
        for sign in unicodedata.normalize("NFC", shown)
        if ord(sign) > 127 and not unicodedata.combining(sign)
    }

    assert {sign for sign in signs if ord(sign) not in letters()} == set()
