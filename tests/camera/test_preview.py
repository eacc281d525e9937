"""`cart camera preview`: what the engineer sees in a terminal and in a picture."""

import signal
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.frames import Look, frame
from cart_agent.cli import main
from drivers.camera.sketch import GREEN
from tests.camera.camera_process import SECTION, eventually, show
from tests.commands.command_help import write_files
from tests.e2e.terminal import Terminal


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """The folder that the cart's camera looks at; its configuration is beside it."""
    folder = tmp_path / "seen"
    folder.mkdir()
    files = write_files(tmp_path)
    files.cart.write_text(files.cart.read_text() + SECTION.format(folder=folder))
    return folder


def green(picture: Path) -> int:
    """Pixels of outlines in it; 0 where there is no picture."""
    image = cv2.imread(str(picture)) if picture.exists() else None
    return 0 if image is None else int((image == np.array(GREEN, np.uint8)).all(-1).sum())


def config(seen: Path) -> str:
    return str(seen.parent / "cart.toml")


def test_a_live_preview_shows_what_is_held_before_the_camera_until_ctrl_c(seen: Path) -> None:
    show(seen, "gs1dm", 1)
    terminal = Terminal(["camera", "preview", "--config", config(seen), "--live"])
    try:
        terminal.wait_for("]d2:", "XX", "Light and focus are good.")
        held = show(seen, "c128", 2)
        terminal.wait_for("]C0:", "XX")
        assert held.decode() not in terminal.text()
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait_end() == 0
    finally:
        terminal.close()


def test_a_live_preview_in_a_file_follows_the_camera(seen: Path, tmp_path: Path) -> None:
    now = tmp_path / "now.png"
    terminal = Terminal(["camera", "preview", "--config", config(seen), "--live", "--out", str(now)])
    try:
        terminal.wait_for("Too dark")
        assert green(now) == 0
        show(seen, "gs1dm", 1)
        eventually(lambda: green(now) > 0, "the code is outlined")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait_end() == 0
    finally:
        terminal.close()
    assert not list(tmp_path.glob(".now*"))


@pytest.mark.parametrize("held", [True, False])
def test_one_frame_is_outlined_in_a_picture(
    seen: Path, held: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    out = seen.parent / "now.png"
    if held:
        show(seen, "gs1dm", 1)
    status = main(["camera", "preview", "--config", config(seen), "--out", str(out)])

    assert (status, green(out) > 0) == ((0, True) if held else (1, False))
    assert ("]d2" in capsys.readouterr().out) == held


def test_a_picture_is_outlined_where_its_code_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture, _ = frame("cccd", 3, Look(module=4))
    cv2.imwrite(str(tmp_path / "photo.png"), picture)

    assert main(["camera", "preview", str(tmp_path / "photo.png")]) == 0
    drawing = capsys.readouterr().out.splitlines()
    rows = [row for row, line in enumerate(drawing) if "XX" in line]
    assert rows[-1] > rows[0]


def test_every_picture_of_a_folder_is_shown_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "photos", tmp_path / "found"
    folder.mkdir()
    for number, (picture, _) in enumerate(
        (frame("gs1dm", 0, Look(module=4)), frame("c128", 1, Look(module=4)))
    ):
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    (folder / "notes.txt").write_text("no picture")

    assert main(["camera", "preview", str(folder)]) == 0
    said = capsys.readouterr()
    assert [said.out.count(word) for word in ("0.png:", "]d2:", "1.png:", "]C0:")] == [1, 1, 1, 1]
    assert said.out.index("0.png:") < said.out.index("]d2:") < said.out.index("1.png:")
    assert "notes.txt" in said.err

    assert main(["camera", "preview", str(folder), "--out", str(out)]) == 0
    assert [green(path) > 0 for path in sorted(out.iterdir())] == [True, True]


def test_a_folder_without_pictures_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["camera", "preview", str(tmp_path)]) == 1
    assert "no picture" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--live"], ["photo.png", "--live"], ["photo.png", "--config", "x"]])
def test_one_source_must_be_named(words: list[str]) -> None:
    assert main(["camera", "preview", *words]) == 2


@pytest.mark.parametrize("name", ["now.xyz", "missing/now.png"])
def test_a_picture_that_can_not_be_written_is_said(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, _ = frame("gs1dm", 3, Look(module=4))
    cv2.imwrite(str(tmp_path / "photo.png"), picture)

    assert main(["camera", "preview", str(tmp_path / "photo.png"), "--out", str(tmp_path / name)]) == 1
    assert name in capsys.readouterr().err
