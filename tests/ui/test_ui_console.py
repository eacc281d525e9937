"""Which letters a terminal can draw."""

import os
import pty

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
