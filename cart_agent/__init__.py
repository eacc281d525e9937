"""The smart medication cart: checks each dose against the doctor's orders, opens one drawer, records what was given."""
