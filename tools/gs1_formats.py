"""The table of GS1 application identifiers in `cart_agent/core/identify`, made from biip's.

biip as a whole costs the agent 22 MiB and 0.2 s (it unpacks every GS1 company prefix); its table is all that
the cart needs of it on the way of a dose.
"""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS as KNOWN

TARGET = Path(__file__).parents[1] / "cart_agent" / "core" / "identify" / "gs1_formats.py"

HEAD = '''\
"""Every GS1 application identifier and its value's format. Made by `make generate` from biip; do not edit."""

FORMATS: dict[str, tuple[str, bool]] = {
    identifier: (pattern, separator_required)
    for pattern, separator_required, identifiers in (
'''
TAIL = '''    )
    for identifier in identifiers.split()
}
"""Identifier -> regular expression of its value (ASCII), and whether a separator must end it."""
'''


def outputs() -> dict[Path, str]:
    """The generated file and the text that it must have."""
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for ai, known in KNOWN.items():
        value = known.pattern.removeprefix(f"^{ai}").removesuffix("$")
        groups[value, known.separator_required].append(ai)
    rows = (f"(r'{value}', {flag}, '{_lines(found)}')," for (value, flag), found in groups.items())
    return {TARGET: _formatted(HEAD + "\n".join(rows) + TAIL)}


def _lines(identifiers: list[str]) -> str:
    """A string literal's inside, broken into parts that fit a line."""
    parts = (" ".join(identifiers[first : first + 16]) for first in range(0, len(identifiers), 16))
    return " ' '".join(parts)


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "110", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603  (fixed)
    return done.stdout
