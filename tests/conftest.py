"""Settings for all tests: no example of a property test fails for being slow on a busy machine.

`make test` always tries the same examples: it refuses a change for what the change did, never for what luck
found elsewhere. `make soak` looks for new ones.
"""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.support.soak import FACTOR, examples

settings.register_profile(
    "cart",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=FACTOR == 1,
    print_blob=True,
    max_examples=examples(100),
)
settings.load_profile("cart")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with slow tests first: a long one that begins last keeps the other workers idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


# pytest imports readline, which tells all processes after it a size that no terminal of the tests has.
for name in ("LINES", "COLUMNS"):
    os.environ.pop(name, None)
    os.unsetenv(name)

# A job in the background ignores Ctrl-C, and so would all programs that a test of it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
