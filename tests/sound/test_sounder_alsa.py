"""The loudspeaker's driver through the real aplay into ALSA's own file plugin."""

import array
import io
import time
import wave
from pathlib import Path
from queue import Queue

from drivers.interfaces import DeviceChanged, DeviceState, Sound
from drivers.sounder_alsa import Settings, open, quieter  # noqa: A004

PATIENCE = 30.0


def played(tmp_path: Path, sound: Sound, volume: int, phrases: Path | None = None) -> "array.array[int]":
    """The samples that arrive at the sound card."""
    out = tmp_path / f"{sound}.raw"
    sounder = open(Settings(name="s", output=f"tee:null,{out},raw", phrases=str(phrases or "")))
    reports: Queue[DeviceChanged] = Queue()
    sounder.start(reports.put)
    assert reports.get(timeout=PATIENCE).state is DeviceState.READY
    sounder.play(sound, volume)
    end = time.monotonic() + PATIENCE
    while not out.exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    sounder.close()
    assert reports.empty(), reports.get_nowait()
    return array.array("h", out.read_bytes())


def recorded(folder: Path, sound: Sound, samples: list[int], width: int = 2) -> None:
    with wave.open(str(folder / f"{sound}.wav"), "wb") as out:
        out.setparams((1, width, 8000, 0, "NONE", ""))
        out.writeframes(array.array("h", samples).tobytes())


def test_good_is_short_and_stop_is_two_tones_with_silence_between(tmp_path: Path) -> None:
    good, stop = played(tmp_path, Sound.GOOD, 100), played(tmp_path, Sound.STOP, 100)

    assert 0 < len(good) < len(stop)
    assert max(good) > 29000
    middle = len(stop) // 2
    assert set(stop[middle - 500 : middle + 500]) == {0}


def test_the_hospitals_own_phrase_is_played_at_the_volume(tmp_path: Path) -> None:
    recorded(tmp_path, Sound.STOP, [0, 1000, -1000, 32767, -32768] * 100)

    assert list(played(tmp_path, Sound.STOP, 50, tmp_path)[:5]) == [0, 500, -500, 16383, -16384]


def test_a_phrase_that_cannot_be_played_is_reported(tmp_path: Path) -> None:
    recorded(tmp_path, Sound.GOOD, [1, 2, 3], width=1)
    reports: Queue[DeviceChanged] = Queue()
    sounder = open(Settings(name="s", output="null", phrases=str(tmp_path)))
    sounder.start(reports.put)
    report = reports.get(timeout=PATIENCE)
    sounder.close()

    assert (report.state, "16 bits" in report.detail) == (DeviceState.FAULTY, True)


def test_quieter_keeps_the_rate_and_the_length() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(bytes(400))
    with wave.open(io.BytesIO(quieter(file.getvalue(), 10))) as heard:
        assert (heard.getnchannels(), heard.getframerate(), heard.getnframes()) == (2, 44100, 100)
