"""The report of a shift: what every patient was given, told openly, and what the next shift has to settle."""

from cart_agent.report.pages import render
from cart_agent.report.shift import OpenLine, ShiftReport

__all__ = ["OpenLine", "ShiftReport", "render"]
