"""The live pipeline and its stages on made-up frames whose content is known."""

import numpy as np
import pytest
import zxingcpp

from bench.frames import KINDS, LINEAR, Kind, Look, empty_frame, frame
from drivers.camera.advice import advise
from drivers.camera.cells import Mapper
from drivers.camera.gate import Gate, small
from drivers.camera.linear import read_linear
from drivers.camera.locate import bar_spots, like_modules, module_spots
from drivers.camera.pipeline import LOOK_AROUND, TRIES, Pipeline, around
from drivers.camera.reading import read_zbar
from drivers.camera.view import halved, whole

F = zxingcpp.BarcodeFormat


def easy(kind: Kind) -> Look:
    return Look(module=2.5 if kind in LINEAR else 4)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_code_is_read_with_its_place(kind: Kind) -> None:
    picture, held = frame(kind, 3, easy(kind))
    (found,) = Pipeline().read(picture)

    assert found.raw == held
    left, top, width, height = around([found])
    assert left < 640 < left + width
    assert top < 360 < top + height


@pytest.mark.parametrize("turn", [30.0, 45.0, -38.0])
def test_a_linear_code_in_any_direction_is_turned_straight(turn: float) -> None:
    """zxing-cpp alone reads none of them."""
    picture, held = frame("c128", 5, Look(module=2.5, turn=turn))
    (spot, *_) = bar_spots(Mapper().field(halved(picture)), 1)

    assert [one.raw for one in read_linear(picture, spot)] == [held]


def test_the_place_of_a_matrix_code_is_found() -> None:
    picture, _ = frame("cccd", 5, Look(module=4))
    spots = module_spots(Mapper().field(halved(picture)), 3)

    assert any(abs(spot.x - 640) < 150 and abs(spot.y - 360) < 120 for spot in spots)


def test_nothing_is_read_where_nothing_is() -> None:
    pipeline = Pipeline(zbar_every=1)

    assert [pipeline.read(empty_frame(seed)) for seed in range(12)] == [[]] * 12


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_that_is_held_in_a_hand_is_read_again_without_a_search(kind: Kind) -> None:
    pipeline = Pipeline()
    picture, held = frame(kind, 1, easy(kind))
    frames = [picture, picture, np.roll(picture, 12, 0)]

    assert [[one.raw for one in pipeline.read(one)] for one in frames] == [[held]] * 3
    assert pipeline.searches == 1


def test_the_place_of_the_last_code_and_around_it_is_tried_first() -> None:
    pipeline = Pipeline()
    picture, held = frame("cccd", 1, easy("cccd"))
    pipeline.read(picture)
    (found,) = pipeline.read(np.roll(picture, 60, 0))

    assert (found.raw, found.stage) == (held, "region")


def test_a_second_code_beside_one_that_is_held_is_read_soon() -> None:
    """A pack often has an EAN and a Data Matrix: the nurse need not cover one."""
    table = np.full((720, 1280), 150, np.uint8)
    for top, left, text, kind in ((220, 410, "NGAN-3", F.DataMatrix), (200, 460, "BN0007", F.Code128)):
        code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3, add_quiet_zones=True))
        table[top:, left:][: code.shape[0], : code.shape[1]] = code
    pipeline = Pipeline()
    seen = {one.text for _ in range(LOOK_AROUND + 1) for one in pipeline.read(table)}

    assert seen == {"NGAN-3", "BN0007"}


@pytest.mark.parametrize("seed", [3, 10, 18])
def test_a_code_smaller_than_the_map_s_window_is_found(seed: int) -> None:
    picture, held = frame("dm_small", seed, Look(module=2.4, blur=0.2))

    assert not any(map(like_modules, module_spots(Mapper().field(halved(picture)), 3)))
    assert [(one.raw, one.stage[:5]) for one in Pipeline().read(picture)] == [(held, "small")]


def test_another_code_elsewhere_is_found_after_the_last() -> None:
    pipeline = Pipeline()
    pictures = [frame(kind, 4, easy(kind)) for kind in KINDS]

    assert [[one.raw for one in pipeline.read(picture)] for picture, _ in pictures] == [
        [held] for _, held in pictures
    ]


def test_a_scene_that_stands_still_is_mostly_left_alone_until_something_is_brought() -> None:
    pipeline, empty = Pipeline(), empty_frame(3)
    label, held = frame("gs1dm", 3, Look(module=4))

    assert [pipeline.read(empty) for _ in range(41)] == [[]] * 41
    assert pipeline.searches == TRIES + 4
    assert [one.raw for one in pipeline.read(label)] == [held]


def test_zbar_is_believed_only_where_its_text_is_the_bytes() -> None:
    """It recodes the text of a QR code: a name with accents would be guesswork."""
    vietnamese, _ = frame("cccd", 6, Look(module=4))
    ascii_only, held = frame("bhyt", 6, Look(module=4))

    assert read_zbar(whole(vietnamese)) == []
    assert [one.raw for one in read_zbar(whole(ascii_only))] == [held]


def test_a_covered_lens_costs_no_work_but_is_looked_through_now_and_then() -> None:
    gate = Gate()
    black = np.zeros((720, 1280), np.uint8)
    passed = [gate.passes(small(halved(black))) for _ in range(20)]

    assert 2 <= sum(passed) <= 5
    label = small(halved(frame("gs1dm", 1, Look())[0]))
    assert gate.passes(label) or gate.passes(label)


@pytest.mark.parametrize(
    ("change", "word"),
    [(lambda one: one // 6, "Too dark"), (lambda one: one // 12 + 110, "Low contrast")],
)
def test_the_engineer_is_told_what_is_wrong_with_the_light(change: object, word: str) -> None:
    picture, _ = frame("gs1dm", 1, Look())
    assert callable(change)

    assert any(word in sentence for sentence in advise(change(picture)).sentences)
    assert not any(word in sentence for sentence in advise(picture).sentences)


def test_the_engineer_is_told_that_the_lens_is_out_of_focus() -> None:
    sharp, _ = frame("gs1dm", 1, Look())
    soft, _ = frame("gs1dm", 1, Look(blur=1.2))

    assert advise(sharp).edge < advise(soft).edge
    assert any("focus" in sentence for sentence in advise(soft).sentences)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (63, 64), (64, 64), (101, 77)])
def test_a_tiny_frame_is_no_error(size: tuple[int, int]) -> None:
    tiny = np.full(size, 90, np.uint8)

    assert Pipeline(zbar_every=1).read(tiny) == []
    assert advise(tiny).edge >= 0


def test_a_camera_that_changes_its_size_is_no_error() -> None:
    pipeline = Pipeline()
    picture, held = frame("gs1dm", 3, easy("gs1dm"))

    assert [one.raw for one in pipeline.read(picture)] == [held]
    assert pipeline.read(np.full((90, 120), 128, np.uint8)) == []
    assert [one.raw for one in pipeline.read(picture)] == [held]
