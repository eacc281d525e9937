"""Tries the changes that mutmut made, much faster than it does: the tests are collected once, and each change
gets a fork of that process in which they run until one fails.

Run in build/mutate/mutants by tools/mutate.sh, after mutmut has made the changes and noted which test reaches
which function. Results stand where mutmut has them, so it shows a change as before. Goes on where it stopped.

python tools/mutation_run.py rules schedule                     these of cart_agent/core; none: all
python tools/mutation_run.py rules --tests tests/corpus         quicker, by some of the tests only
python tools/mutation_run.py rules --again                      what survived before, by better tests now
"""

import argparse
import gc
import json
import os
import resource
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

CORE = "cart_agent.core."
NOT_REACHED, NOTICED, ENDLESS = 33, 1, 36
"""mutmut's codes: no test reaches the change; a test failed; the tests took too long."""
UNDER_TEST = "MUTANT_UNDER_TEST"
"""Where the changed code looks which change is on."""
PATIENCE = 30
"""So many times the processor time that the tests took when nothing was changed, and a second: endless."""


class Results:
    """mutmut's files of results, one beside each module."""

    def __init__(self, modules: Iterable[str], *, again: bool) -> None:
        retried = (0, NOT_REACHED) if again else (None,)
        wanted = tuple(CORE + module for module in modules) or (CORE,)
        self._files: dict[str, Path] = {}
        self._told: dict[Path, dict[str, Any]] = {}
        for path in sorted(Path("cart_agent/core").rglob("*.meta")):
            told = self._told[path] = json.loads(path.read_text())
            self._files |= dict.fromkeys(told["exit_code_by_key"], path)
        self.untried = [
            name
            for name, path in self._files.items()
            if name.startswith(wanted) and self._told[path]["exit_code_by_key"][name] in retried
        ]
        # In any order, so that what is done when it is stopped is a fair sample.
        self.untried.sort(key=lambda name: sha256(name.encode()).digest())

    def note(self, name: str, code: int) -> None:
        """Write it down at once: the run may be stopped at any time."""
        path = self._files[name]
        self._told[path]["exit_code_by_key"][name] = code
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(self._told[path], indent=4))
        fresh.replace(path)


class Runner:
    """A pytest plugin that runs the collected tests once for each change."""

    def __init__(self, modules: list[str], *, again: bool) -> None:
        self._results = Results(modules, again=again)
        stats = json.loads(Path("mutmut-stats.json").read_text())
        self._reached_by: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self._seconds: dict[str, float] = stats["duration_by_test"]
        self._sharp: defaultdict[str, list[str]] = defaultdict(list)
        self._running: dict[int, tuple[str, int]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        _warm_up(session)
        gc.collect()
        gc.freeze()  # a fork that looks through all of it would copy all of it
        for done, name in enumerate(self._results.untried):
            tests = [items[one] for one in self._tests(name) if one in items]
            if not tests:
                self._results.note(name, NOT_REACHED)
                continue
            while len(self._running) >= (os.cpu_count() or 1):
                self._wait()
            self._start(name, tests)
            if done % 100 == 0:
                print(f"{time.strftime('%H:%M:%S')} {done} of {len(self._results.untried)}", flush=True)
        while self._running:
            self._wait()
        return True

    def _tests(self, name: str) -> list[str]:
        """Those that noticed another change of the function first, then the quick ones."""
        function = _function(name)
        quick = sorted(self._reached_by.get(function, ()), key=lambda one: (self._seconds.get(one, 0), one))
        return list(dict.fromkeys([*self._sharp[function], *quick]))

    def _start(self, name: str, tests: list[pytest.Item]) -> None:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            seconds = int(PATIENCE * (1 + sum(self._seconds.get(test.nodeid, 0) for test in tests)))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            os._exit(_try(name, tests, writer))
        os.close(writer)
        self._running[child] = (name, reader)

    def _wait(self) -> None:
        child, status = os.wait()
        name, reader = self._running.pop(child)
        with os.fdopen(reader) as told:
            noticed = told.read()
        if noticed:
            sharp = self._sharp[_function(name)]
            sharp[:] = [noticed, *(one for one in sharp if one != noticed)][:20]
        code = os.waitstatus_to_exitcode(status)
        self._results.note(name, code if code >= 0 else ENDLESS)


def _function(name: str) -> str:
    return name.partition("__mutmut_")[0]


def _warm_up(session: pytest.Session) -> None:
    """Fill the caches that every fork would have to fill, and none of the code that is changed."""
    for test in session.items[::25]:
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=None)
    assert not session.testsfailed, "the tests fail although nothing is changed"
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith(CORE) else ():
            clear = getattr(value, "cache_clear", None)
            if clear is not None:
                clear()


def _try(name: str, tests: list[pytest.Item], writer: int) -> int:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    os.environ[UNDER_TEST] = name
    session = tests[0].session
    for test, following in zip(tests, [*tests[1:], None], strict=True):
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.testsfailed:
            os.write(writer, test.nodeid.encode())
            return NOTICED
    return 0


def main() -> int:
    sys.path.insert(0, "")
    os.environ[UNDER_TEST] = ""
    settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["mutmut"]
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    given.add_argument("modules", nargs="*")
    given.add_argument("--again", action="store_true")
    given.add_argument("--tests", nargs="+", default=settings["pytest_add_cli_args_test_selection"])
    options = given.parse_args()
    arguments = [*settings["pytest_add_cli_args"], *options.tests]
    runner = Runner(options.modules, again=options.again)
    return int(pytest.main(["--rootdir=.", "-q", "-s", *arguments], plugins=[runner]))


if __name__ == "__main__":
    sys.exit(main())
