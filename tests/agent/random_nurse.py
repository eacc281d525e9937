"""A nurse who mostly does what the screen asks for, and sometimes anything at all; so do all others."""

from collections.abc import Callable
from random import Random

from cart_agent.api.pushes import Reply
from cart_agent.api.views import SessionView
from cart_agent.hospital.documents import content
from drivers.interfaces import AlarmKind, DrawerState
from tests.agent.cart_help import ITEMS, Cart
from tests.agent.random_taps import BADGES, FIELDS, TAPS, Sight

NURSES = ("badge:lan", "badge:hung", "badge:thao")
SECONDS = ("lan", "hung", "thao", "minh")
BANDS = [item for item in ITEMS if item.startswith("band:p")]
PACKS = [item for item in ITEMS if item.startswith("pack:")]
RARELY = {"cancel": 0.5, "logout": 0.15, "note": 0.1, "ask-prescriber": 0.2, "resolve": 0.4, "review": 0.4}
PASSES = (0.5, 1, 1, 1, 5, 30, 61, 300, 900, 3600)
"""Seconds."""


class RandomNurse:
    """`done` tells what happened; `crashed` is called after each restart."""

    def __init__(self, cart: Cart, seed: int, replied: Callable[[Reply], None]) -> None:
        self._cart = cart
        self._dice = Random(seed)
        self._replied = replied
        self._badge = "lan"
        self.done: list[object] = []

    def step(self) -> None:
        """One scan, one tap, or one thing that happens to the cart."""
        view = self._cart.view
        if self._cart.drawers.waiting and self._chance(0.85):
            self._drawer_answers()
        elif not (self._chance(0.72) and view.state in EXPECTED and EXPECTED[view.state](self, view)):
            self._dice.choices(*ANYTHING)[0](self, view)

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    # What the screen asks for

    def _scan(self, item: str) -> bool:
        self.done.append(item)
        self._badge = item.removeprefix("badge:") if item.startswith("badge:") else self._badge
        self._cart.scan(item)
        return True

    def _tap(self, tag: str) -> bool:
        fields = FIELDS[TAPS[tag]](Sight(self._cart, self._dice, self._badge))
        if fields is not None:
            self.done.append((tag, fields))
            self._replied(self._cart.tap(TAPS[tag], **fields))
        return True

    def _second(self, view: SessionView) -> bool:
        if view.candidate and "pin" in view.actions:
            return self._tap("pin")
        mine = BADGES[view.person.id] if view.person else ""
        return self._scan("badge:" + self._dice.choice([one for one in SECONDS if one != mine]))

    def _answer(self, view: SessionView) -> bool:
        """A gate has answered."""
        severity = view.verdict.severity if view.verdict else ""
        if severity == "witness" and "confirm" not in view.actions:
            return self._second(view)
        if severity == "stop" and view.state == "verify" and self._chance(0.6):
            return self._scan(self._pack(view))
        seldom = [tag for tag in ("override", "put-back") if self._chance(0.4)]
        wanted = ("confirm", "give", *seldom, "not-given", "cancel")
        return any(tag in view.actions and self._tap(tag) for tag in wanted)

    def _patient(self, view: SessionView) -> bool:
        return self._tap("choose-dose" if self._chance(0.85) else self._dice.choice(view.actions))

    def _fetch(self, view: SessionView) -> bool:
        drawer = view.drawer
        if drawer is not None and self._cart.drawers.states[drawer] is DrawerState.UNLOCKED:
            self._cart.drawers.pull(drawer)
            return True
        if "put-back" in view.actions and self._chance(0.1):
            return self._tap("put-back")
        return self._scan(self._pack(view))

    def _pack(self, view: SessionView) -> str:
        name = view.dose.generic.lower()[:6] if view.dose else ""
        fitting = [item for item in PACKS if name and ITEMS[item].title.lower().startswith(name)]
        return self._dice.choice(fitting if fitting and self._chance(0.85) else PACKS)

    def _mix(self, view: SessionView) -> bool:
        if "label" in view.actions and self._chance(0.6):
            return self._tap("label")
        return self._scan(self._dice.choice(["pack:saline-500", self._pack(view)]))

    def _closing(self, _: SessionView) -> bool:
        opened = self._drawers(DrawerState.OPEN)
        if opened:
            self._cart.drawers.push(opened[0])
        return bool(opened)

    def _stopped(self, view: SessionView) -> bool:
        return self._tap("cancel") if "cancel" in view.actions else self._scan(self._dice.choice(BANDS))

    def _glass(self, view: SessionView) -> bool:
        if view.glass and view.glass.taken and "give-taken" in view.actions:
            return self._tap("give-taken")
        if "cancel" in view.actions and self._chance(0.4):
            return self._tap("cancel")
        return self._scan(self._dice.choice(PACKS))

    # Anything at all

    def _drawers(self, *states: DrawerState) -> list[int]:
        return [number for number, state in self._cart.drawers.states.items() if state in states]

    def _drawer_answers(self) -> None:
        failed = self._chance(0.05)
        self.done.append("unlock failed" if failed else "unlocked")
        self._cart.drawers.answer(not failed, self._dice.choice(["jam", "offline"]) if failed else "")

    def _drawer_moves(self, _: SessionView) -> None:
        drawers = self._cart.drawers
        moving = self._drawers(DrawerState.OPEN, DrawerState.UNLOCKED)
        if not moving:
            return
        number = self._dice.choice(moving)
        if drawers.states[number] is DrawerState.OPEN:
            drawers.push(number)
        else:
            self._dice.choice([drawers.pull, drawers.lock])(number)
        self.done.append(("drawer", number, drawers.states[number].value))

    def _alarm(self, _: SessionView) -> None:
        kind, number = self._dice.choice(list(AlarmKind)), self._dice.choice(self._cart.drawers.numbers)
        self.done.append((kind.value, number))
        self._cart.drawers.alarm(kind, number, entry=str(len(self.done)))

    def _time(self, _: SessionView) -> None:
        seconds = self._dice.choice(PASSES)
        self.done.append(("passes", seconds))
        self._cart.passes(seconds)
        if seconds > 60 and self._chance(0.8):
            self._cart.hears_manifest()

    def _order_changes(self, view: SessionView) -> None:
        """Mostly the one in hand."""
        encounter = view.patient.encounter_id if view.patient else self._dice.choice(self._patients())
        document = self._cart.hospital.library.chart(encounter)
        assert document is not None
        entries = [one["resource"] for one in content(document)["bundle"]["entry"]]
        orders = [one["id"] for one in entries if one["resourceType"] == "MedicationRequest"]
        if not orders:
            return
        order = (
            view.dose.order_id if view.dose and view.dose.order_id in orders else self._dice.choice(orders)
        )
        status = self._dice.choice(["active", "active", "stopped", "on-hold"])
        self.done.append((order, status))
        self._cart.hears(self._cart.hospital.change_order(encounter, order, status=status))
        if self._chance(0.9):
            self._cart.hears_manifest()

    def _patients(self) -> list[str]:
        return [line.encounter_id for line in self._cart.service.snapshot().round.patients]

    def _crash(self, _: SessionView) -> None:
        self.done.append("crash")
        self._cart.crash()

    def _any_scan(self, _: SessionView) -> None:
        self._scan(self._dice.choice(list(ITEMS)))

    def _any_tap(self, view: SessionView) -> None:
        """A rejected event is not there: the hospital of these tests refuses nothing."""
        if view.actions:
            weights = [RARELY.get(tag, 1.0) for tag in view.actions]
            self._tap(self._dice.choices(view.actions, weights)[0])


EXPECTED: dict[str, Callable[[RandomNurse, SessionView], bool]] = {
    "off": lambda nurse, _: nurse._scan(nurse._dice.choice(NURSES)),
    "pin": lambda nurse, _: nurse._tap("pin"),
    "witness": lambda nurse, _: nurse._tap("pin"),
    "round": lambda nurse, _: nurse._scan(nurse._dice.choice(BANDS)),
    "patient": RandomNurse._patient,
    "release": RandomNurse._answer,
    "doubt": lambda nurse, _: nurse._tap("answer-doubt"),
    "verify": RandomNurse._answer,
    "give": RandomNurse._answer,
    "second": RandomNurse._second,
    "override": RandomNurse._second,
    "blind": lambda nurse, _: nurse._tap("say-dose"),
    "fetch": RandomNurse._fetch,
    "put-back": lambda nurse, _: nurse._tap("put-back-done"),
    "mix": RandomNurse._mix,
    "count": lambda nurse, _: nurse._tap("count"),
    "closing": RandomNurse._closing,
    "stopped": RandomNurse._stopped,
    "glass": RandomNurse._glass,
}
ANYTHING: tuple[list[Callable[[RandomNurse, SessionView], None]], list[float]] = (
    [
        RandomNurse._drawer_moves,
        RandomNurse._alarm,
        RandomNurse._time,
        RandomNurse._order_changes,
        RandomNurse._crash,
        RandomNurse._any_scan,
        RandomNurse._any_tap,
    ],
    [0.15, 0.01, 0.25, 0.1, 0.03, 0.16, 0.3],
)
