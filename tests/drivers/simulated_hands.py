"""The hands at a simulated drawer board."""

from firmware_bridge.sim.native import Simulator


class SimulatedHands:
    """Implements `tests.drivers.hands.Hands` by orders to the board's process."""

    def __init__(self, board: Simulator) -> None:
        self.board = board

    def pull(self, drawer: int) -> bool:
        return self.board.order(f"open {drawer}") == "ok"

    def force(self, drawer: int) -> None:
        self.board.order(f"force {drawer}")

    def push(self, drawer: int) -> None:
        self.board.order(f"close {drawer}")

    def swap_locks(self, first: int, second: int) -> None:
        self.board.order(f"swap {first} {second}")

    def end_pulse(self) -> None:
        """The board ends its pulses when it is told to lock."""

    def unplug(self) -> None:
        self.board.order("unplug")

    def replug(self) -> None:
        self.board.order("replug")

    def power_cycle(self) -> None:
        self.board.order("power-cycle")
