"""The text of docs/configuration.md and systemd/cart.example.toml, made from the configuration's structs."""

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.config import CartConfig
from tools.settings import REQUIRED, Key, Section, driver_settings, sections

ROOT = Path(__file__).parents[1]

EXAMPLES: dict[str, Any] = {
    "keys": {"hospital-1": "/etc/cart/hospital-1.pem"},
    "cart.id": "cart-7",
    "cart.site": "hospital",
    "cart.wards": ["ward-a"],
    "cart.zone": "Asia/Ho_Chi_Minh",
    "hospital.host": "broker.hospital.example",
    "hospital.tls.ca_file": "/etc/cart/ca.pem",
    "hospital.tls.cert_file": "/etc/cart/cart.pem",
    "hospital.tls.key_file": "/run/credentials/cart-link.service/tls-key",
    "scanners.driver": "scanner_serial",
    "scanners.name": "scanner",
    "scanners.port": "/dev/cart/scanner",
    "drawers.driver": "drawer_controller",
    "drawers.port": "/dev/cart/drawers",
    "drawers.drawers": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
}
"""What the example file sets. Everything else stands there as a comment with its default."""

SHOWN: dict[str, Any] = {"camera.driver": "scanner_camera", "sounder.driver": "sounder_gpio"}
"""What stands there as a comment for a key that an absent section would need."""

HEAD = """\
# Configuration

The cart reads one TOML file, `/etc/cart/cart.toml`. A wrong file is refused whole: every problem is told with
its line, its key and what is allowed. Begin with `systemd/cart.example.toml`, which has every key.

This page is made from the structs that read the file (`make check` fails when it is not up to date).
"""

DRIVERS_HEAD = """\
## Drivers

A device's section names its `driver`; these keys stand in the same section. `name` is the device's name.

Without `simulate = true` the cart refuses everything that only stands for a device: a `port` that is a
pseudo-terminal (also behind symbolic links), a plain file, `socket://`, `loop://` or any other URL but
`hwgrep://`; `pin_factory = "mock"`; a camera's `folder`; the driver `clock_simulated`.
"""


def document() -> str:
    """docs/configuration.md."""
    parts = [HEAD, *(_table(section, "##", section.path) for section in sections(CartConfig))]
    parts.append(DRIVERS_HEAD)
    for driver, kind in driver_settings():
        below = sections(kind, driver)
        parts += [_table(_without_name(section), "###", section.path) for section in below]
    return "\n".join(parts)


def example() -> str:
    """systemd/cart.example.toml."""
    head = "# The cart's configuration. A line `#key = ...` shows a default; see docs/configuration.md.\n"
    return "\n".join([head, *(_example(section) for section in sections(CartConfig))])


def _without_name(section: Section) -> Section:
    return msgspec.structs.replace(section, keys=tuple(key for key in section.keys if key.name != "name"))


def _table(section: Section, level: str, title: str) -> str:
    brackets = f"`[[{title}]]`" if section.many else f"`[{title}]`"
    head = brackets if level == "##" and title else f"`{title}`"
    lines = [f"{level} {head if title else 'The beginning of the file'}", "", section.text, ""]
    if section.keys:
        lines += ["| key | value | unit | default | meaning |", "|---|---|---|---|---|"]
        lines += [_row(key) for key in section.keys]
        lines.append("")
    return "\n".join(lines)


def _row(key: Key) -> str:
    default = "required" if key.default is REQUIRED else f"`{toml(key.default)}`"
    cells = (f"`{key.name}`", key.kind, key.unit or "-", default, key.text)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _example(section: Section) -> str:
    live = not section.optional or any(name.startswith(f"{section.path}.") for name in EXAMPLES)
    header = f"[[{section.path}]]" if section.many else f"[{section.path}]"
    lines = _comment(section.text)
    if section.path:
        lines.append(header if live else f"#{header}")
    for key in section.keys:
        lines += _comment(key.text + (f" In {key.unit}." if key.unit else ""))
        lines.append(_setting(f"{section.path}.{key.name}".lstrip("."), key))
    known = {f"{section.path}.{key.name}" for key in section.keys}
    lines += [f"{name.rpartition('.')[2]} = {toml(value)}" for name, value in _more(section, known)]
    if not live and any(key.default is REQUIRED for key in section.keys):
        lines = [re.sub("^#(?=[^ ])", "# ", line) for line in lines]  # absent by default: only to look at
    return "\n".join([*lines, ""])


def _setting(path: str, key: Key) -> str:
    if path in EXAMPLES:
        return f"{key.name} = {toml(EXAMPLES[path])}"
    return f"#{key.name} = {toml(SHOWN.get(path, key.default))}"


def _more(section: Section, known: set[str]) -> Iterator[tuple[str, Any]]:
    """The examples of a driver's own keys."""
    for name, value in EXAMPLES.items():
        if section.path and name.rpartition(".")[0] == section.path and name not in known:
            yield name, value


def _comment(text: str) -> list[str]:
    return [f"# {line}" for paragraph in text.split("\n\n") for line in textwrap.wrap(paragraph, 100)]


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(str(key))} = {toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (tuple, list, frozenset)):
        return f"[{', '.join(toml(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


def outputs() -> dict[Path, str]:
    """Each file and the text it must have."""
    return {ROOT / "docs/configuration.md": document(), ROOT / "systemd/cart.example.toml": example()}
