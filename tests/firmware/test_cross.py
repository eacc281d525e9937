"""The firmware for its chips: the same bytes each time, a bounded stack, an image that the chip takes."""

import shutil
import struct
from pathlib import Path

import pytest

from firmware_bridge import cross, stack
from firmware_bridge.errors import BuildFailed
from firmware_bridge.sim.build import FIRMWARE
from tests.firmware.conformance.boards import firmware

RAM_KIB = {"lm3s": 64, "rp2040": 256}
UF2_BLOCK = 512


@pytest.mark.parametrize("port", cross.PORTS)
def test_the_same_sources_give_the_same_bytes_wherever_they_lie(
    port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "a" / "longer" / "path"
    shutil.copytree(FIRMWARE, elsewhere)
    monkeypatch.setattr(cross, "FIRMWARE", elsewhere)
    monkeypatch.setattr(cross, "CORE", elsewhere / "core")
    again = cross.build(cross.PORTS[port], tmp_path / "out")
    first = firmware(port)
    assert again.bin.read_bytes() == first.bin.read_bytes()
    assert again.elf.read_bytes() == first.elf.read_bytes()


@pytest.mark.parametrize("port", cross.PORTS)
def test_stack_and_memory_fit_the_chip(port: str) -> None:
    built = firmware(port)
    assert 500 < built.stack_bytes <= 2_048
    assert built.ram_bytes + built.stack_bytes < RAM_KIB[port] * 1024


def test_the_uf2_holds_the_image_at_its_place() -> None:
    built = firmware("rp2040")
    assert built.uf2 is not None
    data = built.uf2.read_bytes()
    image = bytearray()
    for at in range(0, len(data), UF2_BLOCK):
        magic, second, flags, address, size, number, count, family = struct.unpack_from("<8I", data, at)
        assert (magic, second, flags, family) == (0x0A324655, 0x9E5D5157, 0x2000, 0xE48BFF56)
        assert (number, count) == (at // UF2_BLOCK, len(data) // UF2_BLOCK)
        assert address == 0x1000_0000 + len(image)
        assert data[at + 508 : at + 512] == b"\x30\x6f\xb1\x0a"
        image += data[at + 32 : at + 32 + size]
    assert bytes(image).rstrip(b"\0") == built.bin.read_bytes().rstrip(b"\0")


def test_the_boot_rom_would_take_the_image() -> None:
    image = firmware("rp2040").bin.read_bytes()
    assert cross.boot2_crc(image[:252]) == int.from_bytes(image[252:256], "little")
    assert cross.boot2_crc(b"123456789") == 0x0376E6E7  # CRC-32/MPEG-2 has this check value


def test_a_fault_in_the_sources_is_told_in_the_compilers_words(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="no-such-option"):
        cross.build(cross.PORTS["lm3s"], tmp_path, "--no-such-option")


def test_without_the_compiler_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildFailed, match="apt install gcc-arm-none-eabi"):
        cross.build(cross.PORTS["lm3s"], tmp_path / "out")


NODE = 'node: {{ title: "{name}" label: "{name}\\n/core/{file}.c:1:1\\n{size} bytes (static)" }}\n'
EDGE = 'edge: {{ sourcename: "{caller}" targetname: "{callee}" label: "x" }}\n'


def graph(frames: dict[str, int], calls: list[tuple[str, str]]) -> stack.Graph:
    files = {"read_record": "store"}
    nodes = "".join(
        NODE.format(name=name, file=files.get(name, "eventlog"), size=size) for name, size in frames.items()
    )
    return stack.Graph(nodes + "".join(EDGE.format(caller=a, callee=b) for a, b in calls))


def test_the_deepest_way_through_the_calls_counts() -> None:
    calls = [("a", "b"), ("a", "c"), ("c", "b")]
    assert graph({"a": 8, "b": 16, "c": 32}, calls).depth("a") == 8 + 32 + 16


def test_a_call_through_a_pointer_counts_as_the_deepest_it_can_reach() -> None:
    calls = [("start", "read_record"), ("read_record", stack.INDIRECT), ("load_event", "deep")]
    assert (
        graph({"read_record": 8, "load_event": 16, "deep": 100}, calls).depth("read_record") == 8 + 16 + 100
    )


def test_recursion_is_refused() -> None:
    with pytest.raises(stack.Unbounded, match="calls itself"):
        graph({"a": 8, "b": 8}, [("a", "b"), ("b", "a")]).depth("a")


def test_a_frame_of_unknown_size_is_refused() -> None:
    node = NODE.format(name="a", file="x", size=8).replace("static", "dynamic")
    with pytest.raises(stack.Unbounded, match="dynamic"):
        stack.Graph(node)
