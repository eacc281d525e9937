"""One chart document read: its version, what was understood, or why it was not."""

import msgspec
from msgspec import Struct

from cart_agent.his import fhir
from cart_agent.his.messages import ChartHeader, decode

_encoder = msgspec.json.Encoder(decimal_format="number")


class Reading(Struct, frozen=True, kw_only=True):
    """`reason` empty: understood. `version` None: not even its version could be read."""

    version: int | None = None
    reason: str = ""
    understood: bytes = b""


def read(body: bytes, encounter_id: str) -> Reading:
    """Read a chart document that came on this encounter's topic. Raises nothing, whatever the bytes."""
    try:
        header = decode(body, ChartHeader)
    except ValueError as error:
        return Reading(reason=str(error))
    if header.encounter_id != encounter_id:
        return Reading(reason="it names another encounter than its topic")
    if header.closed:
        return _tombstone(body, header)
    return _read_chart(body, header)


def _tombstone(body: bytes, header: ChartHeader) -> Reading:
    """A closed chart counts whatever else it holds; where it names its patient, the band still finds it."""
    read_whole = _read_chart(body, header)
    if not read_whole.reason:
        return read_whole
    closed = {"as_of": header.as_of, "closed": True}
    return Reading(version=header.version, understood=_encoder.encode(closed))


def _read_chart(body: bytes, header: ChartHeader) -> Reading:
    try:
        chart = fhir.read_chart(body)
    except fhir.Unreadable as unreadable:
        return Reading(version=header.version, reason=unreadable.reason or "not understood")
    except Exception as error:  # a fault of the reader must cost this patient's drawer, not the ward's
        return Reading(version=header.version, reason=f"the cart failed to read it: {error!r}")
    if (chart.version, chart.encounter_id) != (header.version, header.encounter_id):
        return Reading(version=header.version, reason="its parts name different versions or encounters")
    return Reading(version=header.version, understood=_encoder.encode(chart))
