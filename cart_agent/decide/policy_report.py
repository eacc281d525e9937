"""A ward policy in words, rule by rule, the default beside what was changed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from cart_agent.core.policy import DEFAULT, CrossReaction, IngredientLimit, Policy
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity
from cart_agent.core.texts import word
from cart_agent.decide.policy_words import AS_DEFAULT, DEFAULT_IS, MEANINGS, NO, NONE, TITLES, YES

Language = Literal["vi", "en"]


def explain(policy: Policy, language: Language) -> Iterator[str]:
    """The report's lines. A changed rule begins with `*` and has its default in brackets."""
    mine, default = dict(values(policy)), dict(values(DEFAULT))
    for _, title, keys in TITLES:
        yield getattr(title, language)
        for key in keys:
            yield _line(key, mine[key], default[key], language)
        yield ""
    changed = sum(mine[key] != default[key] for key in mine)
    yield getattr(AS_DEFAULT, language).format(len(mine), changed)


def values(policy: Policy) -> Iterator[tuple[str, Any]]:
    """Every rule by its key in the document, `windows.dailyMinutes`."""
    for field in msgspec.structs.fields(policy):
        value = getattr(policy, field.name)
        if not isinstance(value, Struct):
            yield field.encode_name, value
            continue
        for inner in msgspec.structs.fields(value):
            yield f"{field.encode_name}.{inner.encode_name}", getattr(value, inner.name)


def _line(key: str, value: Any, default: Any, language: Language) -> str:
    said = getattr(MEANINGS[key], language).format(_shown(value, language))
    if value == default:
        return f"  {said}"
    before = getattr(DEFAULT_IS, language).format(_shown(default, language))
    return f"* {said} [{before}]"


def _shown(value: Any, language: Language) -> str:
    if value in (None, "") or (isinstance(value, (tuple, frozenset, Mapping)) and not value):
        return str(getattr(NONE, language))
    say = next((say for kind, say in _SAYINGS.items() if isinstance(value, kind)), lambda item, _: str(item))
    return say(value, language)


def _several(found: Any, language: Language) -> str:
    return ", ".join(_shown(one, language) for one in found)


def _limit(limit: IngredientLimit, language: Language) -> str:
    amount = present(Quantity(value=limit.value, unit=limit.unit), language)
    return f"{limit.ingredient} {amount} / {limit.hours} h"


def _clocks(table: Mapping[Any, Any], language: Language) -> str:
    return "; ".join(f"{key}: {_shown(clock, language)}" for key, clock in sorted(table.items()))


_SAYINGS: dict[type, Callable[[Any, Language], str]] = {
    bool: lambda wanted, language: getattr(YES if wanted else NO, language),
    str: lambda text, language: word("role", word("drug_class", text, language), language),
    datetime: lambda moment, _: moment.isoformat(),
    CrossReaction: lambda one, _: f"{one.name} ({', '.join(one.group)})",
    IngredientLimit: _limit,
    tuple: _several,
    frozenset: lambda found, language: _several(sorted(found), language),
    Mapping: _clocks,
}
