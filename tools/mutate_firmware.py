"""Changes the drawer firmware's core in small ways and sees whether the tests notice: `make mutate-firmware`.

A change that leaves the compiler's output as it was is equivalent and not counted. What is left is linked
into the library that the in-process tests drive; a change that no test notices has survived. Results go to
`build/mutate-firmware.tsv` as they come; the run goes on where it stopped. `--again` judges the survivors
anew, after tests were added.

It is quick because only the changed file is compiled, and because pytest collects once: each change is
judged in a fork of it. The tests that noticed most come first.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from msgspec import Struct

from firmware_bridge.sim.build import BOOT, CORE, FLAGS, LIBRARY, NATIVE, SHARED, VENDOR
from tools.firmware_mutants import Mutant, mutants

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "mutate-firmware.tsv"
FILES = {
    "safety": ("safety.c", "sensing.c", "wire.c", "coils.c", "watch.c"),
    "link": ("controller.c", "commands.c", "frame.c", "cobs.c", "seal.c", "siphash.c"),
}
NAMES = (
    *("core_safety", "core_board", "core_link", "core_seal", "core_settings", "core_log", "core_details"),
    *("codec", "update"),
)
TESTS = [f"tests/firmware/test_{name}.py" for name in NAMES]
"""Without the tests that draw lots over whole lives: chance must not decide whether a change is noticed."""

CPU_S = 30
"""Of a processor, for all tests; whoever needs more runs in a circle."""
OPTIONS = (*FLAGS, *SHARED, "-w", "-DFIRMWARE_HASH=1u")
KILLED, SURVIVED, EQUAL, INVALID = "killed", "survived", "equal", "invalid"


class Tree(Struct, frozen=True):
    """The firmware compiled once, file by file."""

    folder: Path
    objects: dict[Path, Path]

    def changed(self, mutant: Mutant) -> Path | str:
        """The library with this change, or why there is none: `equal` or `invalid`."""
        source = CORE / mutant.file
        lines = source.read_text(encoding="utf-8").splitlines()
        lines[mutant.line - 1] = mutant.text
        scratch = self.folder / mutant.file
        scratch.write_text("\n".join(lines) + "\n", encoding="utf-8")
        output = scratch.with_suffix(".changed")
        if not _cc(*OPTIONS, "-I", str(CORE), "-c", str(scratch), "-o", str(output)):
            return INVALID
        if output.read_bytes() == self.objects[source].read_bytes():
            return EQUAL
        return self.linked({source: output}) or INVALID

    def linked(self, changes: dict[Path, Path]) -> Path | None:
        """The library, with other objects for these sources; None when it does not link."""
        library = self.folder / "rig.so"
        objects = (self.objects | changes).values()
        return library if _cc(*SHARED, *map(str, objects), "-o", str(library)) else None


def tree(folder: Path) -> Tree:
    """Everything that belongs into the library. Raises SystemExit when it does not compile."""
    parts = (path for place in (CORE, BOOT, VENDOR) for path in sorted(place.glob("*.c")))
    objects: dict[Path, Path] = {}
    for path in (*parts, *(NATIVE / name for name in LIBRARY)):
        objects[path] = folder / f"{path.stem}.o"
        if not _cc(*OPTIONS, "-c", str(path), "-o", str(objects[path])):
            raise SystemExit(f"{path} does not compile")
    return Tree(folder, objects)


def _cc(*arguments: str) -> bool:
    return subprocess.run(["cc", *arguments], check=False, capture_output=True).returncode == 0  # noqa: S603, S607


class Jury:
    """A pytest plugin: in place of one run, a run in a fork for each change."""

    def __init__(self, work: Callable[["Jury"], None]) -> None:
        self._work = work
        self._items: list[pytest.Item] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = list(session.items)
        self._work(self)
        return True

    def noticed_by(self, library: Path) -> str:
        """The first test that fails with this library; empty when none does."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._run(library, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            begun = pipe.read().decode().split()
        _, status = os.waitpid(child, 0)
        if status == 0:
            return ""
        at = int(begun[-1]) if begun else 0
        test = self._items.pop(at)
        self._items.insert(0, test)
        return test.nodeid

    def _run(self, library: Path, writing: int) -> None:
        """In the fork: tells the number of each test that it begins; ends with the first that fails."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        os.environ["DRAWER_RIG"] = str(library)
        for at, item in enumerate(self._items):
            os.write(writing, f"{at} ".encode())
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if item.session.testsfailed:
                os._exit(1)
        os._exit(0)


def _report(results: dict[str, str]) -> None:
    for group, files in FILES.items():
        found = [verdict for name, verdict in results.items() if name.partition(":")[0] in files]
        killed, survived = found.count(KILLED), found.count(SURVIVED)
        score = 100 * killed / max(1, killed + survived)
        print(f"{group}: {killed} of {killed + survived} noticed, {score:.1f} %;", end=" ")
        print(f"{found.count(EQUAL)} equivalent, {found.count(INVALID)} do not compile")
    print(*sorted(name for name, verdict in results.items() if verdict == SURVIVED), sep="\n")


def _known() -> dict[str, str]:
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {name: verdict for verdict, _, name in (line.partition("\t") for line in lines)}


def main(arguments: list[str]) -> None:
    """Judge what was not judged yet, then report all. Names of files as arguments: only those."""
    RESULTS.parent.mkdir(exist_ok=True)
    results = _known()
    again, names = "--again" in arguments, {name for name in arguments if name != "--again"}
    every = [mutant for files in FILES.values() for file in files for mutant in mutants(file)]
    results = {mutant.name: results[mutant.name] for mutant in every if mutant.name in results}
    chosen = [mutant for mutant in every if not names or mutant.file in names]

    def work(jury: Jury) -> None:
        unchanged = built.linked({})
        if unchanged is None or (failed := jury.noticed_by(unchanged)):
            raise SystemExit(f"fails without any change: {failed if unchanged else 'the linker'}")
        with RESULTS.open("a", encoding="utf-8") as out:
            for mutant in chosen:
                known = results.get(mutant.name)
                if known is not None and not (again and known == SURVIVED):
                    continue
                made = built.changed(mutant)
                verdict = made if isinstance(made, str) else KILLED if jury.noticed_by(made) else SURVIVED
                results[mutant.name] = verdict
                print(verdict, mutant.name, sep="\t", file=out, flush=True)

    settings.register_profile("judged", derandomize=True, database=None)
    with tempfile.TemporaryDirectory(prefix="mutate-firmware-") as scratch:
        built = tree(Path(scratch))
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:faulthandler",
            "-s",
            "--hypothesis-profile=judged",
            "-Wignore::pytest.PytestAssertRewriteWarning",
        ]
        pytest.main([*options, *TESTS], plugins=[Jury(work)])
    _report(results)


if __name__ == "__main__":
    main(sys.argv[1:])
