"""Changes the drawer firmware's core in small ways and sees whether the tests notice: `make mutate-firmware`.

A change that leaves the compiler's output as it was is equivalent and not counted. What is left is compiled
into the library that the in-process tests drive; a change that no test notices has survived. Results go to
`build/mutate-firmware.tsv` as they come; the run goes on where it stopped.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from firmware_bridge.sim.build import BOOT, CORE, FIRMWARE, FLAGS, LIBRARY, NATIVE, SHARED, VENDOR

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "mutate-firmware.tsv"
FILES = {
    "safety": ("safety.c", "sensing.c", "wire.c", "coils.c", "watch.c"),
    "link": ("controller.c", "commands.c", "frame.c", "cobs.c", "seal.c", "siphash.c"),
}
TESTS = [
    *(
        "tests/firmware/test_core_safety.py",
        "tests/firmware/test_core_board.py",
        "tests/firmware/test_core_link.py",
    ),
    *(
        "tests/firmware/test_core_seal.py",
        "tests/firmware/test_core_settings.py",
        "tests/firmware/test_core_log.py",
    ),
    "tests/firmware/test_codec.py",
    "tests/firmware/test_core_details.py",
]
"""Without the tests that draw lots over whole lives: chance must not decide whether a change is noticed."""

TIMEOUT_S = 120

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


def judge(mutant: Mutant, scratch: Path) -> str:
    """`killed`, `survived`, `equal` (the compiler sees no difference) or `invalid` (it does not compile)."""
    tree = scratch / "firmware"
    shutil.rmtree(tree, ignore_errors=True)
    for folder in (CORE, BOOT, VENDOR, NATIVE):
        shutil.copytree(folder, tree / folder.relative_to(FIRMWARE))
    source = tree / "core" / mutant.file
    before = _object(source)
    lines = source.read_text(encoding="utf-8").splitlines()
    lines[mutant.line - 1] = mutant.text
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    after = _object(source)
    if after is None or before is None:
        return "invalid"
    return "equal" if after == before else _tested(tree)


def _object(source: Path) -> bytes | None:
    output = source.with_suffix(".o")
    compiled = _compiles(*FLAGS, "-w", "-c", str(source), "-o", str(output))
    return output.read_bytes() if compiled else None


def _compiles(*arguments: str) -> bool:
    return subprocess.run(["cc", *arguments], check=False, capture_output=True).returncode == 0  # noqa: S603, S607


def _tested(tree: Path) -> str:
    library = tree / "rig.so"
    folders = (tree / "core", tree / "boot", tree / "vendor/monocypher")
    sources = [
        *(path for folder in folders for path in folder.glob("*.c")),
        *(tree / "ports/native" / name for name in LIBRARY),
    ]
    flags = ("-std=c11", "-O1", "-w", *SHARED, "-DFIRMWARE_HASH=1u")
    if not _compiles(*flags, *map(str, sources), "-o", str(library)):
        return "invalid"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    environment = {**os.environ, "DRAWER_RIG": str(library)}
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            command, cwd=ROOT, env=environment, capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return "killed"
    return "killed" if done.returncode else "survived"


def _report(results: dict[str, str]) -> None:
    for group, files in FILES.items():
        found = [verdict for name, verdict in results.items() if name.partition(":")[0] in files]
        killed, survived = found.count("killed"), found.count("survived")
        score = 100 * killed / max(1, killed + survived)
        print(f"{group}: {killed} of {killed + survived} noticed, {score:.1f} %;", end=" ")
        print(f"{found.count('equal')} equivalent, {found.count('invalid')} do not compile")
    print(*sorted(name for name, verdict in results.items() if verdict == "survived"), sep="\n")


def _chosen(arguments: list[str]) -> list[Mutant]:
    """All, or as many as asked for, the same ones each time."""
    everything = [mutant for files in FILES.values() for file in files for mutant in mutants(file)]
    lot = random.Random(1)  # noqa: S311 - a sample, no secret
    return lot.sample(everything, int(arguments[0])) if arguments else everything


def main(arguments: list[str]) -> None:
    """Judge what was not judged yet, then report all. A number as argument: only so many, drawn by lot."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    results = {name: verdict for verdict, _, name in (line.partition("\t") for line in known)}
    with (
        tempfile.TemporaryDirectory(prefix="mutate-firmware-") as scratch,
        RESULTS.open("a", encoding="utf-8") as out,
    ):
        for mutant in _chosen(arguments):
            if mutant.name in results:
                continue
            results[mutant.name] = judge(mutant, Path(scratch))
            print(results[mutant.name], mutant.name, sep="\t", file=out, flush=True)
    _report(results)


if __name__ == "__main__":
    main(sys.argv[1:])
