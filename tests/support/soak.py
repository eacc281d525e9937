"""How long the property tests run: `SOAK=10 pytest` gives each ten times its examples."""

import os

FACTOR = int(os.environ.get("SOAK", "1"))


def examples(usual: int) -> int:
    """The number of examples for a test that usually has `usual`."""
    return usual * FACTOR
