"""One chart document read: its version, what was understood, or why it was not."""

import msgspec
from msgspec import Struct

from cart_agent.core.chart import Chart
from cart_agent.his.doubled import refuse_doubled
from cart_agent.his.fhir import Unreadable
from cart_agent.his.messages import ChartHeader
from cart_agent.his.opening import chart_of, header_of
from cart_agent.ward.held import Outline, outline_of


class Reading(Struct, frozen=True, kw_only=True):
    """`reason` empty: understood. `version` None: not even its version could be read."""

    version: int | None = None
    reason: str = ""
    outline: Outline | None = None
    chart: Chart | None = None
    """What was understood, to be kept at hand; None for a closed chart without its patient."""
    closed: bool = False


def read(body: bytes, encounter_id: str) -> Reading:
    """Read a chart document that came on this encounter's topic. Raises nothing, whatever the bytes."""
    try:
        refuse_doubled(body)
        header = header_of(body)
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
        return msgspec.structs.replace(read_whole, closed=True)
    outline = Outline(as_of=header.as_of, closed=True)
    return Reading(version=header.version, outline=outline, closed=True)


def _read_chart(body: bytes, header: ChartHeader) -> Reading:
    try:
        chart = chart_of(body, header)
    except Unreadable as unreadable:
        return Reading(version=header.version, reason=unreadable.reason)
    return Reading(version=header.version, outline=outline_of(chart), chart=chart)
