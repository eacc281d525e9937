"""A loudspeaker through ALSA: recorded phrases or tones, played by `aplay` (alsa-utils).

Each sound is a 16-bit WAV file; what is not there is a tone made here. The hospital records its own phrases,
such as "Đúng thuốc" and "Dừng lại", in its own accent.
"""

import array
import io
import math
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from drivers.interfaces import Sound, Sounder
from drivers.sound_thread import SoundThread

RATE = 22050
TONES: dict[Sound, tuple[tuple[float, float], ...]] = {
    Sound.GOOD: ((1046.0, 0.12),),
    Sound.STOP: ((262.0, 0.28), (0, 0.12), (262.0, 0.28)),
}
"""Pairs of tone in Hz (0: silence) and seconds, where no phrase was recorded."""
LONGEST_S = 10.0
"""An `aplay` that takes longer is ended."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The loudspeaker and its phrases."""

    name: str
    output: str = "default"
    """ALSA's name of the sound card, as `aplay -L` lists them."""
    phrases: str = ""
    """Directory with `good.wav` and `stop.wav` (16 bit); empty, or a file that is not there: tones."""


class Speaker:
    """Satisfies `Voice`. Raises OSError or wave.Error for a phrase that is no 16-bit WAV file."""

    def __init__(self, settings: Settings) -> None:
        self._output = settings.output
        self._waves = {sound: _phrase(settings.phrases, sound) for sound in Sound}

    def make(self, sound: Sound, volume: int, _wait: Callable[[float], object]) -> None:
        """Play it to its end. Raises OSError or subprocess.SubprocessError."""
        command = ["aplay", "--quiet", "--device", self._output, "-"]
        told = quieter(self._waves[sound], volume)
        subprocess.run(command, input=told, check=True, capture_output=True, timeout=LONGEST_S)  # noqa: S603 - Debian's aplay, the engineer's own card

    def close(self) -> None:
        """Nothing is held between two sounds."""


def quieter(content: bytes, volume: int) -> bytes:
    """The WAV file with each sample at `volume` percent."""
    with wave.open(io.BytesIO(content)) as heard:
        about, samples = heard.getparams(), array.array("h", heard.readframes(heard.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    scaled = array.array("h", (sample * volume // 100 for sample in samples))
    return _wav(scaled, about.framerate, about.nchannels)


def _phrase(folder: str, sound: Sound) -> bytes:
    file = Path(folder) / f"{sound}.wav"
    if not folder or not file.is_file():
        return _tones(TONES[sound])
    content = file.read_bytes()
    with wave.open(io.BytesIO(content)) as heard:
        if heard.getsampwidth() != 2:
            raise wave.Error(f"{file.name} has not 16 bits")
    return content


def _tones(pattern: tuple[tuple[float, float], ...]) -> bytes:
    samples = array.array("h")
    for hertz, seconds in pattern:
        turn = 2 * math.pi * hertz / RATE
        samples.extend(round(30000 * math.sin(turn * step)) for step in range(int(RATE * seconds)))
    return _wav(samples, RATE, 1)


def _wav(samples: "array.array[int]", rate: int, channels: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, 2, rate, 0, "NONE", ""))
        little = samples if sys.byteorder == "little" else array.array("h", samples)
        if sys.byteorder == "big":
            little.byteswap()
        out.writeframes(little.tobytes())
    return file.getvalue()


def open(settings: Settings) -> Sounder:  # noqa: A001  (every driver's last function)
    """The loudspeaker; its phrases are read when it starts."""
    return SoundThread(settings.name, lambda: Speaker(settings))
