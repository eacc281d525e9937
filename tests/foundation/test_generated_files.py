"""`make check` sees a generated file that is not up to date, and `make generate` mends it."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def generated(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.generated", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, timeout=60)


def test_a_file_that_is_not_up_to_date_fails_the_check_until_it_is_made_anew(tmp_path: Path) -> None:
    """In a copy of the checkout, so that the real one is never touched."""
    for part in ("cart_agent", "drivers", "firmware_bridge", "tools", "docs", "systemd"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    example = tmp_path / "systemd/cart.example.toml"
    example.write_text("", encoding="utf-8")

    before = generated(tmp_path, "--check")
    written = generated(tmp_path)
    after = generated(tmp_path, "--check")

    assert (before.returncode, written.returncode, after.returncode) == (1, 0, 0)
    assert "systemd/cart.example.toml is not up to date; run: make generate" in before.stderr
    assert "[hospital]" in example.read_text(encoding="utf-8")
