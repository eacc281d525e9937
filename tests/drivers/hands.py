"""The hands at the cart: what a person or a fault does to the drawers while a test watches the driver.

Each drawer driver's tests supply one implementation beside its simulated device, and run
`tests/drivers/drawers_contract.py` against it.
"""

from typing import Protocol


class Hands(Protocol):
    """Acts on the simulated hardware, never on the driver. Every call returns once the hardware has it."""

    def pull(self, drawer: int) -> bool:
        """Pull at a drawer as a nurse does: it opens only if its lock lets go. True if it opened."""

    def force(self, drawer: int) -> None:
        """Open a drawer by force or by its mechanical key."""

    def push(self, drawer: int) -> None:
        """Push a drawer shut."""

    def swap_locks(self, first: int, second: int) -> None:
        """Exchange the lock wires of two drawers, so that an unlock releases the wrong one."""

    def end_pulse(self) -> None:
        """Let the time of a lock's pulse pass, where nothing but time ends it."""

    def unplug(self) -> None:
        """Take the unit off its cable."""

    def replug(self) -> None:
        """Put the unit back on its cable."""

    def power_cycle(self) -> None:
        """Take the unit's power away and give it back. Its cable stays plugged."""
