"""What of a stream of readings is a scan."""

from drivers.camera.once import Once
from drivers.camera.reading import Reading


def reading(raw: bytes, *, weak: bool = False) -> Reading:
    return Reading(
        raw=raw,
        text=raw.decode(),
        symbology="]d2",
        corners=((0.0, 0.0),) * 4,
        weak=weak,
        stage="whole",
    )


def test_a_code_held_before_the_camera_is_one_scan() -> None:
    once = Once(gone_s=1.5)
    told = [one for tick in range(100) for one in once.new([reading(b"A")], tick * 0.1)]

    assert [one.raw for one in told] == [b"A"]


def test_a_code_that_is_missed_for_some_frames_is_still_held() -> None:
    once = Once(gone_s=1.5)
    seen = [[reading(b"A")], [], [], [reading(b"A")]]
    told = [one for tick, found in enumerate(seen) for one in once.new(found, tick * 0.4)]

    assert len(told) == 1


def test_a_code_taken_away_and_shown_again_is_a_second_scan() -> None:
    once = Once(gone_s=1.5)

    assert len(once.new([reading(b"A")], 0)) == 1
    assert len(once.new([reading(b"A")], 2)) == 1


def test_two_codes_together_are_two_scans() -> None:
    once = Once(gone_s=1.5)

    assert {one.raw for one in once.new([reading(b"A"), reading(b"B"), reading(b"A")], 0)} == {b"A", b"B"}


def test_one_frame_of_an_ean_code_is_no_proof() -> None:
    once = Once(gone_s=1.5)

    assert once.new([reading(b"8935001800019", weak=True)], 0.0) == []
    assert once.new([reading(b"8935001800026", weak=True)], 0.1) == []
    assert [one.raw for one in once.new([reading(b"8935001800019", weak=True)], 0.2)] == [b"8935001800019"]


def test_one_frame_of_an_ean_code_that_the_formulary_knows_is_enough() -> None:
    once = Once(gone_s=1.5, known=lambda raw: raw == b"8935001800019")

    assert len(once.new([reading(b"8935001800019", weak=True)], 0.0)) == 1


def test_two_frames_that_agree_too_late_are_no_proof() -> None:
    once = Once(gone_s=1.5)

    assert once.new([reading(b"8935001800019", weak=True)], 0.0) == []
    assert once.new([reading(b"8935001800019", weak=True)], 0.6) == []
    assert once.new([reading(b"8935001800019", weak=True)], 1.2) == []
