"""What the hospital told this cart about its wards, and how sure of it the cart is."""

from cart_agent.ward.book import WardBook
from cart_agent.ward.held import ClosedChart, UnreadableChart
from cart_agent.ward.people import Person, PinAnswer
from cart_agent.ward.received import Notice, NoticeCode, Received

__all__ = [
    "ClosedChart",
    "Notice",
    "NoticeCode",
    "Person",
    "PinAnswer",
    "Received",
    "UnreadableChart",
    "WardBook",
]
