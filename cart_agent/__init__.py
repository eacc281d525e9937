"""The smart medication cart: checks each dose against the orders, opens one drawer, records the outcome."""
