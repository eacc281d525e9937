"""What reading can raise."""


class Unreadable(ValueError):
    """A document, or one resource of it, that is not understood. `reason` is for the nurse and the
    engineer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
