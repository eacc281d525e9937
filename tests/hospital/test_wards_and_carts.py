"""One hospital process, two wards, three carts, on the real broker; others work on its books meanwhile."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.fhir import read_chart
from cart_agent.his.messages import Command, CommandKind, decode
from cart_agent.his.signing import open_signed
from cart_agent.his.topics import Kind
from cart_agent.hospital.books import Books
from cart_agent.hospital.commands import Commands
from cart_agent.hospital.config import HospitalConfig, WardSource
from cart_agent.hospital.seen import Lookout
from cart_agent.hospital.shelves import fill
from cart_agent.hospital.withdraw import withdraw
from drivers import clock_simulated
from drivers.clock_simulated import advance
from tests.support.asynchronous import asynchronous, until
from tests.support.hospital_books import EXAMPLES, SECOND_WARD, admission, intake, two_wards, written
from tests.support.hospitals import MORNING, running_hospital, site_broker
from tests.support.scripted_cart import PREFIX, Chain, ScriptedCart, scripted_cart

CARTS = ("cart-01", "cart-02", "cart-03")
FIRST, SECOND = (f"ward/{ward}/chart/VD-0101" for ward in ("noi-a", SECOND_WARD))


@asynccontextmanager
async def site(tmp_path: Path) -> AsyncIterator[tuple[HospitalConfig, dict[str, ScriptedCart]]]:
    with site_broker(tmp_path) as broker:
        config = two_wards(tmp_path, broker.port)
        ward = shutil.copytree(WARD_DIRECTORY, tmp_path / "noi-a")
        wards = (WardSource(id="noi-a", directory=str(ward)), *config.wards[1:])
        config = msgspec.structs.replace(config, wards=wards)
        async with running_hospital(config):
            with ExitStack() as stack:
                yield config, {name: stack.enter_context(scripted_cart(broker.port, name)) for name in CARTS}


def books(config: HospitalConfig) -> AbstractContextManager[Books]:
    """The books as another process opens them."""
    clock = clock_simulated.open(clock_simulated.Settings(file=str(config.clock.settings["file"])))
    return Books.open(config, clock)


async def hears(cart: ScriptedCart, topic: str, version: int) -> bytes:
    """Wait for this version on a topic, and for the manifest that names it; the message."""

    def there() -> bool:
        return f"{PREFIX}/{topic}" in cart.retained and cart.document(topic)["version"] == version

    await until(there, f"{topic} version {version}")
    return cart.retained[f"{PREFIX}/{topic}"]


def named(cart: ScriptedCart, ward: str) -> int:
    """The version that the ward's newest manifest names."""
    pin = cart.document(f"ward/{ward}/manifest")["charts"].get("VD-0101", {})
    return int(pin.get("version", 0))


@asynchronous
async def test_a_patient_who_moves_to_another_bed_and_another_ward_is_open_in_one_ward_only(
    tmp_path: Path,
) -> None:
    async with site(tmp_path) as (config, carts):
        cart = carts["cart-03"]
        with books(config) as desk:
            intake(desk).bundles([EXAMPLES / "admission.json"], MORNING)
            assert read_chart(await hears(cart, FIRST, 1)).bed == "A21"
            bundle = admission()
            bundle["entry"][4]["resource"]["identifier"][0]["value"] = "A05"
            intake(desk).bundles([written(tmp_path, bundle)], MORNING)
            assert read_chart(await hears(cart, FIRST, 2)).bed == "A05"
            bundle["entry"][3]["resource"]["identifier"][0]["value"] = SECOND_WARD
            intake(desk).bundles([written(tmp_path, bundle)], MORNING)

        assert read_chart(await hears(cart, FIRST, 3)).closed
        assert not read_chart(await hears(cart, SECOND, 4)).closed
        for ward, version in (("noi-a", 3), (SECOND_WARD, 4)):
            await until(lambda: named(cart, ward) == version, f"the manifest of {ward}")  # noqa: B023


@asynchronous
async def test_three_carts_settle_their_own_chains_and_a_dose_follows_the_patient_into_the_new_ward(
    tmp_path: Path,
) -> None:
    async with site(tmp_path) as (config, carts):
        chains = {name: Chain(name) for name in CARTS}
        for name, cart in carts.items():
            await cart.settles(chains[name].next())
        with books(config) as desk:
            intake(desk).bundles([EXAMPLES / "admission.json"], MORNING)
            about = json.loads(Chain().dose("vd-2001"))["resource"] | {
                "subject": {"reference": "Patient/vd-p1"}
            }
            await carts["cart-02"].settles(
                chains["cart-02"].dose("vd-2001", encounterId="VD-0101", resource=about)
            )
            await hears(carts["cart-01"], FIRST, 2)
            bundle = admission()
            bundle["entry"][3]["resource"]["identifier"][0]["value"] = SECOND_WARD
            intake(desk).bundles([written(tmp_path, bundle)], MORNING)
            chart = read_chart(await hears(carts["cart-03"], SECOND, 5))

        assert [one.order_id for one in chart.administrations] == ["vd-2001"]
        for cart in carts.values():
            assert cart.rejected == []


@asynchronous
async def test_a_signed_command_reaches_its_cart_once_and_is_written_down(tmp_path: Path) -> None:
    async with site(tmp_path) as (config, carts):
        with books(config) as desk:
            command = Command(
                command_id="C-1",
                kind=CommandKind.LOCKDOWN,
                not_after=MORNING.replace(hour=12),
                cart="cart-02",
            )
            late = msgspec.structs.replace(command, command_id="C-0", not_after=MORNING.replace(hour=0))
            Commands(desk.database).give(late, desk.sign)
            Commands(desk.database).give(command, desk.sign)
            await until(lambda: carts["cart-02"].payloads("cart/cart-02/command"), "the command")
            await until(lambda: Commands(desk.database).waiting(MORNING) == (), "the broker's receipt")
        heard = carts["cart-02"].payloads("cart/cart-02/command")
        public = {"hospital-1": (tmp_path / "hospital.pem").read_bytes()}
        opened = open_signed(heard[0], public)

        assert (opened.kid, decode(opened.body, Command), len(heard)) == ("hospital-1", command, 1)


@asynchronous
async def test_what_is_withdrawn_goes_out_empty_with_a_higher_version(tmp_path: Path) -> None:
    async with site(tmp_path) as (config, carts):
        cart = carts["cart-01"]
        with books(config) as desk:
            old = desk.library.every(Kind.STOCK)[0].version
            withdraw(desk.library, desk.database, Kind.STOCK, "cart-01", MORNING)
            withdraw(desk.library, desk.database, Kind.FORMULARY, "uong", MORNING)
        await hears(cart, "cart/cart-01/stock", old + 1)
        await until(lambda: cart.document("formulary/uong")["entry"] == [], "the empty part")

        assert cart.document("cart/cart-01/stock")["bundle"]["entry"] == []


@asynchronous
async def test_a_closed_chart_is_cleared_away_after_30_days_and_its_version_is_never_used_again(
    tmp_path: Path,
) -> None:
    async with site(tmp_path) as (config, carts):
        cart, topic = carts["cart-01"], "ward/noi-a/chart/E26-0001"
        with books(config) as desk:
            withdraw(desk.library, desk.database, Kind.CHART, "E26-0001", MORNING)
            await hears(cart, topic, 2)
            advance(tmp_path / "clock.json", timedelta(days=31).total_seconds())
            await until(lambda: cart.retained[f"{PREFIX}/{topic}"] == b"", "the empty topic")
            await until(
                lambda: "E26-0001" not in cart.document("ward/noi-a/manifest")["charts"], "the manifest"
            )
            fill(desk.library, desk.desk, config, desk.now)
            chart = desk.library.chart("E26-0001")

    assert chart is not None
    assert (chart.version, chart.payload) == (2, b"")


@asynchronous
async def test_a_changed_file_goes_out_and_a_torn_one_changes_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as (config, carts):
        cart = carts["cart-01"]
        path = Path(config.wards[0].directory) / "chart-E26-0001.json"
        whole = path.read_text()
        path.write_text(whole[:100])
        (path.parent / "bundle-new.json").write_text((EXAMPLES / "admission.json").read_text())
        path.write_text(whole.replace('"version": 1', '"version": 7', 1))
        await hears(cart, "ward/noi-a/chart/E26-0001", 7)
        await hears(cart, FIRST, 1)


@asynchronous
async def test_a_carts_state_and_its_last_sign_of_life_are_kept(tmp_path: Path) -> None:
    async with site(tmp_path) as (config, carts):
        carts["cart-01"].send(b'{"state": "ready", "session": 1}', "state")
        carts["cart-02"].send(b"{", "state")
        await carts["cart-02"].settles(Chain("cart-02").next())
        with books(config) as desk:
            await until(lambda: len(Lookout(desk.database).carts()) == 2, "both carts")
            seen = {one.cart: one.state for one in Lookout(desk.database).carts()}

    assert seen == {"cart-01": "ready", "cart-02": ""}


@pytest.mark.parametrize("kinds", [("charts",), ("formulary",), ("charts", "formulary")])
def test_charts_and_formulary_are_signed_where_the_site_asks(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    config = two_wards(tmp_path)
    signing = msgspec.structs.replace(config.signing, **dict.fromkeys(kinds, True))
    wanted = {Kind.STAFF, Kind.POLICY} | ({Kind.CHART} if "charts" in kinds else set())
    wanted |= {Kind.FORMULARY, Kind.STOCK} if "formulary" in kinds else set()

    assert signing.signed() == wanted
