"""The kiosk's terminal and font, judged by foot and fontconfig themselves."""

import os
import subprocess
from pathlib import Path

from ui_tui.letters import needed

ROOT = Path(__file__).parents[2]
KIOSK = ROOT / "systemd/kiosk"
GRABBED = ("spawn-terminal", "show-urls-launch", "search-start", "primary-paste", "unicode-input")
"""Keys of foot that would lead out of the screen."""


def test_foot_accepts_its_configuration() -> None:
    command = ["foot", "--check-config", f"--config={KIOSK / 'foot.ini'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert " err:" not in done.stderr


def test_no_key_of_foot_leads_out_of_the_screen() -> None:
    lines = (KIOSK / "foot.ini").read_text(encoding="utf-8").splitlines()

    assert {f"{key}=none" for key in GRABBED} <= set(lines)


def fontconfig(tmp_path: Path, *command: str) -> str:
    """What fontconfig says with the kiosk's file, the installed folder being this one."""
    text = (KIOSK / "fonts.conf").read_text(encoding="utf-8")
    here = text.replace("/opt/cart", str(ROOT)).replace("/run/cart-kiosk", str(tmp_path))
    file = tmp_path / "fonts.conf"
    file.write_text(here, encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(file)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_kiosk_has_the_bundled_font_and_no_other(tmp_path: Path) -> None:
    assert fontconfig(tmp_path, "fc-list", ":", "family").split("\n") == ["JetBrains Mono", ""]
    assert "JetBrainsMono-Regular.ttf" in fontconfig(tmp_path, "fc-match", "JetBrains Mono:bold")


def test_the_font_has_every_letter_and_sign_of_the_screen(tmp_path: Path) -> None:
    for letter in needed():
        found = fontconfig(tmp_path, "fc-list", f":charset={letter:x}", "family")
        assert found == "JetBrains Mono\n", chr(letter)
