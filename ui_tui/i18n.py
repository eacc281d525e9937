"""What people read: gettext for the screen's own words; words that came from outside are cleaned."""

import gettext
from collections.abc import Mapping
from pathlib import Path

from ui_tui.signs import clean

__all__ = ["LANGUAGES", "LOCALE", "N_", "Speech", "_", "both", "clean", "whole"]

LOCALE = Path(__file__).with_name("locale")
LANGUAGES = ("vi", "en")


class Speech:
    """The language of this screen. Calling it translates a sentence (English is the source)."""

    def __init__(self, language: str) -> None:
        self.speak(language)

    def speak(self, language: str) -> None:
        """Use `language` from now on; an unknown one is English."""
        self.language = language
        self._catalogue = gettext.translation("ui", LOCALE, [language], fallback=True)

    def __call__(self, message: str) -> str:
        return self._catalogue.gettext(message)

    def plural(self, one: str, many: str, count: int) -> str:
        """The sentence for `count`, with `{count}` filled in."""
        return self._catalogue.ngettext(one, many, count).format(count=count)

    def pick(self, texts: Mapping[str, str] | None) -> str:
        """One sentence of the agent in this language, else in any; clean. Empty for none."""
        if not texts:
            return ""
        return clean(texts.get(self.language) or next(iter(texts.values())))


_ = Speech("vi")


def whole(text: str) -> str:
    """Words that stay in one row, such as an amount and its unit."""
    return text.replace(" ", "\u00a0")


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for "to be translated later"
    """Marks a message for extraction; it is translated where it is shown."""
    return message


def both(message: str) -> dict[str, str]:
    """One of the screen's own sentences in every language, in the shape the agent uses."""
    return {
        language: gettext.translation("ui", LOCALE, [language], fallback=True).gettext(message)
        for language in LANGUAGES
    }
