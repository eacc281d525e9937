"""Settings for all tests: no example of a property test fails for being slow on a busy machine."""

import os

from hypothesis import settings

from tests.support.soak import examples

settings.register_profile("cart", deadline=None, print_blob=True, max_examples=examples(100))
settings.load_profile("cart")

# pytest imports readline, which tells all processes after it a size that no terminal of the tests has.
for name in ("LINES", "COLUMNS"):
    os.environ.pop(name, None)
    os.unsetenv(name)
