"""The paper fallback: a ward's current orders and records on A4, to go on with when the cart is dead."""

from cart_agent.paper.pages import render
from cart_agent.paper.ward import DueLine, GivenLine, PatientPaper, PrnLine, WardPaper

__all__ = ["DueLine", "GivenLine", "PatientPaper", "PrnLine", "WardPaper", "render"]
