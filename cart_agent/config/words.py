"""The type of a setting in words, for error messages and for docs/configuration.md."""

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Meta, inspect

AbsolutePath = Annotated[str, Meta(pattern="^/.", description="a path that begins with /")]
"""A path that does not depend on where a service was started."""

_UNITS = {
    "ms": "milliseconds",
    "s": "seconds",
    "seconds": "seconds",
    "minutes": "minutes",
    "baudrate": "bit/s",
}


def allowed(kind: Any) -> str:
    """What a value of this type may be: `a whole number from 1 to 65535`, `"5" or "3.1.1"`.

    A type says it in its own words with `Meta(description=...)`.
    """
    return _say(inspect.type_info(kind))


def unit_of(name: str, kind: Any) -> str:
    """The unit of a setting: from its type (`Meta(extra={"unit": ...})`), else from its name, else empty."""
    info = inspect.type_info(kind)
    if isinstance(info, inspect.Metadata) and info.extra and "unit" in info.extra:
        return str(info.extra["unit"])
    return _UNITS.get(name.rsplit("_", 1)[-1], "")


def _say(info: Any) -> str:
    return next((say(info) for kind, say in _SAYINGS.items() if isinstance(info, kind)), "a table")


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _limits(info: inspect.IntType | inspect.FloatType) -> str:
    if info.ge is not None and info.le is not None:
        return f" from {info.ge} to {info.le}"
    pairs = (
        ("of at least", info.ge),
        ("of at most", info.le),
        ("greater than", info.gt),
        ("less than", info.lt),
    )
    said = " and ".join(f"{words} {limit}" for words, limit in pairs if limit is not None)
    return f" {said}" if said else ""


def _text(info: inspect.StrType) -> str:
    if info.pattern:
        return f"a text that matches {info.pattern}"
    return "a text that is not empty" if info.min_length else "a text"


_SAYINGS: dict[type[inspect.Type], Callable[[Any], str]] = {
    inspect.Metadata: lambda info: (info.extra_json_schema or {}).get("description") or _say(info.type),
    inspect.BoolType: lambda _: "true or false",
    inspect.IntType: lambda info: "a whole number" + _limits(info),
    inspect.FloatType: lambda info: "a number" + _limits(info),
    inspect.DecimalType: lambda _: "a number",
    inspect.DateTimeType: lambda _: "a time",
    inspect.StrType: _text,
    inspect.LiteralType: lambda info: " or ".join(map(_quoted, info.values)),
    inspect.EnumType: lambda info: " or ".join(_quoted(member.value) for member in info.cls),
    inspect.UnionType: lambda info: " or ".join(_say(part) for part in info.types if not _is_none(part)),
    inspect.CollectionType: lambda info: f"a list, each {_say(info.item_type)}",
}


def _is_none(info: inspect.Type) -> bool:
    return isinstance(info, inspect.NoneType)
