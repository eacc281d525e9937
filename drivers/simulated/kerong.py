"""KERONG CU16 and CU12, byte by byte, from the makers' protocol sheets. One board, locks from 0."""

from drivers.simulated.cabinet import Cabinet


def _sum(data: bytes) -> int:
    return sum(data) % 256


class Cu16:
    """`02 ADDR CMD 03 SUM`: the board's address is the high half of ADDR."""

    def __init__(self, cabinet: Cabinet, address: int, open_bit: int) -> None:
        self._cabinet = cabinet
        self._address = address
        self._open_bit = open_bit
        self._received = b""
        self.strange: list[str] = []
        """Whole frames that are neither status nor unlock."""

    def feed(self, data: bytes) -> list[bytes]:
        """The answers to what came."""
        self._received += data
        answers = []
        while len(self._received) >= 5:
            frame = self._received[:5]
            if frame[0] != 2 or frame[3] != 3 or frame[4] != _sum(frame[:4]):
                self._received = self._received[1:]
                continue
            self._received = self._received[5:]
            if frame[1] >> 4 == self._address:
                answers += self._obey(frame[1] & 15, frame[2], frame)
        return answers

    def _obey(self, lock: int, command: int, frame: bytes) -> list[bytes]:
        if command == 0x30:
            return [self._report()]
        if command == 0x31 and lock + 1 in self._cabinet.locks:
            self._cabinet.energise(lock + 1)
        elif command != 0x31:
            self.strange.append(frame.hex(" "))
        return []

    def _report(self) -> bytes:
        bits = _bits(self._cabinet, 16, self._open_bit)
        answer = b"\x02" + bytes([self._address << 4, 0x35]) + bits + b"\x00\x00\x03"
        return answer + bytes([_sum(answer)])


class Cu12:
    """`02 ADDR LOCK CMD ASK LEN 03 SUM DATA`: each command is answered, a bad checksum with ASK 14."""

    def __init__(self, cabinet: Cabinet, address: int, open_bit: int) -> None:
        self._cabinet = cabinet
        self._address = address
        self._open_bit = open_bit
        self._received = b""
        self.strange: list[str] = []

    def feed(self, data: bytes) -> list[bytes]:
        """The answers to what came."""
        self._received += data
        answers = []
        while len(self._received) >= 8:
            frame = self._received[:8]
            if frame[0] != 2 or frame[6] != 3 or frame[5] != 0:
                self._received = self._received[1:]
                continue
            self._received = self._received[8:]
            if frame[1] == self._address:
                answers.append(self._answer(frame))
        return answers

    def _answer(self, frame: bytes) -> bytes:
        _, address, lock, command, _, _, _, checksum = frame
        ask, data = self._obey(lock, command, frame) if checksum == _sum(frame[:7]) else (0x14, b"")
        head = bytes([2, address, lock, command, ask, len(data), 3])
        return head + bytes([_sum(head + data)]) + data

    def _obey(self, lock: int, command: int, frame: bytes) -> tuple[int, bytes]:
        if command == 0x80:
            return 0x10, _bits(self._cabinet, 12, self._open_bit) + b"\x00\x00"
        if command == 0x81 and lock + 1 in self._cabinet.locks:
            self._cabinet.energise(lock + 1)
            return 0x10, b""
        self.strange.append(frame.hex(" "))
        return 0x13, b""


def _bits(cabinet: Cabinet, locks: int, open_bit: int) -> bytes:
    bits = sum(
        1 << lock for lock in range(locks) if (open_bit if cabinet.reads_open(lock + 1) else 1 - open_bit)
    )
    return bits.to_bytes(2, "little")
