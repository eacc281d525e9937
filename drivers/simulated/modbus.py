"""A Modbus-RTU lock board: coils 0.. are pulse outputs of the locks, discrete inputs 0.. their switches.

Register 100 + lock, written by function 6, also gives a pulse. Frames as in "MODBUS over Serial Line V1.02".
"""

from drivers.simulated.cabinet import Cabinet

FRAME = 8
PULSE_REGISTERS = 100


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


class Modbus:
    """Functions 1, 2, 5 and 6; an exception answer for all others."""

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
        while len(self._received) >= FRAME:
            frame = self._received[:FRAME]
            if frame[6:] != crc(frame[:6]):
                self._received = self._received[1:]
                continue
            self._received = self._received[FRAME:]
            if frame[0] == self._address:
                answer = self._obey(frame)
                answers.append(answer + crc(answer))
        return answers

    def _obey(self, frame: bytes) -> bytes:
        function, at, value = frame[1], int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        if function in {1, 2}:
            return self._bits(function, at, value)
        lock = at + 1 if function == 5 else at - PULSE_REGISTERS + 1
        if function not in {5, 6} or lock not in self._cabinet.locks:
            self.strange.append(frame.hex(" "))
            return bytes([self._address, function | 0x80, 1])
        if value:
            self._cabinet.energise(lock)
        else:
            self._cabinet.cut(lock)
        return frame[:6]

    def _bits(self, function: int, first: int, count: int) -> bytes:
        bits = sum(1 << at for at in range(count) if self._is_one(function, first + at + 1))
        size = (count + 7) // 8
        return bytes([self._address, function, size]) + bits.to_bytes(size, "little")

    def _is_one(self, function: int, lock: int) -> bool:
        if function == 1:
            return self._cabinet.is_on(lock)
        return self._cabinet.reads_open(lock) == bool(self._open_bit)
