"""An "8A" board, byte by byte, from such a board's protocol sheet. One board, locks from 1."""

from drivers.simulated.cabinet import Cabinet


def _frame(*head: int) -> bytes:
    last = 0
    for byte in head:
        last ^= byte
    return bytes([*head, last])


class Xor8a:
    """`8A BB LL 11` unlocks, `80 BB LL 33` asks, `82 BB LL STATE` tells that a lock has moved."""

    def __init__(self, cabinet: Cabinet, address: int, open_bit: int) -> None:
        self._cabinet = cabinet
        self._address = address
        self._open_bit = open_bit
        self._received = b""
        self._known: dict[int, bool] = dict.fromkeys(cabinet.locks, False)
        self.strange: list[str] = []

    def feed(self, data: bytes) -> list[bytes]:
        """The answers to what came, after what the board tells by itself."""
        self._received += data
        answers = self._news()
        while len(self._received) >= 5:
            frame = self._received[:5]
            if frame[0] not in {0x80, 0x8A} or frame != _frame(*frame[:4]):
                self._received = self._received[1:]
                continue
            self._received = self._received[5:]
            if frame[1] == self._address:
                answers += self._obey(frame)
        return answers

    def _news(self) -> list[bytes]:
        moved = [lock for lock, was in self._known.items() if self._cabinet.reads_open(lock) != was]
        self._known |= {lock: self._cabinet.reads_open(lock) for lock in moved}
        return [_frame(0x82, self._address, lock, self._state(lock)) for lock in moved]

    def _obey(self, frame: bytes) -> list[bytes]:
        command, board, lock, action, _ = frame
        if lock not in self._cabinet.locks or (command, action) not in {(0x80, 0x33), (0x8A, 0x11)}:
            self.strange.append(frame.hex(" "))
            return []
        if command == 0x8A:
            self._cabinet.energise(lock)
        return [_frame(command, board, lock, self._state(lock))]

    def _state(self, lock: int) -> int:
        is_one = self._cabinet.reads_open(lock) == bool(self._open_bit)
        return 0x11 if is_one else 0x00
