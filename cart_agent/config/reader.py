"""A TOML file -> a frozen struct. Every problem is found in one go, each with its line."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo

from cart_agent.config.errors import ConfigError, Problem
from cart_agent.config.lines import Keys, dotted, line_of
from cart_agent.config.words import allowed

_KEPT = {True: ("settings", "where"), False: ()}
"""Fields that are not keys of the file."""

S = TypeVar("S", bound=Struct)


class Where(Struct, frozen=True, kw_only=True):
    """The place in a file that a table came from."""

    file: str
    text: str
    keys: Keys = ()

    def problem(self, keys: Keys, text: str) -> Problem:
        """A problem with `keys`, counted from this place."""
        full = self.keys + keys
        return Problem(line=line_of(self.text, full), key=dotted(full), text=text)


def read(path: Path, kind: type[S]) -> S:
    """Read `path` as `kind`. Raises ConfigError, also for a file that is missing or is no TOML."""
    table, where = parse(path)
    return convert(table, kind, where)


def parse(path: Path) -> tuple[dict[str, Any], Where]:
    """The raw tables of a file. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), Where(file=str(path), text=text)
    except OSError as error:
        said = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        said = f"is not UTF-8 at byte {error.start}"
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), (_syntax(error),)) from error
    raise ConfigError(str(path), (Problem(line=0, key="", text=said),))


def _syntax(error: tomllib.TOMLDecodeError) -> Problem:
    """tomllib says the line only inside its sentence: `... (at line 3, column 5)`."""
    said, _, place = str(error).rpartition(" (at line ")
    line = place.partition(",")[0]
    return Problem(line=int(line) if line.isdigit() else 0, key="", text=f"is not TOML: {said or place}")


def convert(table: dict[str, Any], kind: type[S], where: Where) -> S:
    """`table` as `kind`. Raises ConfigError with every problem."""
    reader = _Reader(where)
    made: S | None = reader.struct(table, kind, ())
    if made is None or reader.problems:
        raise ConfigError(where.file, tuple(reader.problems))
    return made


class Open(Struct, frozen=True, kw_only=True):
    """A struct whose other keys are judged later: they are kept in `settings`, with their place."""

    settings: dict[str, Any] = {}
    where: Where = Where(file="", text="")


class _Reader:
    """Goes down the structs and keeps the problems; None stands for a value that had one."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def struct(self, table: Any, kind: type[S], keys: Keys) -> S | None:
        if not isinstance(table, dict):
            self._wrong(keys, "must be a table")
            return None
        fields = [
            field for field in msgspec.structs.fields(kind) if field.name not in _KEPT[issubclass(kind, Open)]
        ]
        before = len(self.problems)
        names = [field.name for field in fields]
        extra = {key: value for key, value in table.items() if key not in names}
        found = {
            field.name: self.value(table[field.name], field.type, (*keys, field.name))
            for field in fields
            if field.name in table
        }
        self._missing(table, fields, keys)
        if issubclass(kind, Open):
            found |= {
                "settings": extra,
                "where": msgspec.structs.replace(self.where, keys=self.where.keys + keys),
            }
        else:
            self._unknown(extra, names, keys)
        return None if len(self.problems) > before else self._make(kind, found, keys)

    def value(self, value: Any, kind: Any, keys: Keys) -> Any:
        inner = struct_in(kind)
        if inner is None:
            return self._plain(value, kind, keys)
        if not is_list(kind):
            return self.struct(value, inner, keys)
        if not isinstance(value, list):
            self._wrong(keys, f"must be a list of tables: [[{dotted(keys)}]]")
            return None
        before = len(self.problems)
        found = tuple(self.struct(item, inner, (*keys, place)) for place, item in enumerate(value))
        return found if len(self.problems) > before else self._plain(found, kind, keys)

    def _plain(self, value: Any, kind: Any, keys: Keys) -> Any:
        try:
            return msgspec.convert(value, kind, str_keys=True)
        except msgspec.ValidationError as error:
            detail = f" ({error})" if isinstance(value, (dict, list, tuple)) else ""
            self._wrong(keys, f"must be {allowed(kind)}, not {_shown(value)}{detail}")
            return None

    def _missing(self, table: dict[str, Any], fields: list[FieldInfo], keys: Keys) -> None:
        for field in fields:
            if field.required and field.name not in table:
                self._wrong((*keys, field.name), f"is missing; it must be {allowed(field.type)}")

    def _unknown(self, extra: Iterable[str], names: list[str], keys: Keys) -> None:
        for key in extra:
            near = difflib.get_close_matches(key, names, n=1)
            known = f"did you mean {near[0]}?" if near else f"known here: {', '.join(names)}"
            self._wrong((*keys, key), f"is not a known key; {known}")

    def _make(self, kind: type[S], found: dict[str, Any], keys: Keys) -> S | None:
        try:
            return kind(**found)
        except ValueError as error:
            self._wrong(keys, str(error))
            return None

    def _wrong(self, keys: Keys, text: str) -> None:
        self.problems.append(self.where.problem(keys, text))


def struct_in(kind: Any) -> type[Struct] | None:
    """The struct that a section's type holds: `X`, `X | None` or `tuple[X, ...]`; None for a plain value."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    found = (struct_in(part) for part in get_args(kind))
    return next((struct for struct in found if struct is not None), None)


def is_list(kind: Any) -> bool:
    """Whether this is `tuple[X, ...]`, with or without limits on its length."""
    return tuple in (get_origin(kind), *map(get_origin, get_args(kind)))


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else f"{text[:57]}..."
