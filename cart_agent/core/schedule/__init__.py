"""When doses are due (FHIR Timing in the ward's zone), in which window, and what is due now."""

from cart_agent.core.schedule.answers import answers, merge
from cart_agent.core.schedule.due import DueDose, DueStatus, due_list, is_critical
from cart_agent.core.schedule.errors import Unschedulable
from cart_agent.core.schedule.times import dose_times, nearest_dose, on_demand
from cart_agent.core.schedule.windows import DoseWindow, neighbours, window_of

__all__ = [
    "DoseWindow",
    "DueDose",
    "DueStatus",
    "Unschedulable",
    "answers",
    "dose_times",
    "due_list",
    "is_critical",
    "merge",
    "nearest_dose",
    "neighbours",
    "on_demand",
    "window_of",
]
