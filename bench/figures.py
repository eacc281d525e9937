"""One measured figure with its reference and its target, and the table of them all."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

COLUMNS = ("what", "measured", "reference", "ratio", "target", "ok?")


class Target(Struct, frozen=True, kw_only=True):
    """A limit for the ratio to the reference, or for the measured value itself."""

    limit: float
    of: Literal["ratio", "measured"]
    least: bool = False
    """The limit is the smallest good value; otherwise the largest."""

    def met(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit


class Figure(Struct, frozen=True, kw_only=True):
    """`measured` and `reference` have the same unit."""

    what: str
    measured: float
    unit: str
    reference: float | None = None
    against: str = ""
    """What the reference is."""
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        return self.measured / self.reference if self.reference else None

    @property
    def ok(self) -> bool | None:
        """None where there is no target, or no ratio to hold against it."""
        value = self.ratio if self.target and self.target.of == "ratio" else self.measured
        return None if self.target is None or value is None else self.target.met(value)

    def cells(self) -> tuple[str, ...]:
        """One cell for each of COLUMNS."""
        reference = "" if self.reference is None else f"{_number(self.reference)} {self.unit}, {self.against}"
        ratio = "" if self.ratio is None else f"{_number(self.ratio)}x"
        answer = {True: "yes", False: "NO", None: ""}[self.ok]
        measured = f"{_number(self.measured)} {self.unit}"
        return (self.what, measured, reference, ratio, _wanted(self.target, self.unit), answer)

    def plain(self) -> dict[str, object]:
        """For the JSON report: the figure with what follows from it."""
        names = ("what", "measured", "unit", "reference", "against", "ratio", "ok")
        return {name: getattr(self, name) for name in names} | {"target": _wanted(self.target, self.unit)}


def _number(value: float) -> str:
    """Three digits are more than such a measurement is good for."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _wanted(target: Target | None, unit: str) -> str:
    if target is None:
        return ""
    side = ">=" if target.least else "<="
    return f"{side} {target.limit:g}{'x' if target.of == 'ratio' else f' {unit}'}"


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table, padded so that it reads well in a terminal too."""
    lines = [COLUMNS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    lines.insert(1, tuple("-" * width for width in widths))
    rows = (" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(f"| {row} |" for row in rows)
