"""How well scanning goes, counted from a cart's events. No patient appears in it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from cart_agent.api.views import DayReads
from cart_agent.his.messages import Envelope, EventKind

FEW = 3
"""Fewer doses of a product say nothing about its code."""
FAILING = 10
"""Percent of a product's doses that were given without its code: from here on it is reported."""

By = Literal["product", "scanner", "ward", "reason"]


class Row(Struct, frozen=True, kw_only=True):
    """One line of the report."""

    by: By
    name: str
    doses: int = 0
    """Given, of which `unscanned` without a code."""
    unscanned: int = 0
    unreadable: int = 0
    """Reads that were refused."""
    percent: float | None = None
    """`unscanned` of `doses`; None where doses do not apply."""
    reads: int = 0
    """Of a scanner and the ward: all of them. Of a product: its scanned doses and its refused reads."""
    refused: float | None = None
    """Percent of `reads` that were refused; None where there were none."""
    why: dict[str, int] = {}
    """Of a product, how often: the nurse's reason, why a read was refused (`check-digit`), `stopped GTIN`."""

    @property
    def failing(self) -> bool:
        """Whether pharmacy should look at this product's code."""
        return self.by == "product" and self.doses >= FEW and (self.percent or 0.0) >= FAILING


class _Count(Struct):
    doses: int = 0
    unscanned: int = 0
    unreadable: int = 0
    reads: int = 0
    refused: int = 0
    """Of `reads`: these are counted, `unreadable` is on record. A power cut may part the two."""


class Tally:
    """Takes events in any order; `rows` reads them off."""

    def __init__(self, ward: str) -> None:
        """`ward`: where this cart works, as it stands in the report."""
        self._ward = ward
        self._counts: dict[tuple[By, str], _Count] = {}
        self._products: dict[str, str] = {}
        self._why: dict[str, Counter[str]] = {}
        """By order: the product is known only when one of its doses was given."""

    def take(self, event: Envelope) -> None:
        """Count one event; those about something else are passed over."""
        resource = event.resource or {}
        if event.kind is EventKind.UNREADABLE_CODE:
            self._refused(event, resource)
        elif event.kind is EventKind.SYSTEM and _subtype(resource) == "stopped":
            self._stopped(event, _details(resource))
        elif event.kind is EventKind.ADMINISTRATION and _is_first_word(event, resource):
            self._given(event, resource)

    def take_reads(self, days: Iterable[DayReads]) -> None:
        """Count what each scanner read on these days."""
        for name, counts in (one for day in days for one in day.scanners.items()):
            for count in (self._of("scanner", name), self._of("ward", self._ward)):
                count.reads += counts.good + counts.suspect + counts.unreadable
                count.refused += counts.unreadable

    def _refused(self, event: Envelope, resource: dict[str, Any]) -> None:
        subtype, detail = _subtype(resource), _details(resource)
        unable = "what" in detail
        reason = f"{subtype}: {detail['what']} {detail.get('reason', '')}" if unable else subtype
        self._of("reason", reason).unreadable += 1
        self._of_order(event)[detail.get("reason", "other") if unable else f"refused {subtype}"] += 1
        if unable:
            return
        self._of("ward", self._ward).unreadable += 1
        self._of("scanner", detail.get("device", "?")).unreadable += 1

    def _stopped(self, event: Envelope, detail: dict[str, str]) -> None:
        """A code that was read and not taken: its product is unknown, or it may hide something.
        Not one that was read well, whose piece is in use already."""
        if "CODE_SUSPECT" in detail.get("codes", "") and "gtin" in detail and "piece" not in detail:
            self._of_order(event)[f"stopped {detail['gtin']}"] += 1

    def _of_order(self, event: Envelope) -> Counter[str]:
        return self._why.setdefault(event.order_id or "", Counter())

    def _given(self, event: Envelope, resource: dict[str, Any]) -> None:
        product = _product(resource)
        unscanned = not _was_scanned(resource)
        if event.order_id:
            self._products[event.order_id] = product
        for count in (self._of("product", product), self._of("ward", self._ward)):
            count.doses += 1
            count.unscanned += unscanned

    def _of(self, by: By, name: str) -> _Count:
        return self._counts.setdefault((by, name), _Count())

    def rows(self) -> list[Row]:
        """Products first, the worst of each kind on top. A refused read counts for its order's product."""
        why: dict[str, Counter[str]] = {}
        for order, counted in self._why.items():
            why.setdefault(self._products.get(order, ""), Counter()).update(counted)
        rows = [_row(by, name, count, why.get(name, Counter())) for (by, name), count in self._counts.items()]
        kinds: tuple[By, ...] = ("product", "scanner", "ward", "reason")

        def place(row: Row) -> tuple[int, float, int, str]:
            return kinds.index(row.by), -(row.percent or 0), -row.unreadable, row.name

        return sorted(rows, key=place)


def _row(by: By, name: str, count: _Count, why: Counter[str]) -> Row:
    if by == "product":
        refused = sum(times for reason, times in why.items() if reason.startswith("refused "))
        scanned = count.doses - count.unscanned
        count = replace(count, unreadable=refused, refused=refused, reads=refused + scanned)
    return Row(
        by=by,
        name=name,
        doses=count.doses,
        unscanned=count.unscanned,
        unreadable=count.unreadable,
        percent=_percent(count.unscanned, count.doses),
        reads=count.reads,
        refused=_percent(count.refused, count.reads),
        why=dict(why.most_common()) if by == "product" else {},
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _is_first_word(event: Envelope, resource: dict[str, Any]) -> bool:
    """A later word about a dose carries the first event's identifier (docs/his-contract.md, event)."""
    held = resource.get("identifier", ())
    first = [one.get("value") for one in held if one.get("system") == "urn:mc:event"]
    return resource.get("resourceType") == "MedicationAdministration" and first == [event.event_id]


def _was_scanned(resource: dict[str, Any]) -> bool:
    urls = {one.get("url") for one in resource.get("extension", ())}
    return bool(urls & {"urn:mc:ext:scanned", "urn:mc:ext:prepared-label"})


def _product(resource: dict[str, Any]) -> str:
    """`AMLO5 Amlodipin 5 mg, viên nén`: the hospital's code and its words, as far as they are there."""
    concepts = [one.get("code", {}) for one in resource.get("contained", ())]
    concepts.append(resource.get("medicationCodeableConcept", {}))
    codings = [coding for concept in concepts for coding in concept.get("coding", ())]
    codes = [str(one.get("code", "")) for one in codings if one.get("system") == "urn:mc:drug"]
    texts = [str(concept["text"]) for concept in concepts if concept.get("text")]
    others = [str(one.get("display") or one.get("code", "")) for one in codings]
    return " ".join([*codes[:1], *texts[:1]]) or next(iter(others), "?")


def _subtype(resource: dict[str, Any]) -> str:
    return next((str(one.get("code", "")) for one in resource.get("subtype", ())), "")


def _details(resource: dict[str, Any]) -> dict[str, str]:
    details = (one for entity in resource.get("entity", ()) for one in entity.get("detail", ()))
    return {str(one.get("type", "")): str(one.get("valueString", "")) for one in details}
