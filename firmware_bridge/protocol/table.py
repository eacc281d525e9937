"""Reads and checks `messages.toml`."""

import hashlib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

SOURCE = Path(__file__).with_name("messages.toml")

SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "b16": 16, "b64": 64}

FRAME_HEAD = 3  # type and sequence
REFUSAL_SIZE = 1

FieldText = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*: (u(8|16|32|64)|b(16|64))$")]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]


class Field(Struct, frozen=True):
    """One fixed-size number, or so many raw bytes."""

    name: str
    type: str

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SIZES[self.type]

    @property
    def raw(self) -> bool:
        """Bytes, and no number."""
        return self.type.startswith("b")


def _fields(texts: list[str]) -> list[Field]:
    return [Field(*text.split(": ")) for text in texts]


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """One command and its reply."""

    name: Name
    id: Annotated[int, Meta(ge=1, le=0x7F)]
    about: str
    request: list[FieldText]
    reply: list[FieldText]
    repeat: list[FieldText] = []
    repeat_name: str = ""
    repeat_max: int = 0

    @property
    def request_fields(self) -> list[Field]:
        """The fields of the command's body."""
        return _fields(self.request)

    @property
    def reply_fields(self) -> list[Field]:
        """The fields of the reply's body, after the refusal."""
        return _fields(self.reply)

    @property
    def repeat_fields(self) -> list[Field]:
        """The fields of one record at the reply's end."""
        return _fields(self.repeat)


class Enumeration(Struct, frozen=True, forbid_unknown_fields=True):
    """A closed list of numbers with names."""

    name: Name
    about: str
    values: list[tuple[Name, int, str]]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole protocol."""

    protocol: dict[str, int]
    command: list[Command]
    enum: list[Enumeration]

    @property
    def hash(self) -> int:
        """32 bits that change with the meaning of the table, not with its comments or layout."""
        return int.from_bytes(hashlib.sha256(msgspec.json.encode(self)).digest()[:4], "big")


def load(source: Path = SOURCE) -> Table:
    """The checked table. Raises msgspec.ValidationError or ValueError naming what is wrong."""
    table = msgspec.toml.decode(source.read_bytes(), type=Table)
    for command in table.command:
        _check_size(command, table.protocol["max_payload"] - table.protocol["seal_size"])
    _check_unique("command id", [command.id for command in table.command])
    _check_unique("command name", [command.name for command in table.command])
    _check_unique("enum name", [enum.name for enum in table.enum])
    return table


def size(fields: list[Field]) -> int:
    """Bytes of these fields on the wire."""
    return sum(field.size for field in fields)


def _check_size(command: Command, limit: int) -> None:
    longest = FRAME_HEAD + max(
        size(command.request_fields),
        REFUSAL_SIZE + size(command.reply_fields) + command.repeat_max * size(command.repeat_fields),
    )
    if longest > limit:
        raise ValueError(f"{command.name}: {longest} bytes do not fit max_payload {limit}")


def _check_unique(what: str, values: list[int] | list[str]) -> None:
    if len(set(values)) != len(values):
        raise ValueError(f"a {what} is used twice")
