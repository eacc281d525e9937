"""`cart camera decode`: any picture file in, one line each out."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from bench.frames import KINDS, LINEAR, Kind, Look, frame
from bench.frames.payloads import Pixels
from cart_agent.cli import main
from drivers.camera.pipeline import Pipeline
from drivers.camera.still import read_still

F = zxingcpp.BarcodeFormat
GTIN, CARTON = "08936123450014", "18936123450011"
Lines = list[dict[str, Any]]


def decode(capsys: pytest.CaptureFixture[str], *paths: Path, also: tuple[str, ...] = ()) -> tuple[int, Lines]:
    more = [word for name in also for word in ("--also", name)]
    status = main(["camera", "decode", *map(str, paths), "--json", *more])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def picture(kind: Kind = "gs1dm") -> tuple[Pixels, bytes]:
    return frame(kind, 2, Look(module=4))


def _colour(grey: Pixels) -> Image.Image:
    return Image.fromarray(np.stack([grey, grey // 2 + 60, 255 - grey // 3 * 2], -1)).convert("RGB")


def _clear(grey: Pixels) -> Image.Image:
    """Black on nothing: the paper is transparent."""
    black = np.zeros((*grey.shape, 4), np.uint8)
    black[..., 3] = 255 - grey
    return Image.fromarray(black)


def _turned_by_exif(grey: Pixels) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(np.rot90(grey)))
    image.getexif()[0x0112] = 6
    return image


FORMS: dict[str, Callable[[Pixels], Image.Image]] = {
    "grey.png": Image.fromarray,
    "colour.jpg": _colour,
    "clear.png": _clear,
    "palette.gif": lambda grey: Image.fromarray(grey).convert("P"),
    "deep.png": lambda grey: Image.fromarray(grey.astype(np.uint16) * 200),
    "float.tif": lambda grey: Image.fromarray(grey.astype(np.float32) / 255),
    "negative.png": lambda grey: Image.fromarray(255 - grey),
    "faint.png": lambda grey: Image.fromarray((grey // 8 + 100).astype(np.uint8)),
    "upside.webp": lambda grey: Image.fromarray(np.ascontiguousarray(grey[::-1, ::-1])),
    "exif.jpg": _turned_by_exif,
    "large.jpg": lambda grey: Image.fromarray(grey).resize((5120, 2880)),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_picture_is_read(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grey, held = picture()
    image = FORMS[name](grey)
    image.save(tmp_path / name, exif=image.getexif())
    status, (line,) = decode(capsys, tmp_path / name)

    assert status == 0
    assert [one["raw_hex"] for one in line["payloads"]] == [held.hex()]
    assert line["payloads"][0]["symbology"] == "]d2"
    assert line["payloads"][0]["text"] == held.decode()
    assert line["cpu_ms"] > 0


@pytest.mark.parametrize("kind", ["ean13", "c128"])
def test_light_bars_on_dark_are_read(kind: Kind) -> None:
    grey, held = frame(kind, 2, Look(module=3))

    assert [one.raw for one in read_still(255 - grey)] == [held]


def test_databar_and_itf_are_read_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = np.full((720, 1280), 150, np.uint8)
    for place, (text, kind) in enumerate(((GTIN, F.DataBarOmni), (CARTON, F.ITF14))):
        code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3, add_quiet_zones=True))
        table[100 + 300 * place :, 300:][: code.shape[0], : code.shape[1]] = code
    Image.fromarray(table).save(tmp_path / "both.png")
    asked = decode(capsys, tmp_path / "both.png", also=("databar", "itf"))[1][0]["payloads"]

    assert decode(capsys, tmp_path / "both.png")[1][0]["payloads"] == []
    assert {one["symbology"]: one["text"] for one in asked} == {"]e0": f"01{GTIN}", "]I1": CARTON}
    assert [one.symbology for one in Pipeline(also=("databar",)).read(table)] == ["]e0"]


def test_all_codes_of_one_picture_are_told_each_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of each kind, in a picture 5040 pixels high."""
    frames = [
        frame(kind, 77 + number, Look(module=2.5 if kind in LINEAR else 4))
        for number, kind in enumerate(KINDS)
    ]
    Image.fromarray(np.vstack([one for one, _ in frames])).save(tmp_path / "all.png")
    _, (line,) = decode(capsys, tmp_path / "all.png")

    assert sorted(one["raw_hex"] for one in line["payloads"]) == sorted(held.hex() for _, held in frames)


def test_a_file_that_is_no_picture_gets_its_line_and_the_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grey, _ = picture()
    Image.fromarray(grey).save(tmp_path / "good.png")
    whole = (tmp_path / "good.png").read_bytes()
    (tmp_path / "text.png").write_text("this is no picture", encoding="utf-8")
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.jpg").write_bytes(b"")
    bad = [tmp_path / name for name in ("text.png", "cut.png", "empty.jpg", "absent.png")]
    status, lines = decode(capsys, *bad, tmp_path, tmp_path / "good.png")

    assert status == 1
    assert [("error" in line, len(line["payloads"])) for line in lines] == [(True, 0)] * 5 + [(False, 1)]


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (2, 2), (3, 3), (17, 5), (40, 41), (300, 1)])
def test_a_picture_of_any_size_is_no_error(size: tuple[int, int]) -> None:
    assert read_still(np.random.default_rng(1).integers(0, 255, size, np.uint8)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_code_is_read_small(kind: Kind) -> None:
    grey, held = frame(kind, 9, Look(module=4))
    found = read_still(np.ascontiguousarray(grey[::2, ::2]))

    assert [one.raw for one in found] == [held]


def test_a_file_name_may_hold_any_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    grey, held = picture()
    Image.fromarray(grey).save(tmp_path / name)
    status, (line,) = decode(capsys, tmp_path / name)

    assert (status, line["image"]) == (0, f"{tmp_path}/caf\\xe9.png")
    assert [one["raw_hex"] for one in line["payloads"]] == [held.hex()]
