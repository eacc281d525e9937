"""What can go wrong between the host and the drawer board."""

from firmware_bridge.protocol.generated import Refusal


class BridgeError(Exception):
    """Base of all errors of this package."""


class BadFrame(BridgeError):
    """Bytes that are no frame: broken stuffing, wrong CRC, or a body of the wrong length."""


class LinkLost(BridgeError):
    """The board does not answer, or has begun anew. What it did with the last command is not known."""


class Refused(BridgeError):
    """The board understood the command and did not do it."""

    def __init__(self, command: str, refusal: Refusal) -> None:
        super().__init__(f"{command} refused: {refusal.name.lower()}")
        self.refusal = refusal

    @property
    def reason(self) -> str:
        """Short code such as `drawer-open`."""
        return self.refusal.name.lower().replace("_", "-")


class BuildFailed(BridgeError):
    """The firmware could not be compiled for this machine; the message says what to do."""


class SimulatorFailed(BridgeError):
    """The simulated board did not start, died, or refused an order; the message holds its own words."""


class BadImage(BridgeError):
    """A file is no image for this board, or not signed by the right key."""


class UpdateFailed(BridgeError):
    """The board does not run the new image; the message says what it runs instead and why."""

    reason = "not-started"
    """Short code: its loader did not start the image."""


class NotWell(UpdateFailed):
    """The new image ran, was not in order, and was given up."""

    reason = "not-well"
