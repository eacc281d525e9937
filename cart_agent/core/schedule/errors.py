"""What a schedule can raise."""


class Unschedulable(ValueError):
    """The order does not say when its doses are due in a way that the cart can compute. `str()` is the
    reason."""
