"""The small changes that `make mutate-firmware` makes in the drawer firmware's C."""

import re
from collections.abc import Iterator

from msgspec import Struct

from firmware_bridge.sim.build import CORE

SWAPS = [
    *((r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && ")),
    *((r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > ")),
    *((r" \+ ", " - "), (r" - ", " + "), (r"\+\+", "--"), (r" << ", " >> "), (r" >> ", " << ")),
    *((r" \|= ", " &= "), (r" &= ", " |= "), (r" \^= ", " |= "), (r" \| ", " & "), (r" & ", " | ")),
    *((r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\(!", "("), (r"~", "")),
    *((r"\bREFUSAL_(?!NONE)\w+", "REFUSAL_NONE"), (r"\bDRIVE_(PULL|HOLD)\b", "DRIVE_OFF")),
    *((r"\b(\d+)(u?)\b", r"(\1\2 + 1)"), (r"\? (.+?) : ([^;]+?)(?=[;)])", r"? \2 : \1")),
]
STATEMENT = re.compile(
    r"^ {4,}(?! |return|case|if|for|while|else|static|const|struct|enum|uint|bool|size_t)[^#/*]*;$"
)


class Mutant(Struct, frozen=True):
    """One change in one line."""

    file: str
    line: int
    text: str
    """The whole line as changed."""

    @property
    def name(self) -> str:
        """What it is found by in the results."""
        return f"{self.file}:{self.line}: {self.text.strip()}"


def mutants(file: str) -> Iterator[Mutant]:
    """Every small change of a file's code."""
    for number, line in enumerate((CORE / file).read_text(encoding="utf-8").splitlines(), 1):
        code = line.partition("/*")[0].rstrip()
        if not code.startswith(" ") or code.lstrip().startswith(("*", "#")):
            continue
        changed = {
            code[: found.start()] + found.expand(new) + code[found.end() :]
            for old, new in SWAPS
            for found in re.finditer(old, code)
        }
        if STATEMENT.match(code):
            changed.add("    ;")
        yield from (Mutant(file, number, text) for text in sorted(changed))
