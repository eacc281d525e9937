"""How deep the firmware's stack can grow, from the call graph that GCC writes (`-fcallgraph-info=su`)."""

import re
from pathlib import Path

NODE = re.compile(r'node: \{ title: "([^"]+)" label: "[^"]*?\\n([^"]*?):\d+:\d+\\n(\d+) bytes \((\w+)\)')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')

LIBRARY_FRAME = 48
"""For what the compiler calls by itself (division, 64-bit shifts); more than any of them takes."""
INTERRUPT_FRAME = 40
"""Pushed by the processor: eight registers, and up to four bytes to align them twice."""
INDIRECT = "__indirect_call"
POINTED_AT = {
    "command_run": ("commands", "board_commands", "update"),
    "read_record": ("eventlog",),
}
"""Whose functions a caller reaches through a pointer; every other pointer leads into the port."""
PORT = ("main", "board", "flash")
INTERRUPTS = ("systick", "uart_interrupt")


class Unbounded(ValueError):
    """The stack has no bound: a function calls itself, or its frame's size is not known."""


def deepest_stack(graphs: list[Path]) -> int:
    """Bytes below main at the worst moment, with one interrupt on top. Raises Unbounded."""
    graph = Graph("\n".join(path.read_text(encoding="utf-8") for path in graphs))
    interrupt = max(graph.depth(name) for name in INTERRUPTS) + INTERRUPT_FRAME
    return graph.depth("reset") + interrupt


class Graph:
    """Functions with their frames and calls. A static function's title is `path:name`."""

    def __init__(self, text: str) -> None:
        self._frames: dict[str, int] = {}
        self._files: dict[str, str] = {}
        for title, path, size, kind in NODE.findall(text):
            if kind != "static":
                raise Unbounded(f"{title}: a frame of {kind} size")
            self._frames[title] = int(size)
            self._files[title] = Path(path).stem
        self._calls: dict[str, set[str]] = {}
        for caller, callee in EDGE.findall(text):
            self._calls.setdefault(caller, set()).add(callee)
        self._called = {callee for callees in self._calls.values() for callee in callees}

    def depth(self, title: str, above: tuple[str, ...] = ()) -> int:
        """Bytes of this function and the deepest it calls."""
        if title in above:
            raise Unbounded(f"{title} calls itself: {' > '.join(above)}")
        if title == INDIRECT:
            return max((self.depth(target, above) for target in self._pointed_at(above[-1])), default=0)
        frame = self._frames.get(title, LIBRARY_FRAME)
        return frame + max(
            (self.depth(callee, (*above, title)) for callee in self._calls.get(title, ())), default=0
        )

    def _pointed_at(self, caller: str) -> list[str]:
        """Functions of the files that this caller's pointers lead to, which nobody calls by name."""
        files = POINTED_AT.get(_name(caller), PORT)
        uncalled = (title for title in self._frames if title not in self._called)
        return [title for title in uncalled if self._files[title] in files and _name(title) not in INTERRUPTS]


def _name(title: str) -> str:
    return title.rpartition(":")[2].partition(".")[0]
