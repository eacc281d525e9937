"""The tables of PROTOCOL.md."""

from firmware_bridge.protocol.table import Command, Table


def fill(document: str, table: Table) -> str:
    """The document with its generated parts written anew. Raises ValueError when a marker is missing."""
    parts = {"constants": _constants(table), "commands": _commands(table), "enums": _enums(table)}
    for name, text in parts.items():
        start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->"
        if start not in document or end not in document:
            raise ValueError(f"PROTOCOL.md lacks the markers of {name}")
        before, rest = document.split(start, 1)
        document = before + start + "\n" + text + "\n" + end + rest.split(end, 1)[1]
    return document


def _constants(table: Table) -> str:
    lines = [f"| `{name}` | {value} |\n" for name, value in table.protocol.items()]
    return "| name | value |\n|---|---|\n" + "".join(lines) + f"| table hash | `{table.hash:08x}` |\n"


def _commands(table: Table) -> str:
    rows = "".join(
        f"| `{item.id:02x}` | {item.name} | {_body(item.request)} | {_reply(item)} | {item.about} |\n"
        for item in table.command
    )
    return "| id | command | body | reply, after the refusal byte | |\n|---|---|---|---|---|\n" + rows


def _body(fields: list[str]) -> str:
    return "; ".join(fields) or "none"


def _reply(command: Command) -> str:
    if not command.repeat:
        return _body(command.reply)
    return f"{_body(command.reply)}; then 0 to {command.repeat_max} times {{{_body(command.repeat)}}}"


def _enums(table: Table) -> str:
    parts = []
    for enum in table.enum:
        rows = "".join(f"| {value} | {name} | {about} |\n" for name, value, about in enum.values)
        parts.append(f"### {enum.name}\n\n{enum.about}\n\n| value | name | meaning |\n|---|---|---|\n{rows}")
    return "\n".join(parts)
