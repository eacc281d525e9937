"""The Python module of the protocol."""

from collections.abc import Iterator

from firmware_bridge.protocol.table import Command, Enumeration, Field, Table

CODES = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "b16": "16s", "b64": "64s"}

HEAD = '''\
"""Generated from messages.toml by `python -m firmware_bridge.protocol.generate`. Do not edit."""

import struct
from enum import IntEnum
from typing import ClassVar

from firmware_bridge.protocol.message import Message, Request

'''


def module(table: Table) -> str:
    """The text of `generated.py`."""
    constants = "".join(f"{name.upper()} = {value}\n" for name, value in table.protocol.items())
    parts = [HEAD + constants + f"TABLE_HASH = 0x{table.hash:08X}\n"]
    parts += [_enumeration(enum) for enum in table.enum]
    for command in table.command:
        parts += _messages(command)
    return "\n\n".join(parts)


def class_name(name: str) -> str:
    """`events_read` -> `EventsRead`."""
    return "".join(word.capitalize() for word in name.split("_"))


def _enumeration(enum: Enumeration) -> str:
    values = "".join(f"    {name.upper()} = {value}\n" for name, value, _ in enum.values)
    return f'class {class_name(enum.name)}(IntEnum):\n    """{enum.about}"""\n\n{values}'


def _messages(command: Command) -> Iterator[str]:
    name = class_name(command.name)
    reply_extra, reply_fields = "", _annotations(command.reply_fields)
    if command.repeat:
        record = class_name(command.repeat_name)
        yield _class(f"{record}(Message", command.repeat_fields, "One record.")
        reply_extra = f"    REPEAT: ClassVar[type[Message] | None] = {record}\n"
        reply_fields += f"    {command.repeat_name}s: tuple[{record}, ...]\n"
    yield _class(f"{name}Reply(Message", command.reply_fields, "Reply.", reply_extra, reply_fields)
    extra = f"    ID: ClassVar[int] = 0x{command.id:02X}\n    REPLY: ClassVar[type[Message]] = {name}Reply\n"
    yield _class(f"{name}Request(Request[{name}Reply]", command.request_fields, command.about, extra)


def _annotations(fields: list[Field]) -> str:
    return "".join(f"    {field.name}: {'bytes' if field.raw else 'int'}\n" for field in fields)


def _class(head: str, fields: list[Field], about: str, extra: str = "", annotations: str = "") -> str:
    layout = "<" + "".join(CODES[field.type] for field in fields)
    return (
        f'class {head}, frozen=True, kw_only=True):\n    """{about}"""\n\n'
        f'    LAYOUT: ClassVar[struct.Struct] = struct.Struct("{layout}")\n'
        f"{extra}{annotations or _annotations(fields)}"
    )
