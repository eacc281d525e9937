"""What a scanner's bytes say about its settings. Pure: the bytes of one scan in, advice out."""

import re
import unicodedata

from msgspec import Struct

from cart_agent.sheet.items import SheetItem

GS = "\x1d"
REFERENCE = SheetItem(
    title="cart scan test",
    kind="gs1-datamatrix",
    data=f"01089350018000191727123110aasDDwYz-_{GS}21AAsddWyZ",
)
"""The code to scan: both cases, a separator, letters that Telex would turn into others, Y and Z."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_END = re.compile(r"[\r\n\t]+\Z")
_STANDS_FOR_GS = ("^]", "<GS>", "{GS}", "\\x1d", "\x1e", "|", "#", "~", "@")
"""What scanners are set to send in place of the separator."""


_FRENCH = str.maketrans("0123456789aqzwmAQZWM-_", ")!@#$%^&*(qawz;QAWZ:68")
"""Keys that type this on a French keyboard, as the keyboard of the United States has them."""


class Advice(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, and what to switch on or off at the scanner."""

    code: str
    vi: str
    en: str


_ALL = (
    Advice(
        code="no-aim",
        vi="Không có mã nhận dạng AIM. Bật “Transmit AIM ID” (]cm) cho mọi loại mã.",
        en="No AIM identifier. Switch on “transmit AIM code ID” (]cm) for all symbologies.",
    ),
    Advice(
        code="aim-wrong",
        vi="Mã nhận dạng AIM không phải ]d2: máy quét không coi đây là mã GS1. Bật GS1 DataMatrix.",
        en="The AIM identifier is not ]d2: the scanner does not take this for GS1. Switch on GS1 DataMatrix.",
    ),
    Advice(
        code="prefix",
        vi="Có ký tự thừa trước dữ liệu. Xoá tiền tố (prefix) và mã loại riêng của hãng.",
        en="Something stands before the data. Clear the prefix and the maker's own code ID.",
    ),
    Advice(
        code="no-terminator",
        vi="Không có ký tự kết thúc. Thêm hậu tố CR; nếu không, mỗi lần quét chậm hơn.",
        en="No terminator. Add the suffix CR; without it each scan waits for a silence.",
    ),
    Advice(
        code="gs-stripped",
        vi="Mất ký tự phân cách GS (0x1D). Bật gửi FNC1 thành GS, bật gửi ký tự điều khiển.",
        en="The separator GS (0x1D) is gone. Let FNC1 be sent as GS; let control characters be sent.",
    ),
    Advice(
        code="gs-replaced",
        vi="Ký tự phân cách GS bị thay bằng ký tự khác. Đặt FNC1 gửi thành GS (0x1D).",
        en="The separator GS is replaced by something else. Let FNC1 be sent as GS (0x1D).",
    ),
    Advice(
        code="case-swapped",
        vi="Chữ hoa và chữ thường bị đảo. Tắt Caps Lock hoặc chế độ đổi chữ của máy quét.",
        en="Upper and lower case are swapped. Switch off Caps Lock or the scanner's case conversion.",
    ),
    Advice(
        code="case-lost",
        vi="Chữ hoa và chữ thường bị gộp làm một. Tắt chế độ đổi chữ (case conversion).",
        en="Upper and lower case have become one. Switch off case conversion.",
    ),
    Advice(
        code="telex",
        vi="Bộ gõ tiếng Việt (Telex, VNI) đã sửa mã. Dùng driver scanner_evdev hoặc USB CDC.",
        en="A Vietnamese input method (Telex, VNI) has changed the code. Use scanner_evdev or USB CDC.",
    ),
    Advice(
        code="keyboard-layout",
        vi="Máy quét dùng bàn phím nước khác (Y và Z đổi chỗ). Đặt bàn phím Hoa Kỳ (US).",
        en="The scanner types on another country's keyboard (Y and Z swapped). Set it to United States.",
    ),
    Advice(
        code="keyboard-french",
        vi="Máy quét dùng bàn phím Pháp (AZERTY). Đặt bàn phím Hoa Kỳ (US).",
        en="The scanner types on a French keyboard (AZERTY). Set it to United States.",
    ),
    Advice(
        code="keys",
        vi="Máy quét bấm phím mà bàn phím Hoa Kỳ không có. Đặt bàn phím US; ký tự điều khiển: Ctrl hoặc ALT.",
        en="The scanner presses keys that no US keyboard has. Set it to United States, control characters to "
        "Ctrl or ALT and keypad.",
    ),
    Advice(
        code="parity",
        vi="Dữ liệu lẫn bit chẵn lẻ. Đặt máy quét 8 bit, không chẵn lẻ (8N1), hoặc sửa bytesize, parity.",
        en="A parity bit stands in the data. Set the scanner to 8 data bits without parity (8N1), or change "
        "`bytesize` and `parity` in the cart's file.",
    ),
    Advice(
        code="garbled",
        vi="Dữ liệu hỏng từng byte: tốc độ (baud) của máy quét và của xe khác nhau. Đặt hai bên như nhau.",
        en="The bytes themselves are broken: scanner and cart have different speeds. Set one `baudrate`.",
    ),
    Advice(
        code="twice",
        vi="Một lần quét gửi hai lần. Đặt thời gian đọc lại (reread time) từ 0,5 giây trở lên.",
        en="One scan was sent twice. Set the reread time to 0.5 s or more.",
    ),
    Advice(
        code="different",
        vi="Dữ liệu khác với mã thử. Đặt máy quét về mặc định rồi thử lại; kiểm tra đúng mã in ra.",
        en="The data are not those of the test code. Is it the printed code? Reset the scanner.",
    ),
)
ADVICE = {one.code: one for one in _ALL}


def advise(sent: bytes, *, reference: bool = True) -> list[Advice]:
    """What is wrong with `sent`, everything that came for one scan with nothing cut off.

    `reference` False: another code than REFERENCE was scanned, so only its frame is judged.
    """
    if line := _of_line(sent, reference=reference):
        return [ADVICE[line]]
    text = sent.decode("utf-8", "replace")
    body = _END.sub("", text)
    once, twice = _halves(body)
    body = once if twice else body
    codes = [] if _END.search(text) else ["no-terminator"]
    codes += ["twice"] if twice else []
    aim = _AIM.search(body) if reference else _AIM.match(body)
    codes += _of_aim(aim, reference=reference)
    if _is_vietnamese(body) and reference:
        codes.append("telex")
    elif reference:
        codes += _of_data(body[aim.end() :] if aim else body)
    return [ADVICE[code] for code in codes]


def _of_line(sent: bytes, *, reference: bool) -> str:
    """What is wrong with the line itself; then nothing else can be said. Empty: nothing."""
    if reference and max(sent, default=0) > 127 and REFERENCE.raw in bytes(byte & 127 for byte in sent):
        return "parity"
    strange = sum(byte < 32 and byte not in b"\r\n\t\x1d\x1e\x02\x03\x04" for byte in sent)
    try:
        sent.decode()
    except UnicodeDecodeError:
        strange += sum(byte > 127 for byte in sent)
    return "garbled" if strange > 1 else ""


def _halves(body: str) -> tuple[str, bool]:
    """The first of two equal reads with a terminator between them."""
    first, *rest = [part for part in re.split(r"[\r\n\t]+", body) if part] or [""]
    return first, bool(rest) and set(rest) == {first}


def _of_aim(aim: "re.Match[str] | None", *, reference: bool) -> list[str]:
    if aim is None:
        return ["no-aim"]
    wrong = ["aim-wrong"] if reference and aim[0] != REFERENCE.symbology else []
    return wrong + (["prefix"] if aim.start() else [])


def _is_vietnamese(text: str) -> bool:
    """Letters with marks, which no GS1 code can hold."""
    apart = unicodedata.normalize("NFD", text)
    return any(unicodedata.category(one) == "Mn" or one in "đĐ" for one in apart)


def _of_data(data: str) -> list[str]:
    wanted = REFERENCE.data
    if data == wanted:
        return []
    for code, changed in _changes(wanted):
        if data == changed:
            return [code]
    if data.endswith(wanted):
        return ["prefix"]
    both = [
        [first, second]
        for first, changed in _of_separator(wanted)
        for second, twice in _of_letters(changed)
        if data == twice
    ]
    return both[0] if both else ["different"]


def _changes(data: str) -> list[tuple[str, str]]:
    return [*_of_separator(data), *_of_letters(data)]


def _of_separator(data: str) -> list[tuple[str, str]]:
    replaced = [("gs-replaced", data.replace(GS, instead)) for instead in _STANDS_FOR_GS]
    return [("gs-stripped", data.replace(GS, "")), *replaced]


def _of_letters(data: str) -> list[tuple[str, str]]:
    swapped = str.maketrans("yzYZ-_", "zyZY/?")
    return [
        ("case-swapped", data.swapcase()),
        ("case-lost", data.upper()),
        ("case-lost", data.lower()),
        ("keyboard-layout", data.translate(str.maketrans("yzYZ", "zyZY"))),
        ("keyboard-layout", data.translate(swapped)),
        ("keyboard-french", data.translate(_FRENCH)),
    ]
