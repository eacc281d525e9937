"""The camera as a scanner, and the codes in picture files.

cart camera run --config /etc/cart/cart.toml
cart camera decode photo.jpg scan.png --json                  `cart camera ACTION --help` has more
cart camera preview --config /etc/cart/cart.toml --live
cart camera bench FOLDER
"""

import argparse

from cart_agent.commands.actions import add_actions, run_action

ACTIONS: dict[str, tuple[str, str]] = {
    "run": ("camera_run", "read codes with the cart's camera and hand them to the agent"),
    "decode": ("camera_decode", "tell the codes in picture files"),
    "preview": (
        "camera_preview",
        "show what the camera sees, the codes outlined, and advise on light and focus",
    ),
    "bench": ("camera_bench", "how many pictures of a folder can be read, and what each costs"),
}
"""Action -> its module in this package, one line of help."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, ACTIONS)


def run(options: argparse.Namespace) -> int:
    return run_action(options)
