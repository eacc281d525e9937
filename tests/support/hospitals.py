"""A hospital in this process: the real one on the real broker, with the demo ward and a simulated clock."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cart_agent.broker.fleet import Fleet
from cart_agent.config.sections import Device
from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.link.settings import LinkSettings
from cart_agent.hospital.config import HospitalConfig, SigningSettings, WardSource
from cart_agent.hospital.process import run
from drivers import clock_simulated
from tests.support.asynchronous import PATIENCE
from tests.support.guarded import Guarded
from tests.support.scripted_cart import SITE, ScriptedCart, scripted_cart
from tests.support.site import guarded, identity

MORNING = datetime(2026, 3, 2, 0, 50, tzinfo=UTC)

WARDS = ("noi-a", "ngoai-b")
FLEET = Fleet(site=SITE, carts=dict.fromkeys(("cart-01", "cart-02", "cart-03"), WARDS))


class Scene(msgspec.Struct, kw_only=True):
    """Where everything of a test's hospital is."""

    config: HospitalConfig
    cart: ScriptedCart
    clock_file: Path


def hospital_config(
    directory: Path, port: int, mqtt: str = "5", ward: Path = WARD_DIRECTORY
) -> HospitalConfig:
    """The demo hospital with its files in `directory`, on a broker with the profile."""
    broker = LinkSettings(
        host="127.0.0.1",
        port=port,
        mqtt="5" if mqtt == "5" else "3.1.1",
        tls=identity("hospital"),
        backoff_min=0.1,
        backoff_max=0.5,
    )
    return HospitalConfig(
        site=SITE,
        broker=broker,
        clock=Device(driver="clock_simulated", settings={"file": str(directory / "clock.json")}),
        database=str(directory / "hospital.db"),
        wards=(WardSource(id="noi-a", directory=str(ward)),),
        carts=("cart-01", "cart-02"),
        signing=SigningSettings(public_key=str(directory / "hospital.pem")),
        control=str(directory / "hospital.sock"),
    )


@asynccontextmanager
async def running_hospital(config: HospitalConfig) -> AsyncIterator[None]:
    """Inside, the hospital has published everything."""
    clock_file = str(config.clock.settings["file"])
    if not Path(clock_file).exists():
        clock_simulated.create(Path(clock_file), MORNING)
    clock = clock_simulated.open(clock_simulated.Settings(file=clock_file))
    ready = asyncio.Event()
    task = asyncio.create_task(run(config, clock, ready.set))
    try:
        started = asyncio.create_task(ready.wait())
        await asyncio.wait({task, started}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        assert ready.is_set()
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def site_broker(directory: Path) -> AbstractContextManager[Guarded]:
    """A real mosquitto with the profile for this hospital and its carts."""
    return guarded(directory / "broker", FLEET)


@asynccontextmanager
async def scene(directory: Path, mqtt: str = "5", ward: Path = WARD_DIRECTORY) -> AsyncIterator[Scene]:
    """A broker, the hospital on it and a scripted cart."""
    with site_broker(directory) as broker:
        config = hospital_config(directory, broker.port, mqtt, ward)
        async with running_hospital(config):
            with scripted_cart(broker.port, mqtt_version=mqtt) as cart:
                yield Scene(config=config, cart=cart, clock_file=directory / "clock.json")
