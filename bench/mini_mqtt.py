"""Just enough of MQTT 3.1.1 for thousands of simulated carts in one process: bytes on asyncio streams."""

import asyncio
from collections.abc import Callable

CONNACK, PUBLISH, PUBACK = 0x20, 0x30, 0x40


class MiniClient:
    """One connection with a session that the broker keeps. `heard` gets the payload of each message."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: Callable[[bytes], None]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._heard = heard
        self._mid = 0

    @classmethod
    async def connect(cls, port: int, name: str, topic: str, heard: Callable[[bytes], None]) -> "MiniClient":
        """Connected and subscribed (QoS 1), as the broker says."""
        client = cls(*await asyncio.open_connection("127.0.0.1", port), heard)
        # Protocol level 4; flags: user name; keep-alive 600 s.
        client._send(0x10, _text("MQTT") + b"\x04\x80" + (600).to_bytes(2, "big") + _text(name) * 2)
        client._send(0x82, client._next() + _text(topic) + b"\x01")
        for _ in ("CONNACK", "SUBACK"):
            await client._packet()
        return client

    def publish(self, topic: str, payload: bytes) -> None:
        """QoS 1; the broker's receipt is read and forgotten."""
        self._send(PUBLISH | 2, _text(topic) + self._next() + payload)

    async def listen(self) -> None:
        """Read until the connection ends, and acknowledge each message."""
        while True:
            kind, body = await self._packet()
            if kind & 0xF0 != PUBLISH:
                continue
            start = 2 + int.from_bytes(body[:2], "big")
            self._send(PUBACK, body[start : start + 2])
            self._heard(body[start + 2 :])

    async def _packet(self) -> tuple[int, bytes]:
        kind = (await self._reader.readexactly(1))[0]
        return kind, await self._reader.readexactly(await self._length())

    async def _length(self) -> int:
        value, shift = 0, 0
        while True:
            byte = (await self._reader.readexactly(1))[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    def _next(self) -> bytes:
        self._mid = self._mid % 65_535 + 1
        return self._mid.to_bytes(2, "big")

    def _send(self, kind: int, body: bytes) -> None:
        length, left = b"", len(body)
        while True:
            left, part = left >> 7, left & 0x7F
            length += bytes([part | 0x80 if left else part])
            if not left:
                break
        self._writer.write(bytes([kind]) + length + body)

    async def close(self) -> None:
        self._writer.close()
        await asyncio.gather(self._writer.wait_closed(), return_exceptions=True)


def _text(text: str) -> bytes:
    encoded = text.encode()
    return len(encoded).to_bytes(2, "big") + encoded
