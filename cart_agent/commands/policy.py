"""What a ward policy means.

    cart policy explain policy.json
    cart policy explain policy.json --language vi
    cart policy default > policy.json
    cart policy schema

`explain` says every rule in words; a rule that differs from the default begins with * and has the default
beside it. A signed policy may be given as it is: what it says is explained, its signature is not checked.
`default` prints the built-in policy, `schema` the JSON Schema of a policy document.
Exit status: 0 done; 1 the file is no policy that a cart would take; 2 used wrongly.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.decide import policy_report
from cart_agent.decide.schema import json_schema
from cart_agent.his.fhir import Unreadable, read_policy
from cart_agent.his.signing import body_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    explain = actions.add_parser("explain", help="say in words what a policy means")
    explain.add_argument("file", type=Path, metavar="FILE", help="the policy document")
    explain.add_argument("--language", choices=("vi", "en"), default="en", help="default: %(default)s")
    actions.add_parser("default", help="print the built-in policy")
    actions.add_parser("schema", help="print the JSON Schema of a policy")


def run(options: argparse.Namespace) -> int:
    if options.action == "explain":
        return _explain(options)
    printed = json_schema(Policy) if options.action == "schema" else DEFAULT
    encoded = msgspec.json.encode(printed, order="deterministic")
    print(msgspec.json.format(encoded).decode())
    return 0


def _explain(options: argparse.Namespace) -> int:
    try:
        policy = read_policy(_json(options.file.read_bytes()))
    except OSError as error:
        print(f"{options.file}: cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    except Unreadable as unreadable:
        print(f"{options.file}: {unreadable.reason}", file=sys.stderr)
        return 1
    print("\n".join(policy_report.explain(policy, options.language)))
    return 0


def _json(document: bytes) -> bytes:
    """The JSON, also of a signed policy (JWS, compact form). Raises Unreadable."""
    text = document.strip()
    if text.startswith(b"{") or text.count(b".") != 2:
        return text
    try:
        return body_of(text)
    except ValueError as error:
        raise Unreadable(f"policy: neither JSON nor signed: {error}") from error
