"""From the start of the process until it says that it is ready, with a ward's orders in its store."""

from statistics import median

from bench.figures import Figure, Target
from bench.service import agent_command, floor_command, service
from bench.stage import Stage

FASTEST_AGENT = 4.0
"""Times the floor: Mopidy, the fastest of the comparable agents, took 0.26 s where the floor took 0.065 s.

That was measured earlier; it is not run here.
"""


async def measure(stage: Stage, runs: int) -> tuple[Figure, ...]:
    """The agent and the floor take turns, so that both have the same noise."""
    await stage.processes["link"].stop()
    await stage.processes["agent"].stop()
    agents, floors = [], []
    for _ in range(runs):
        with service(agent_command(stage)) as agent:
            agents.append(agent.seconds)
        with service(floor_command()) as floor:
            floors.append(floor.seconds)
    await stage.processes["agent"].start()
    await stage.processes["link"].start()
    return (
        Figure(
            what=f"agent: start to ready, {stage.charts} charts in the store, median of {runs}",
            measured=median(agents),
            unit="s",
            reference=median(floors),
            against="bare asyncio process",
            target=Target(limit=FASTEST_AGENT, of="ratio"),
        ),
    )
