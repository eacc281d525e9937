"""Settings for all tests: no example of a property test fails for being slow on a busy machine."""

from hypothesis import settings

from tests.support.soak import examples

settings.register_profile("cart", deadline=None, print_blob=True, max_examples=examples(100))
settings.load_profile("cart")
