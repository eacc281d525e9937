"""The files that are made from other files of this repository.

python -m tools.generated           write those that are not up to date
python -m tools.generated --check   write nothing; status 1 when one is not up to date
"""

import sys
from pathlib import Path

from firmware_bridge.protocol import generate
from tools import clinical_rules, configuration, gs1_formats, schemas


def stale() -> dict[Path, str]:
    """The files that are not up to date, and what they must say."""
    makers = (generate, configuration, clinical_rules, gs1_formats, schemas)
    wanted = {path: text for maker in makers for path, text in maker.outputs().items()}
    return {path: text for path, text in wanted.items() if _read(path) != text}


def main(arguments: list[str]) -> int:
    """The command; returns its exit status."""
    found = stale()
    if "--check" not in arguments:
        for path, text in found.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    for path in found:
        print(
            f"{path.relative_to(configuration.ROOT)} is not up to date; run: make generate", file=sys.stderr
        )
    return 1 if found else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
