"""What a cart hears from the hospital, on the real broker."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.signing import open_signed
from drivers.clock_simulated import advance
from tests.support.asynchronous import asynchronous, until
from tests.support.hospitals import Scene, hospital_config, running_hospital, scene, site_broker
from tests.support.scripted_cart import PREFIX, scripted_cart

MANIFEST = "ward/noi-a/manifest"


async def arrived(one: Scene) -> dict[str, Any]:
    """Wait for the manifest and for everything that it names; returns it."""
    await until(lambda: f"{PREFIX}/{MANIFEST}" in one.cart.retained, "a manifest")
    manifest = one.cart.document(MANIFEST)
    topics = [f"ward/noi-a/chart/{encounter}" for encounter in manifest["charts"]]
    topics += [f"formulary/{part}" for part in manifest["formulary"]["parts"]]
    topics += ["ward/noi-a/staff", "ward/noi-a/policy", "cart/cart-01/stock", "host/state"]
    await until(lambda: {f"{PREFIX}/{topic}" for topic in topics} <= set(one.cart.retained), "documents")
    return manifest


def digest(one: Scene, topic: str) -> str:
    return hashlib.sha256(one.cart.retained[f"{PREFIX}/{topic}"]).hexdigest()


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
@asynchronous
async def test_the_manifest_names_the_exact_bytes_of_every_retained_document(
    tmp_path: Path, mqtt: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "cart_agent.hospital")
    async with scene(tmp_path, mqtt) as one:
        manifest = await arrived(one)
        assert "connected to the broker" in caplog.text

        assert len(manifest["charts"]) == 8
        for encounter, pin in manifest["charts"].items():
            assert pin["sha256"] == digest(one, f"ward/noi-a/chart/{encounter}")
        for part, sha256 in manifest["formulary"]["parts"].items():
            assert sha256 == digest(one, f"formulary/{part}")
        assert manifest["staff"]["sha256"] == digest(one, "ward/noi-a/staff")
        assert manifest["policy"]["sha256"] == digest(one, "ward/noi-a/policy")


@asynchronous
async def test_charts_go_out_byte_for_byte_as_they_lie_in_the_directory(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await arrived(one)

        for path in WARD_DIRECTORY.glob("chart-*.json"):
            encounter = path.stem.removeprefix("chart-")
            assert one.cart.retained[f"{PREFIX}/ward/noi-a/chart/{encounter}"] == path.read_bytes()


@asynchronous
async def test_staff_and_policy_are_signed_with_the_key_whose_public_half_was_written(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await arrived(one)
        public = {"hospital-1": (tmp_path / "hospital.pem").read_bytes()}

        for name in ("staff", "policy"):
            opened = open_signed(one.cart.retained[f"{PREFIX}/ward/noi-a/{name}"], public)
            assert opened.kid == "hospital-1"
            assert opened.body == (WARD_DIRECTORY / f"{name}.json").read_bytes()


@asynchronous
async def test_a_manifest_comes_as_soon_as_its_time_is_over_also_when_the_clock_jumps(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        first = await arrived(one)
        advance(one.clock_file, 3600)
        await until(lambda: one.cart.document(MANIFEST)["seq"] > first["seq"], "the next manifest")
        second = one.cart.document(MANIFEST)

        assert second["epoch"] == first["epoch"]
        assert second["asOf"] > first["asOf"]


@asynchronous
async def test_epoch_and_sequence_do_not_go_back_when_the_hospital_starts_again(tmp_path: Path) -> None:
    with site_broker(tmp_path) as broker:
        config = hospital_config(tmp_path, broker.port)
        with scripted_cart(broker.port) as cart:
            for starts in (1, 2):
                async with running_hospital(config):
                    await until(lambda: len(cart.payloads(MANIFEST)) >= starts, "a manifest")  # noqa: B023
        manifests = [json.loads(payload) for payload in cart.payloads(MANIFEST)]

        assert len({manifest["epoch"] for manifest in manifests}) == 1
        numbers = [manifest["seq"] for manifest in manifests]
        assert numbers == sorted(set(numbers))


@asynchronous
async def test_a_hospital_says_when_it_is_ready_and_when_it_leaves(tmp_path: Path) -> None:
    with site_broker(tmp_path) as broker:
        with scripted_cart(broker.port) as cart:
            async with running_hospital(hospital_config(tmp_path, broker.port)):
                await until(lambda: cart.payloads("host/state"), "its birth")
            await until(lambda: len(cart.payloads("host/state")) > 1, "its goodbye")
        states = [json.loads(payload) for payload in cart.payloads("host/state")]

        assert [state["state"] for state in states] == ["ready", "lost"]
        assert states[0]["session"] == states[1]["session"]


@asynchronous
async def test_a_sync_brings_only_the_charts_that_the_cart_has_not(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        manifest = await arrived(one)
        have = {encounter: pin["version"] for encounter, pin in manifest["charts"].items()}
        have["E26-0003"] = 0
        before = len(one.cart.heard)
        sync = {"ward": "noi-a", "have": have, "reason": "connect"}
        one.cart.send(json.dumps(sync).encode(), "sync")
        await until(lambda: one.cart.document(MANIFEST)["seq"] > manifest["seq"], "the answer's manifest")

        topics = [topic.removeprefix(f"{PREFIX}/") for topic, _ in one.cart.heard[before:]]
        assert [topic for topic in topics if "/chart/" in topic] == ["ward/noi-a/chart/E26-0003"]
        assert {"ward/noi-a/staff", "ward/noi-a/policy", "formulary/uong", "formulary/tiem"} <= set(topics)


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b'{"ward": 5}', b'{"ward":"x","have":{},"reason":""}', b"\xff"]
)
@asynchronous
async def test_a_sync_that_makes_no_sense_is_passed_over(tmp_path: Path, rubbish: bytes) -> None:
    async with scene(tmp_path) as one:
        manifest = await arrived(one)
        one.cart.send(rubbish, "sync")
        one.cart.send(json.dumps({"ward": "noi-a", "have": {}, "reason": "x"}).encode(), "sync")
        await until(
            lambda: one.cart.document(MANIFEST)["seq"] > manifest["seq"], "the answer to the good one"
        )
