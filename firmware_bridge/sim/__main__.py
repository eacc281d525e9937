"""Compiles the simulated board if need be, then becomes it: `python -m firmware_bridge.sim --build DIR ...`.

All other options are those of `drawer-sim`; without any it prints them.
"""

import argparse
import os
import sys
from pathlib import Path

from firmware_bridge.errors import BuildFailed
from firmware_bridge.sim.build import build_simulator


def main() -> None:
    """Run with the process's arguments; does not return."""
    parser = argparse.ArgumentParser(prog="python -m firmware_bridge.sim", add_help=False)
    parser.add_argument("--build", type=Path, required=True, help="folder for the compiled program")
    options, rest = parser.parse_known_args()
    try:
        program = build_simulator(options.build)
    except BuildFailed as error:
        sys.exit(str(error))
    os.execv(program, [str(program), *(rest or ["--help"])])  # noqa: S606 - our own program, no shell wanted


if __name__ == "__main__":
    main()
