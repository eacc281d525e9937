"""The base of every generated message: a frozen struct that packs to its bytes on the wire and back."""

import struct
from typing import ClassVar, Generic, Self, TypeVar

from msgspec import Struct, structs


class Message(Struct, frozen=True, kw_only=True):
    """Fixed fields, little-endian, no padding; then any number of `REPEAT` records, if the table has them."""

    LAYOUT: ClassVar[struct.Struct]
    REPEAT: ClassVar["type[Message] | None"] = None

    def pack(self) -> bytes:
        """The bytes of the body."""
        values = structs.astuple(self)
        if self.REPEAT is None:
            return self.LAYOUT.pack(*values)
        return self.LAYOUT.pack(*values[:-1]) + b"".join(record.pack() for record in values[-1])

    @classmethod
    def unpack(cls, body: bytes) -> Self:
        """The message in these bytes. Fields that a later version appended are ignored.

        Raises ValueError when the body is too short or holds part of a record.
        """
        if len(body) < cls.LAYOUT.size:
            raise ValueError(f"{cls.__name__} needs {cls.LAYOUT.size} bytes, got {len(body)}")
        values: tuple[object, ...] = cls.LAYOUT.unpack_from(body)
        if cls.REPEAT is not None:
            values += (cls.REPEAT.unpack_all(body[cls.LAYOUT.size :]),)
        return cls(**dict(zip(cls.__struct_fields__, values, strict=True)))

    @classmethod
    def unpack_all(cls, body: bytes) -> tuple[Self, ...]:
        """As many messages as the bytes hold. Raises ValueError when one is cut."""
        size = cls.LAYOUT.size
        return tuple(cls.unpack(body[at : at + size]) for at in range(0, len(body), size))


ReplyT = TypeVar("ReplyT", bound=Message)


class Request(Message, Generic[ReplyT], frozen=True, kw_only=True):
    """A command to the board, and the shape of its reply."""

    ID: ClassVar[int]
    REPLY: ClassVar[type[Message]]
