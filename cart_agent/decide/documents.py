"""The documents of a case, read as the cart reads them. Cases share them: the last few are kept."""

from functools import lru_cache

from msgspec import Raw

from cart_agent.core import release
from cart_agent.core.chart import Chart, Formulary, StockItem
from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.core.verdict import Verdict
from cart_agent.decide.case import ABSENT, Case, Malformed
from cart_agent.his.fhir import Unreadable, read_formulary_part, read_policy, read_stock
from cart_agent.his.opening import chart_of, header_of


def chart(case: Case) -> Chart | Verdict:
    """The chart, or the refusal where there is none to be read."""
    return _chart(bytes(case.chart))


@lru_cache(maxsize=64)
def _chart(body: bytes) -> Chart | Verdict:
    if body == bytes(ABSENT):
        return release.refuse("PATIENT_UNKNOWN")
    try:
        header = header_of(body)
    except Unreadable as unreadable:
        return release.refuse("CHART_UNREADABLE", reason=unreadable.reason)
    try:
        return chart_of(body, header)
    except Unreadable as unreadable:
        if header.closed:
            return release.refuse("CHART_CLOSED")
        return release.refuse("CHART_UNREADABLE", reason=unreadable.reason)


def formulary(case: Case) -> Formulary:
    """Raises Malformed."""
    return _formulary(bytes(case.formulary))


@lru_cache(maxsize=64)
def _formulary(body: bytes) -> Formulary:
    try:
        return Formulary(read_formulary_part(body))
    except (Unreadable, RecursionError) as error:
        raise Malformed(f"{error} - at `$.formulary`") from error


def policy(case: Case) -> Policy:
    """Raises Malformed; a policy that may be used no more is refused as the cart refuses it."""
    found = DEFAULT if _absent(case.policy) else _policy(bytes(case.policy))
    end = found.not_after
    if end is not None and (end.tzinfo is None or end <= case.now):
        raise Malformed(f"not to be used after {end} - at `$.policy.notAfter`")
    return found


@lru_cache(maxsize=64)
def _policy(body: bytes) -> Policy:
    try:
        return read_policy(body)
    except Unreadable as unreadable:
        raise Malformed(f"{unreadable.reason} - at `$.policy`") from unreadable


def stock(case: Case) -> tuple[StockItem, ...]:
    """Raises Malformed."""
    return () if _absent(case.stock) else _stock(bytes(case.stock))


@lru_cache(maxsize=64)
def _stock(body: bytes) -> tuple[StockItem, ...]:
    try:
        return read_stock(body)
    except (Unreadable, RecursionError) as error:
        raise Malformed(f"{error} - at `$.stock`") from error


def _absent(document: Raw) -> bool:
    return bytes(document) == bytes(ABSENT)
