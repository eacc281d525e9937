"""`cart link`: keeps one connection to the agent and one to the broker, and hands over between them."""

import asyncio
import logging
import time
from pathlib import Path

from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import Welcome
from cart_agent.api.requests import LinkChanged
from cart_agent.his.link.backoff import Backoff
from cart_agent.his.link.desk import Desk
from cart_agent.his.link.session import LinkLost, Session
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.link.tasks import first
from cart_agent.his.topics import Topics

_log = logging.getLogger(__name__)


async def run(settings: LinkSettings, topics: Topics, socket: Path) -> None:
    """Run until cancelled. Without the agent nothing is connected: nobody could commit what arrives."""
    waits = Backoff(0.1, settings.backoff_min)
    said = ""
    while True:
        try:
            agent, welcome = await AgentClient.connect(socket, "link")
        except (AgentGone, Refused) as error:
            if said != (said := str(error)):
                _log.warning("%s", said)
            await asyncio.sleep(waits.take())
            continue
        waits.reset()
        said = ""
        try:
            await _serve(settings, topics, agent, welcome)
        except (AgentGone, Refused) as error:
            _log.warning("the agent is gone: %s", error)
            await asyncio.sleep(waits.take())
        finally:
            await agent.close()


async def _serve(settings: LinkSettings, topics: Topics, agent: AgentClient, welcome: Welcome) -> None:
    desk = Desk(topics, welcome)
    waits = Backoff(settings.backoff_min, settings.backoff_max)
    await first(desk.read(agent), _keep_connecting(settings, topics, agent, welcome, desk, waits))


async def _keep_connecting(
    settings: LinkSettings, topics: Topics, agent: AgentClient, welcome: Welcome, desk: Desk, waits: Backoff
) -> None:
    session = 0
    while True:
        session = max(session + 1, int(time.time() * 1000))
        await agent.request(LinkChanged, state="connecting")
        try:
            await Session(settings, topics, agent, desk, session, waits).run(welcome.subscribe)
        except LinkLost as lost:
            _log.warning("the link is down: %s", lost.reason)
            state = "refused" if lost.refused else "disconnected"
            await agent.request(LinkChanged, state=state, detail=lost.reason)
        await asyncio.sleep(waits.take())
