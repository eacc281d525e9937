"""The reference hospital side: publishes charts, formulary, staff and policy; commits and settles events.

cart hospital run --config hospital.toml
cart hospital import --config hospital.toml bundle.json        `cart hospital ACTION --help` has more
cart hospital status --config hospital.toml
"""

import argparse

from cart_agent.commands.actions import add_actions, run_action

ACTIONS: dict[str, tuple[str, str]] = {
    "run": ("hospital_run", "serve the carts until told to end"),
    "import": ("hospital_import", "take in FHIR bundles, or pharmacy's order list (CSV)"),
    "staff": ("hospital_staff", "who may use the carts: people, badges, PINs"),
    "withdraw": ("hospital_withdraw", "say that a cart's stock, a formulary part or a chart is over"),
    "status": ("hospital_status", "the carts: last event, gaps, refused, chain head, last seen"),
    "events": ("hospital_events", "the settled events"),
    "export": ("hospital_export", "MedicationAdministration as NDJSON"),
    "export-orders": ("hospital_export_orders", "a ward's orders in one signed file, for a USB stick"),
    "command": ("hospital_command", "send a cart a signed command"),
    "enrol": ("hospital_enrol", "answer a cart's request for a certificate"),
    "keygen": ("hospital_keygen", "make a signing key"),
}
"""Action -> its module in this package, one line of help."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_actions(parser, ACTIONS)


def run(options: argparse.Namespace) -> int:
    return run_action(options)
