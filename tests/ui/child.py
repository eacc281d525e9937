"""The real app as its own process: `python -m tests.ui.child SETTINGS-AS-JSON`."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from ui_tui.app import run
from ui_tui.settings import UiSettings


def _path(_type: type, text: Any) -> Path:
    return Path(text)


if __name__ == "__main__":
    sys.exit(run(msgspec.json.decode(sys.argv[1], type=UiSettings, dec_hook=_path)))
