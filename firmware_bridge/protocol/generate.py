"""Writes everything that comes from `messages.toml`: `python -m firmware_bridge.protocol.generate`."""

from pathlib import Path

from firmware_bridge.protocol import emit_c, emit_document, emit_python, table

HERE = Path(__file__).parent
HEADER = HERE.parent / "firmware" / "core" / "protocol.h"
MODULE = HERE / "generated.py"
DOCUMENT = HERE / "PROTOCOL.md"


def outputs() -> dict[Path, str]:
    """Each generated file and the text it must have."""
    messages = table.load()
    return {
        HEADER: emit_c.header(messages),
        MODULE: emit_python.module(messages),
        DOCUMENT: emit_document.fill(DOCUMENT.read_text(encoding="utf-8"), messages),
    }


def main() -> None:
    """Write the files."""
    for path, text in outputs().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
