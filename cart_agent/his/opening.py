"""A chart document opened: its outside, then all of it, or the reason why not."""

from cart_agent.core.chart import Chart
from cart_agent.his import fhir
from cart_agent.his.fhir import Unreadable
from cart_agent.his.messages import ChartHeader, decode


def header_of(body: bytes) -> ChartHeader:
    """Version, encounter, closed or not. Raises Unreadable."""
    try:
        return decode(body, ChartHeader)
    except ValueError as error:
        raise Unreadable(str(error)) from error


def chart_of(body: bytes, header: ChartHeader) -> Chart:
    """The whole chart. Raises Unreadable and nothing else, whatever the bytes."""
    try:
        chart = fhir.read_chart(body)
    except Unreadable as unreadable:
        raise Unreadable(unreadable.reason or "not understood") from unreadable
    except Exception as error:  # a fault of the reader must cost this patient's drawer, not the ward's
        raise Unreadable(f"the cart failed to read it: {error!r}") from error
    if (chart.version, chart.encounter_id) != (header.version, header.encounter_id):
        raise Unreadable("its parts name different versions or encounters")
    return chart
