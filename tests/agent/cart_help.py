"""One cart with everything real but the drawers' metal: store, ward book, gates, session, views."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.agent.assemble import assemble
from cart_agent.api import requests as ask
from cart_agent.api.pushes import Reply, StoredEvent
from cart_agent.api.views import SessionView, StatusView
from cart_agent.config import load
from cart_agent.demo import files
from cart_agent.demo.items import ward_items
from cart_agent.demo.place import demo_ward
from cart_agent.his.messages import Envelope
from cart_agent.his.topics import Topics
from cart_agent.hospital.wire import Publication
from drivers import clock_simulated
from drivers.interfaces import DrawerReport, Scan
from tests.agent.fake_drawers import FakeDrawers
from tests.agent.hospital_desk import PUBLIC, Hospital

WARD = demo_ward()
ITEMS = {item.id: item for item in ward_items()}
PINS = {person.id: person.pin for person in WARD.people}


class Cart:
    """A nurse's hands on one cart. `directory` survives a restart."""

    def __init__(self, directory: Path) -> None:
        self.files = files.Files(directory=directory)
        files.write(self.files, files.Setting(broker_port=1, cart_port=1, mqtt="5", logout_seconds=60))
        (directory / "hospital.pem").write_bytes(PUBLIC)
        clock_simulated.create(self.files.clock, WARD.start)
        self.clock = clock_simulated.SimulatedClock(clock_simulated.Settings(file=str(self.files.clock)))
        self.hospital = Hospital(directory / "hospital.db")
        self.topics = Topics(site=WARD.site, cart=WARD.cart)
        self.start()
        for publication in self.hospital.everything(self.clock.now()):
            assert self.hears(publication).ok

    def start(self) -> None:
        """The agent starts over what is on the disk; every drawer is shut."""
        self.drawers = FakeDrawers()
        self.service = assemble(load(self.files.cart), self.topics, self.clock, self.drawers)
        self.agent = self.service._agent
        self.drawers.start(self._report)

    def crash(self) -> None:
        """The agent dies and starts again: nothing is said good-bye to."""
        self.agent.store.close()
        self.start()

    def power_cut(self, seconds: float) -> None:
        """The power goes for so long and comes back: another boot."""
        self.agent.store.close()
        later = self.clock.now() + timedelta(seconds=seconds)
        clock_simulated.create(self.files.clock, later, boot=f"{self.clock.boot_id} and one more")
        self.start()

    def close(self) -> None:
        self.agent.store.close()
        self.hospital.database.close()

    def _report(self, report: DrawerReport) -> None:
        self.service.device(report)

    # The hospital

    def hears(self, publication: Publication, *, again: bool = False) -> Reply:
        """One message of the hospital arrives."""
        document = ask.Document(
            id=1,
            topic=publication.topic,
            payload=publication.payload,
            retained=publication.retain,
            again=again,
        )
        return self.service.link((document,))[0]

    def hears_manifest(self) -> None:
        assert self.hears(self.hospital.manifest(self.clock.now())).ok

    def passes(self, seconds: float) -> None:
        """Time passes, and the agent ticks once."""
        clock_simulated.advance(self.files.clock, seconds)
        self.service.tick()

    # Hands

    def scan(self, item: str) -> SessionView:
        found = ITEMS[item]
        return self.scan_raw(found.raw, found.symbology)

    def scan_raw(self, raw: bytes, symbology: str = "") -> SessionView:
        self.service.device(
            Scan(raw=raw, symbology=symbology, device="scanner", monotonic=self.clock.monotonic())
        )
        return self.view

    def tap(self, kind: type[ask.Tap], **fields: Any) -> Reply:
        """A tap on the screen as it is."""
        return self.service.request(kind(id=2, revision=self.view.revision, **fields))

    def log_in(self, who: str = "lan") -> SessionView:
        self.scan(f"badge:{who}")
        assert self.tap(ask.EnterPin, pin=PINS[who]).ok
        return self.view

    def witness(self, who: str = "minh", dose: str = "5 mg") -> SessionView:
        """A second person: badge, PIN, and the dose that she is not shown, where she is asked for it."""
        self.scan(f"badge:{who}")
        assert self.tap(ask.EnterPin, pin=PINS[who]).ok
        if self.view.state == "blind":
            value, unit = dose.split(" ", 1)
            assert self.tap(ask.SayDose, value=value, unit=unit).ok
        return self.view

    def open_drawer(self) -> SessionView:
        """The unit unlocks and she pulls the drawer."""
        drawer = self.drawers.waiting[0][0]
        self.drawers.answer()
        self.drawers.pull(drawer)
        return self.view

    def choose(self, order: str, **fields: Any) -> Reply:
        return self.tap(ask.ChooseDose, key=self.key(order), **fields)

    def key(self, order: str) -> str:
        """The first dose of an order that is not done; else its first."""
        assert self.view.patient is not None
        doses = [dose for dose in self.view.patient.doses if dose.order_id == order]
        open_doses = [dose for dose in doses if dose.status not in ("given", "not-given")]
        return (open_doses or doses)[0].key

    # What she sees, and what is on the disk

    @property
    def view(self) -> SessionView:
        return self.service.snapshot().session

    @property
    def status(self) -> StatusView:
        return self.service.snapshot().status

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.view.verdict.findings] if self.view.verdict else []

    @property
    def notice(self) -> str:
        return self.view.notice["en"] if self.view.notice else ""

    def stored(self) -> tuple[StoredEvent, ...]:
        return self.agent.store.events(0, 10_000)

    def events(self, kind: str = "") -> list[Envelope]:
        """The events on the disk, of one kind or all."""
        found = [msgspec.json.decode(event.message, type=Envelope) for event in self.stored()]
        return [event for event in found if kind in ("", event.kind.value)]

    def resources(self, kind: str) -> list[Any]:
        """The resources of one kind of event, numbers as they were written."""
        decoder = msgspec.json.Decoder(float_hook=Decimal)
        messages = [decoder.decode(event.message) for event in self.stored()]
        return [one["resource"] for one in messages if one["kind"] == kind]

    def facts(self, kind: str) -> list[str]:
        """The subtypes of the audit events of one kind."""
        return [one["subtype"][0]["code"] for one in self.resources(kind)]
