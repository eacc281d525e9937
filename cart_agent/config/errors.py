"""What can be wrong with a configuration, worded for the person who edits the file."""

from msgspec import Struct


class Problem(Struct, frozen=True, kw_only=True):
    """One thing to mend, at one line."""

    line: int
    """From 1; 0 where the file as a whole is meant."""
    key: str
    """Dotted, entries of a list from 1: `scanners[2].port`. Empty for the file as a whole."""
    text: str


class ConfigError(Exception):
    """The configuration cannot be used. `problems` are in the order of the file."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(self._sentence(problem) for problem in self.problems))

    def _sentence(self, problem: Problem) -> str:
        line = str(problem.line) if problem.line else ""
        return ": ".join(
            part for part in (f"{self.file}:{line}".rstrip(":"), problem.key, problem.text) if part
        )
