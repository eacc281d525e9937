"""What the screen has to be told when it starts."""

from pathlib import Path

from msgspec import Struct


class UiSettings(Struct, frozen=True, kw_only=True):
    """Settings of `cart ui`; the configuration file's `[ui]` is turned into this by the command line."""

    socket: Path
    """The agent's Unix socket."""
    language: str = "vi"
    """Language at start: `vi` or `en`. The screen can switch it while it runs."""
    theme: str = "day"
    """Colours at start: `day` or `night`. The screen can switch them while it runs."""
    bench: str = ""
    """Simulation only: Unix socket of the bench that holds codes before the scanner; else empty."""
    watch: bool = False
    """Whether to take no tap and no key: somebody looks on."""
