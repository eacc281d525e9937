"""What a finding code means: its rule, how severe, at which gate, where it comes from, what the nurse reads.

    cart explain
    cart explain PRN_MAX

Without a code it lists all. In a sentence, {name} stands for what the finding fills in.
Exit status: 0 explained; 1 there is no such code.
"""

import argparse
import difflib
import sys

from cart_agent.decide import catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a finding code, such as WRONG_DRUG")


def run(options: argparse.Namespace) -> int:
    if options.code is None:
        for code, rule in catalogue.rules().items():
            print(f"{code:21} {rule.severity[0]:8} {', '.join(rule.gates):22} {rule.en.split('. ')[0]}")
        return 0
    code = options.code.upper().replace("-", "_")
    if code not in catalogue.rules():
        near = difflib.get_close_matches(code, catalogue.rules(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `cart explain` lists all"
        print(f"there is no finding code {options.code}{hint}", file=sys.stderr)
        return 1
    print("\n".join(catalogue.explain(code)))
    return 0
