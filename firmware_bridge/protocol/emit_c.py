"""The C header of the protocol."""

from collections.abc import Iterator

from firmware_bridge.protocol.table import Command, Enumeration, Field, Table, size

HEAD = """\
/* Generated from messages.toml by firmware_bridge.protocol.generate. Do not edit. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t get_le(const uint8_t *from, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | from[i - 1];
    return value;
}

static inline size_t put_le(uint8_t *to, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> (8 * i));
    return size;
}
"""


def header(table: Table) -> str:
    """The text of `protocol.h`."""
    parts = [HEAD, _constants(table)]
    parts += [_enumeration(enum) for enum in table.enum]
    for command in table.command:
        parts += _messages(command)
    return "\n".join([*parts, "#endif\n"])


def _constants(table: Table) -> str:
    lines = [f"#define PROTOCOL_{name.upper()} {value}u\n" for name, value in table.protocol.items()]
    lines.append(f"#define PROTOCOL_TABLE_HASH 0x{table.hash:08x}u\n")
    return "".join(lines)


def _enumeration(enum: Enumeration) -> str:
    values = "".join(f"    {enum.name.upper()}_{name.upper()} = {value},\n" for name, value, _ in enum.values)
    return f"enum {enum.name} {{\n{values}}};\n"


def _messages(command: Command) -> Iterator[str]:
    name = command.name.upper()
    yield (
        f"#define {name}_ID 0x{command.id:02x}u\n"
        f"#define {name}_REQUEST_SIZE {size(command.request_fields)}u\n"
        f"#define {name}_REPLY_SIZE {size(command.reply_fields)}u\n"
    )
    if command.repeat:
        yield f"#define {command.repeat_name.upper()}_MAX {command.repeat_max}u\n"
        yield _struct(command.repeat_name, command.repeat_fields)
        yield _writer(command.repeat_name, command.repeat_fields)
        yield _reader(command.repeat_name, command.repeat_fields)
        yield f"#define {command.repeat_name.upper()}_SIZE {size(command.repeat_fields)}u\n"
    if command.request:
        yield _struct(f"{command.name}_request", command.request_fields)
        yield _reader(f"{command.name}_request", command.request_fields)
    if command.reply:
        yield _struct(f"{command.name}_reply", command.reply_fields)
        yield _writer(f"{command.name}_reply", command.reply_fields)
        yield _reader(f"{command.name}_reply", command.reply_fields)


def _struct(name: str, fields: list[Field]) -> str:
    members = "".join(f"    {_type(field)}{field.name};\n" for field in fields)
    return f"struct {name} {{\n{members}}};\n"


def _type(field: Field) -> str:
    """Raw bytes stay where they are in the frame."""
    return "const uint8_t *" if field.raw else f"uint{field.size * 8}_t "


def _reader(name: str, fields: list[Field]) -> str:
    """A function from the wire's bytes to the struct; the caller has checked the length."""
    lines, at = "", 0
    for field in fields:
        value = f"from + {at}" if field.raw else f"({_type(field).strip()})get_le(from + {at}, {field.size})"
        lines += f"        .{field.name} = {value},\n"
        at += field.size
    return (
        f"static inline struct {name} {name}_read(const uint8_t *from)\n"
        f"{{\n    return (struct {name}){{\n{lines}    }};\n}}\n"
    )


def _writer(name: str, fields: list[Field]) -> str:
    """A function from the struct to the wire's bytes; it returns their number."""
    lines = "".join(f"    n += put_le(to + n, message->{field.name}, {field.size});\n" for field in fields)
    return (
        f"static inline size_t {name}_write(uint8_t *to, const struct {name} *message)\n"
        f"{{\n    size_t n = 0;\n{lines}    return n;\n}}\n"
    )
