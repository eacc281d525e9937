"""What the screen is told: the agent's knowledge as the plain structs of `cart_agent.api.views`."""

from cart_agent.agent.views.round import RoundList
from cart_agent.agent.views.session import session_view
from cart_agent.agent.views.status import status_view

__all__ = ["RoundList", "session_view", "status_view"]
