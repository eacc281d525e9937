"""What a report holds, in plain text of one language. Everything is decided before; the pages lay it out."""

from msgspec import Struct

from cart_agent.paper import WardPaper


class OpenLine(Struct, frozen=True, kw_only=True):
    """Something that is not settled: when it began, and what it is."""

    when: str
    text: str


class ShiftReport(Struct, frozen=True, kw_only=True):
    """One shift of one ward. Of each patient `given` is what was recorded in the shift, in order, and `due`
    what is late and not recorded."""

    paper: WardPaper
    period: str
    """`07:00 02/03 - 15:00 02/03`."""
    items: tuple[OpenLine, ...] = ()
    """Open items: drawers without an outcome, counts, reviews, notes for the next shift."""
    nobody: tuple[OpenLine, ...] = ()
    """Given in an emergency, while the cart did not know to whom: on no patient's page."""
    unsettled: tuple[OpenLine, ...] = ()
    """Records that the hospital has not confirmed."""
    rejected: tuple[OpenLine, ...] = ()
    """Records that the hospital refused, each with its word for why."""
