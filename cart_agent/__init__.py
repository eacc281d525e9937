"""The smart medication cart: checks each dose against the orders, opens one drawer, records the outcome."""

__version__ = "0.1.0"
