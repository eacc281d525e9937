"""The import rules hold (make check) and bite: each is broken once in a copy of the packages."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cart_agent", "drivers", "firmware_bridge", "ui_tui")

BREACHES = {
    "Inside cart_agent every import goes down": ("cart_agent/core/rogue.py", "import cart_agent.store"),
    "The core imports nothing that acts, waits or guesses": ("cart_agent/core/hasty.py", "import time"),
    "cart_agent knows devices by drivers.interfaces only": (
        "cart_agent/his/rogue.py",
        "import drivers.scanner_serial",
    ),
    "Drivers know nothing of medicine and nothing of each other": (
        "drivers/rogue.py",
        "import drivers.scanner_serial",
    ),
    "drivers and firmware_bridge know nothing of the agent and the screen": (
        "firmware_bridge/rogue.py",
        "import cart_agent.core",
    ),
    "ui_tui imports cart_agent.api only": ("ui_tui/rogue.py", "import cart_agent.core.verdict"),
    "Only the commands know the screen": ("cart_agent/his/seer.py", "import ui_tui"),
}


def lint(directory: Path) -> dict[str, str]:
    """Contract -> KEPT or BROKEN."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=directory,
        env={"PYTHONPATH": str(directory), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    found = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, flags=re.MULTILINE)
    assert found, done.stdout + done.stderr
    return dict(found)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_import_rule_holds(copy: Path) -> None:
    assert lint(copy) == dict.fromkeys(BREACHES, "KEPT")


def test_every_import_rule_bites(copy: Path) -> None:
    for file, statement in BREACHES.values():
        (copy / file).write_text(f'"""A breach."""\n\n{statement}\n', encoding="utf-8")

    assert lint(copy) == dict.fromkeys(BREACHES, "BROKEN")
