"""Settings for all tests: no example of a property test fails for being slow on a busy machine."""

from hypothesis import settings

settings.register_profile("cart", deadline=None, print_blob=True)
settings.register_profile("soak", parent=settings.get_profile("cart"), max_examples=5_000)
settings.load_profile("cart")
