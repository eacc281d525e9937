"""Which alarms of a board's log the agent still has to commit. Until then the board keeps them."""

from drivers.interfaces import AlarmKind

QUIET = frozenset({AlarmKind.NEVER_OPENED, AlarmKind.KEY_TURNED})
"""No alarm to the ear: an unlock that was not used, and the key before it opens anything."""


class Unconfirmed:
    """Used by the driver's thread alone. It outlives the sessions with the board."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._confirmed: dict[str, int] = {}

    def is_news(self, entry: str, counter: int) -> bool:
        """Whether the agent was not told yet; from now on it was. `counter` is the entry's log number."""
        if entry in self._told or entry in self._confirmed:
            return False
        self._told[entry] = counter
        return True

    def confirm(self, entry: str) -> None:
        """The agent has it on its disk."""
        if entry in self._told:
            self._confirmed[entry] = self._told.pop(entry)

    def erasable(self, seen: int) -> int:
        """Up to which log entry the board may forget, of those up to `seen`."""
        return min((counter - 1 for counter in self._told.values()), default=seen)

    def erased(self, counter: int) -> None:
        """The board will not tell again what is not after this entry."""
        self._confirmed = {entry: at for entry, at in self._confirmed.items() if at > counter}
