"""How a reader of one kind says that the scan is not of that kind."""

from cart_agent.core.identify.kinds import Reason


class Refused(Exception):
    """Caught in `identify`, which answers `Unreadable`; never seen outside this package."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
