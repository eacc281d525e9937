"""Vietnamese letters from a plain keyboard, typed as in Telex. Pure: text and key in, text out.

`aa` is â, `aw` ă, `ow` ơ, `dd` đ; `s f r x j` at any later place of the word put the tone on its vowel, `z`
takes it off, and the same key twice gives the plain letters back. Tones stand where the ward writes them:
`thủy`, `hòa`, `toản`.
"""

import re
import unicodedata

from msgspec import Struct

TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
HATS = {"a": "â", "e": "ê", "o": "ô"}
HORNS = {"a": "ă", "â": "ă", "o": "ơ", "ô": "ơ", "u": "ư"}
_PLAIN = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_SHAPED = "ăâêôơư"
_SYLLABLE = re.compile(
    r"(?P<onset>qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêioôơuưy])|[bcdđghklmnpqrstvx]*)"
    r"(?P<vowels>[aăâeêioôơuưy]{0,3})(?P<end>ch|ng|nh|[cmnpt]?)"
)
_LAST_WORD = re.compile(r"[^\W\d_]*$")


class _Syllable(Struct, frozen=True):
    """A word that can be Vietnamese, in small letters and without its tone."""

    onset: str
    vowels: str
    end: str

    @property
    def letters(self) -> str:
        return self.onset + self.vowels + self.end


def typed(text: str, key: str) -> str:
    """The text after one more key. A word that is no Vietnamese syllable takes every key as it is."""
    head, word = _split(text)
    letters, tone = _toneless(word)
    syllable = _syllable(letters)
    made = _changed(syllable, tone, key.lower()) if syllable else None
    made = made or (_grown(letters, key), tone)
    return head + _cased(*made, word + key) if _syllable(made[0]) or not made[1] else text + key


def erased(text: str) -> str:
    """The text without its last letter; the tone moves to where it now belongs."""
    head, word = _split(text)
    if not word:
        return text[:-1]
    letters, tone = _toneless(word)
    return head + _cased(letters[:-1], tone, word[:-1]) if _syllable(letters[:-1]) else text[:-1]


def _changed(word: _Syllable, tone: str, key: str) -> tuple[str, str] | None:
    """The letters and the tone that this key makes of the word; None where it is a letter like others."""
    if key in TONES and word.vowels:
        again = tone == TONES[key]
        return (word.letters + key, "") if again else (word.letters, TONES[key])
    if key == "z" and tone:
        return word.letters, ""
    shaped = _d(word) if key == "d" else _horn(word) if key == "w" else _hat(word, key)
    return (shaped, tone) if shaped is not None else None


def _d(word: _Syllable) -> str | None:
    rest = word.vowels + word.end
    return {"d": "đ" + rest, "đ": "d" + rest + "d"}.get(word.onset)


def _hat(word: _Syllable, key: str) -> str | None:
    """On the last vowel: `nguyene` as well as `nguyeen`."""
    last = word.vowels[-1:]
    if key not in HATS or _PLAIN.get(last, last) != key:
        return None
    if last == HATS[key]:
        return word.onset + word.vowels[:-1] + key + word.end + key
    before = word.vowels[:-1].replace("ư", "u")
    return word.onset + before + HATS[key] + word.end


def _horn(word: _Syllable) -> str | None:
    vowels = word.vowels
    if not vowels:
        return word.letters + "ư"
    if any(letter in vowels for letter in "ăơư"):
        return word.onset + "".join(_PLAIN.get(one, one) for one in vowels) + word.end + "w"
    if vowels[:2] in ("uo", "uô"):
        alone = vowels[2:] == word.end == "" and word.onset in ("h", "th", "kh")
        return word.onset + ("uơ" if alone else "ươ" + vowels[2:]) + word.end
    first = max(vowels.rfind(one) for one in "aâoô")
    place = vowels.find("u") if first < 0 or vowels.startswith("ua") else first
    if place < 0:
        return None
    return word.onset + vowels[:place] + HORNS[vowels[place]] + vowels[place + 1 :] + word.end


def _grown(letters: str, key: str) -> str:
    """One letter more; `thuơ` that goes on is `thươ`."""
    return (letters[:-2] + "ươ" if letters.endswith("uơ") and key.isalpha() else letters) + key.lower()


def _place(word: _Syllable) -> int:
    """Index of the letter that carries the tone."""
    shaped = [place for place, letter in enumerate(word.vowels) if letter in _SHAPED]
    if shaped:
        inside = shaped[-1]
    elif word.end:
        inside = len(word.vowels) - 1
    else:
        inside = len(word.vowels) // 2 if len(word.vowels) == 3 else 0
    return len(word.onset) + inside


def _cased(letters: str, tone: str, like: str) -> str:
    """The letters with the tone; capitals where `like`, as it was typed, has them."""
    syllable = _syllable(letters)
    place = _place(syllable) if syllable and syllable.vowels else -1
    big = [one.isupper() for one in like]
    whole = len(big) > 1 and all(big)
    shown = [
        one.upper() if whole or (number < len(big) and big[number]) else one
        for number, one in enumerate(letters)
    ]
    if tone and place >= 0:
        shown[place] = unicodedata.normalize("NFC", shown[place] + tone)
    return "".join(shown)


def _split(text: str) -> tuple[str, str]:
    """All before the last word, and the word."""
    start = _LAST_WORD.search(text).start()  # type: ignore[union-attr]  # it always matches
    return text[:start], text[start:]


def _toneless(word: str) -> tuple[str, str]:
    """Small letters without the tone, and the tone, which may be empty."""
    parts = unicodedata.normalize("NFD", word.lower())
    tone = next((one for one in parts if one in TONES.values()), "")
    return unicodedata.normalize("NFC", "".join(one for one in parts if one not in TONES.values())), tone


def _syllable(letters: str) -> _Syllable | None:
    found = _SYLLABLE.fullmatch(letters)
    return _Syllable(**found.groupdict()) if found else None
