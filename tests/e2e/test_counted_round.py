"""The touchscreen's effort on a whole cart: scans and taps of each case, as the design counts them.

Real agent, real scanner bytes, the real screen on a pty. Log-in comes before; a PIN counts as one thing.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from cart_agent.api.client import AgentClient
from cart_agent.api.views import StatusView
from cart_agent.demo.cart import SimulatedCart, simulated_cart
from cart_agent.demo.items import ward_items
from cart_agent.demo.place import demo_ward
from tests.ui.terminal import Terminal
from ui_tui.settings import UiSettings
from ui_tui.touch import COMMIT_REST

pytestmark = pytest.mark.slow

ITEMS = {item.id: item for item in ward_items()}
PINS = demo_ward().pins()


class Hands:
    """Scans and taps are counted; waiting is not."""

    def __init__(self, cart: SimulatedCart) -> None:
        self.cart = cart
        self.terminal = Terminal(UiSettings(socket=cart.files.agent_socket))
        self.scans = self.taps = 0

    async def do(self, work: Callable[..., Any], *values: Any) -> Any:
        """The screen is read in a thread, so that the cart's own tasks go on."""
        return await asyncio.to_thread(work, *values)

    async def scan(self, item: str, then: str) -> None:
        self.cart.scanner.send(ITEMS[item])
        self.scans += 1
        await self.do(self.terminal.wait, then)

    async def tap(self, text: str, then: str) -> None:
        await self.do(self.terminal.tap, text)
        self.taps += 1
        await self.do(self.terminal.wait, then)

    async def pin(self, who: str, then: str) -> None:
        for count, digit in enumerate(PINS[who], 1):
            await self.do(self.terminal.tap, f" {digit} ")
            await self.do(self.terminal.wait, "● " * count)
        await self.do(self.terminal.tap, "OK")
        await self.do(self.terminal.wait, then)

    def counted(self) -> tuple[int, int]:
        """Scans and taps since the last time."""
        made, self.scans, self.taps = (self.scans, self.taps), 0, 0
        return made


async def ready(cart: SimulatedCart) -> None:
    """Wait until the whole ward's charts are on the cart, and its scanner is read."""
    client, welcome = await AgentClient.connect(cart.files.agent_socket, "ui")
    status = welcome.status
    try:
        async with asyncio.timeout(120):
            while status is None or not status.complete or not scans(status):
                push = await anext(client.pushes())
                status = getattr(push, "status", status)
    finally:
        await client.close()


def scans(status: StatusView) -> bool:
    return any((one.name, one.state) == ("scanner", "ready") for one in status.devices)


async def round_of_cases() -> dict[str, tuple[int, int]]:
    counted: dict[str, tuple[int, int]] = {}
    async with simulated_cart("mosquitto") as cart:
        await ready(cart)
        hands = Hands(cart)
        try:
            await hands.scan("badge:lan", "Nhập mã PIN")
            await hands.pin("badge:lan", "QUÉT VÒNG TAY")
            hands.counted()

            await witnessed(hands, counted)
            await as_needed(hands, counted)
            await refused(hands, counted)

            await hands.scan("band:p4", "ĐANG MỞ")
            await hands.scan("pack:ceftriaxone-1g", "ĐÚNG THUỐC")
            await hands.tap("MỘT PHẦN", "bao nhiêu")
            await hands.tap(" 0.5 g", "Vì sao chỉ")
            await hands.tap("Không đủ thuốc", "salbutamol")
            counted["partial"] = hands.counted()

            await hands.do(hands.terminal.wait, "ĐANG MỞ")
            await hands.scan("pack:salbutamol-neb", "ĐÚNG THUỐC")
            await hands.tap("✓ ĐÃ", "natri clorid")
            counted["one more dose"] = hands.counted()

            await hands.do(hands.terminal.wait, "ĐANG MỞ")
            await hands.tap("KHÔNG CHO", "Vì sao không cho")
            await hands.tap("Đang nhịn ăn", "Người khác")
            await hands.do(hands.terminal.wait, "✓ chỉ 0.5 g")  # what was given in part does not look whole
            counted["held, at the same patient"] = hands.counted()

            await hands.scan("band:p1", "ĐANG MỞ")
            await hands.tap("KHÔNG QUÉT", "Vì sao không quét")
            await hands.tap("Mã bị rách", "NGƯỜI THỨ HAI")
            by_nurse = hands.scans
            await hands.scan("badge:minh", "nhập PIN")
            hands.scans = by_nurse  # the second check
            await hands.pin("badge:minh", "✓ ĐÃ CHO UỐNG")
            await hands.tap("✓ ĐÃ CHO UỐNG", "metFORMIN")
            counted["unable to scan"] = hands.counted()
        finally:
            hands.terminal.close()
    return counted


async def witnessed(hands: Hands, counted: dict[str, tuple[int, int]]) -> None:
    """An anticoagulant that asks for a second person and for nothing else."""
    await hands.scan("band:p7", "NGƯỜI THỨ HAI")
    await hands.scan("badge:minh", "nhập PIN")
    await hands.pin("badge:minh", "ĐANG MỞ")
    await hands.scan("pack:enoxaparin-40", "ĐÚNG THUỐC")
    await hands.tap("✓ ĐÃ TIÊM", "ĐANG MỞ")
    counted["witness"] = hands.counted()

    await hands.do(hands.terminal.settle, COMMIT_REST + 0.5)  # another button stands where she committed
    await hands.tap("Để lại sau", "Người khác")
    hands.counted()


async def as_needed(hands: Hands, counted: dict[str, tuple[int, int]]) -> None:
    """First nothing else may be due: the bed's three doses are refused, and stand apart from what is left."""
    await hands.scan("band:p5", "ĐANG MỞ")
    for then in ("DỪNG LẠI", "ĐANG MỞ", "Hết thuốc đến giờ"):
        await refuse(hands, then)
    hands.counted()

    await hands.scan("band:p5", "paracetamol")
    await hands.tap("paracetamol", "0 không")
    await hands.tap(" 6 ", "ĐANG MỞ")
    await hands.scan("pack:paracetamol-500", "ĐÚNG THUỐC")
    await hands.tap("✓ ĐÃ CHO UỐNG", "▲ Đã ghi")
    counted["as needed"] = hands.counted()


async def refused(hands: Hands, counted: dict[str, tuple[int, int]]) -> None:
    """The late dose of the bed is refused; the next one, which comes by itself, is left for later."""
    await hands.scan("band:p6", "KHÔNG CHO")
    await refuse(hands, "NGƯỜI THỨ HAI")
    counted["refused"] = hands.counted()

    await hands.tap("Để lại sau", "Người khác")
    hands.counted()


async def refuse(hands: Hands, then: str) -> None:
    await hands.tap(" KHÔNG CHO  ", "Vì sao không cho")
    await hands.tap("TỪ CHỐI", then)


@pytest.mark.timeout(600)
def test_scans_and_taps_are_those_of_the_design() -> None:
    assert asyncio.run(round_of_cases()) == {
        "partial": (2, 3),
        "one more dose": (1, 1),
        "held, at the same patient": (0, 2),
        "unable to scan": (1, 3),
        "as needed": (2, 3),
        "refused": (1, 2),
        "witness": (3, 1),
    }
