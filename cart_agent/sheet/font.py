"""The sheet's font: JetBrains Mono (SIL Open Font License, beside it). It has every Vietnamese letter."""

from pathlib import Path

FONT = Path(__file__).with_name("JetBrainsMono-Regular.ttf")
