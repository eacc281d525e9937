"""The lines of the control socket, as structs. `cart_agent.hospital.control` shows one of each."""

from decimal import Decimal

from msgspec import Struct


class _Control(Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """Base of all requests."""


class StopOrder(_Control, tag="stop-order", frozen=True, kw_only=True):
    order: str


class ChangeDose(_Control, tag="change-dose", frozen=True, kw_only=True):
    order: str
    value: Decimal
    unit: str


class CloseChart(_Control, tag="close-chart", frozen=True, kw_only=True):
    encounter: str


class PublishChart(_Control, tag="publish-chart", frozen=True, kw_only=True):
    """A new version of a chart, good or not, that the manifest then names."""

    document: str


class PublishRaw(_Control, tag="publish-raw", frozen=True, kw_only=True):
    topic: str
    payload: str
    retain: bool = True


class Events(_Control, tag="events", frozen=True, kw_only=True):
    pass


class Counts(_Control, tag="counts", frozen=True, kw_only=True):
    pass


AnyControl = StopOrder | ChangeDose | CloseChart | PublishChart | PublishRaw | Events | Counts
