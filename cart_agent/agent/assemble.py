"""Puts one agent together, on the store's thread."""

from datetime import timedelta
from pathlib import Path

from cart_agent.agent.admindesk import AdminDesk
from cart_agent.agent.agent import Agent
from cart_agent.agent.cameradesk import CameraDesk
from cart_agent.agent.certificate import CertificateWatch
from cart_agent.agent.clockwatch import ClockWatch
from cart_agent.agent.commands import Commands
from cart_agent.agent.diagnostics import Diagnostics
from cart_agent.agent.fileorders import FileOrders
from cart_agent.agent.hospital import HospitalDesk
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.paperwatch import PaperWatch
from cart_agent.agent.printdesk import PrintDesk
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.retention import Retention
from cart_agent.agent.service import Service
from cart_agent.agent.sounds import Sounds
from cart_agent.agent.views import RoundList
from cart_agent.agent.views.status import Outside
from cart_agent.config import CartConfig
from cart_agent.his.topics import Kind, Topics
from cart_agent.store import Reserve, Store
from cart_agent.ward import WardBook
from drivers.interfaces import Clock, Drawers, Sounder


def assemble(
    config: CartConfig, topics: Topics, clock: Clock, drawers: Drawers, sounder: Sounder | None = None
) -> Service:
    """The service over an opened store, with the session as it was left. Raises a StoreError or OSError."""
    store = Store.open(Path(config.store.path), config.cart.id)
    keys = {kid: Path(path).read_bytes() for kid, path in config.keys.items()}
    signed = frozenset(map(Kind, config.cart.signed))
    book = WardBook(store, topics, config.cart.wards, keys, signed)
    zone = config.cart.zone
    outside = Outside(cart=config.cart.id, wards=config.cart.wards, simulated=config.simulate)
    agent = Agent(
        store,
        Knowledge(store, book, zone),
        Recorder(store, config.cart.id, zone),
        clock,
        drawers,
        config.identify,
    )
    agent.memory.hold(Reserve(Path(f"{config.store.path}.reserve"), config.store.reserve_mib * 2**20))
    agent.sounds = Sounds(sounder, config.sound, clock, zone)
    agent.keep_for = timedelta(minutes=config.session.keep_minutes)
    agent.wake()
    hospital = HospitalDesk(agent, outside)
    commands = Commands(agent, Diagnostics(agent, outside, config), hospital.ask_every_ward)
    hospital.obey = commands.obey
    commands.wake()
    rounds = RoundList(agent.knowledge, agent.effects)
    admin = AdminDesk(agent, FileOrders(agent, hospital, topics, keys, rounds.changed))
    logout = timedelta(seconds=config.session.logout_seconds)
    agent.prints.enabled = bool(config.printer.url)
    service = Service(agent, hospital, outside, logout, rounds, admin, PrintDesk(agent, outside))
    service.chores = (
        ClockWatch(agent).look,
        Retention(agent, config.store).look,
        PaperWatch(agent, hospital.tell).look,
        hospital.tick,
    )
    if config.hospital.tls is not None:
        service.chores += (CertificateWatch(config.hospital.tls.cert_file, agent, outside).look,)
    if config.camera is not None:
        camera = CameraDesk(config.camera.name, clock, service.device)
        service.answer(camera.handlers)
        service.chores += (camera.look,)
    return service
