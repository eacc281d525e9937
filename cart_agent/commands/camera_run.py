"""The cart's camera as one more scanner: frames in, scans to the agent. It has no records and no drawers.

cart camera run --config /etc/cart/cart.toml

Needs a section `[camera]` in the configuration.
"""

import argparse
from pathlib import Path

from cart_agent.commands.service import add_options, serve
from cart_agent.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    return serve("camera", options, lambda: _run(options.config))


async def _run(file: Path) -> None:
    from cart_agent import wiring  # noqa: PLC0415 - only what this command needs
    from cart_agent.camera import CameraProcess  # noqa: PLC0415

    config = load(file)
    if config.camera is None:
        raise OSError(f"{file}: there is no section [camera]: this cart has no camera")
    await CameraProcess(wiring.open_camera(config.camera), Path(config.socket.path)).run()
