"""Everything about the cart's own drawer board: its firmware, its protocol and the host's end of the cable.

Knows nothing of medicine and nothing of the agent. `drivers.drawer_controller` is its user.
"""
