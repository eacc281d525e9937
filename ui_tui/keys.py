"""Telling a person at a keyboard from a scanner that types. Pure: times are passed in.

A keyboard-wedge scanner types a whole code within a few milliseconds per character, with Enter or Tab behind
it, and some map control characters to function keys. So a key counts only when it comes alone: nothing in
the `QUIET` seconds before it and after it. Scans reach the screen from the agent, never from here.
"""

QUIET = 0.06
"""Seconds. Slow wedge scanners leave 30 ms between characters; people leave more than 80 ms."""

NEVER = frozenset({"enter", "tab", "shift+tab", "space"})
"""Keys that scanners send behind a code: nothing on any screen listens to them."""


def key_name(key: str) -> str:
    """The key as targets name it: `a` for `a`, `A` and `shift+a`, other keys as they are.

    A comma is the decimal point: on Vietnamese keyboards people type `1,25`.
    """
    if key == "comma":
        return "full_stop"
    plain = key.removeprefix("shift+")
    return plain.lower() if len(plain) == 1 else key


class LoneKeys:
    """Holds one key back until it is known to be alone."""

    def __init__(self) -> None:
        self._last = float("-inf")
        self._held: str | None = None

    def typed(self, key: str, now: float) -> bool:
        """A key came; true when it may be alone, so that `take` should be asked in `QUIET` seconds."""
        alone = now - self._last >= QUIET
        self._last = now
        self._held = key if alone and key not in NEVER else None
        return self._held is not None

    def take(self, now: float) -> str | None:
        """The key that was held, once, if nothing came behind it."""
        if self._held is None or now - self._last < QUIET:
            return None
        key, self._held = self._held, None
        return key
