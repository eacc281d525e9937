"""What the configuration's structs say of themselves: every section and key, in the order of the file."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo

import drivers
from cart_agent.config.reader import Open, is_list, struct_in
from cart_agent.config.words import allowed, unit_of

REQUIRED = object()
"""The default of a key that must be there."""


class Key(Struct, frozen=True, kw_only=True):
    """One key of a section."""

    name: str
    kind: str
    unit: str
    default: Any
    text: str


class Section(Struct, frozen=True, kw_only=True):
    """One table of the file; `path` is empty for the keys before the first table."""

    path: str
    text: str
    keys: tuple[Key, ...]
    optional: bool = False
    many: bool = False
    """Written `[[path]]`, any number of times."""


def sections(kind: type[Struct], path: str = "", default: Any = REQUIRED) -> Iterator[Section]:
    """The section of `kind` and those inside it. `default` is what stands for an absent section."""
    inner, keys = [], []
    for field in own_fields(kind):
        if struct := struct_in(field.type):
            inner.append((struct, field))
        else:
            keys.append(_key(kind, field, default))
    yield Section(path=path, text=first_words(kind), keys=tuple(keys), optional=default is not REQUIRED)
    for struct, field in inner:
        below = f"{path}.{field.name}".lstrip(".")
        first, *rest = sections(struct, below, _default(field))
        text = attribute_docs(kind).get(field.name, first.text)
        yield msgspec.structs.replace(first, text=text, many=is_list(field.type))
        yield from rest


def own_fields(kind: type[Struct]) -> list[FieldInfo]:
    """The fields that are keys of the file."""
    kept = Open.__struct_fields__ if issubclass(kind, Open) else ()
    return [field for field in msgspec.structs.fields(kind) if field.name not in kept]


def _key(kind: type[Struct], field: FieldInfo, absent: Any) -> Key:
    return Key(
        name=field.name,
        kind=allowed(field.type),
        unit=unit_of(field.name, field.type),
        default=getattr(absent, field.name) if isinstance(absent, kind) else _default(field),
        text=attribute_docs(kind).get(field.name, ""),
    )


def driver_settings() -> Iterator[tuple[str, type[Struct]]]:
    """Every driver's name and its `Settings`."""
    for module in pkgutil.iter_modules(drivers.__path__):
        kind = getattr(importlib.import_module(f"drivers.{module.name}"), "Settings", None)
        if kind is not None:  # else a helper of drivers, or their interfaces
            yield module.name, kind


def first_words(kind: type) -> str:
    """The docstring without its indentation."""
    return inspect.cleandoc(kind.__doc__ or "")


@cache
def attribute_docs(kind: type) -> dict[str, str]:
    """The sentence under each field. Python drops it, so it is read from the source."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.split(".")[0] in {"cart_agent", "drivers"}:
            found |= _own_docs(base)
    return found


def _own_docs(kind: type) -> dict[str, str]:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = node.body if isinstance(node, ast.ClassDef) else []
    found = {}
    for field, after in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
        ):
            found[field.target.id] = " ".join(str(ast.literal_eval(after.value)).split())
    return found


def _default(field: FieldInfo) -> Any:
    if field.required:
        return REQUIRED
    return field.default if field.default_factory is NODEFAULT else field.default_factory()
