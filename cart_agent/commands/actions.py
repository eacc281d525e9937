"""A command with actions: each action is a module of this package with `add_arguments` and `run`."""

import argparse
from collections.abc import Mapping
from importlib import import_module


def add_actions(parser: argparse.ArgumentParser, table: Mapping[str, tuple[str, str]]) -> None:
    """`table`: action -> its module in this package, one line of help."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, (module, help_line) in table.items():
        loaded = import_module(f"cart_agent.commands.{module}")
        action = actions.add_parser(
            name,
            help=help_line,
            description=loaded.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        loaded.add_arguments(action)
        action.set_defaults(act=loaded.run)


def run_action(options: argparse.Namespace) -> int:
    """Run the action that was chosen; returns its exit status."""
    status: int = options.act(options)
    return status
