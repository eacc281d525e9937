"""What a scanner's bytes say about its settings. Pure: the bytes of one scan in, advice out."""

import re
import unicodedata
from difflib import SequenceMatcher

from msgspec import Struct

from cart_agent.sheet.items import SheetItem

GS = "\x1d"
REFERENCE = SheetItem(
    title="1. GS1 DataMatrix",
    kind="gs1-datamatrix",
    data=f"01089350018000191727123110aasDDwYz-_{GS}21AAsddWyZ",
)
"""The first code to scan: both cases, a separator, letters that Telex would turn into others, Y and Z."""
EAN = SheetItem(title="2. EAN-13", kind="ean13", data="8936000001230")
TEXT = SheetItem(title="3. Code 128", kind="code128", data="BN-aasDD/Yz_01")
CARD = SheetItem(title="4. QR, UTF-8", kind="qr", data="000000000000||THỬ MÁY QUÉT ĐẶNG|01011990|Nữ|Phố Thử|")
CODES = (REFERENCE, EAN, TEXT, CARD)
"""All codes of the test page: each kind of code that a ward uses."""

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
        vi="Mã nhận dạng AIM sai: ]d2 là GS1 DataMatrix, ]E0 EAN-13, ]C0 Code 128, ]Q1 QR. Bật loại mã đó.",
        en="The AIM identifier is wrong: ]d2 is GS1 DataMatrix, ]E0 EAN-13, ]C0 Code 128, ]Q1 QR. Enable it.",
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
        code="check-digit-off",
        vi="Thiếu số kiểm tra của EAN-13. Bật “transmit check digit”.",
        en="The check digit of EAN-13 is missing. Switch on “transmit check digit”.",
    ),
    Advice(
        code="charset",
        vi="Chữ có dấu bị đổi. Đặt máy quét gửi QR bằng UTF-8 (hoặc nguyên byte, không đổi mã).",
        en="Letters with marks have changed. Let QR be sent in UTF-8, or as its bytes are.",
    ),
    Advice(
        code="different",
        vi="Dữ liệu khác với mã thử. Đặt máy quét về mặc định rồi thử lại; kiểm tra đúng mã in ra.",
        en="The data are not those of a test code. Is it a code of the page? Reset the scanner.",
    ),
)
ADVICE = {one.code: one for one in _ALL}


def advise(sent: bytes, *, reference: bool = True) -> list[Advice]:
    """What is wrong with `sent`, everything that came for one scan with nothing cut off.

    `reference` False: another code than those of `CODES` was scanned, so only its frame is judged.
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
    wanted = _nearest(aim[0] if aim else "", body) if reference else None
    codes += _of_aim(aim, wanted)
    if wanted is not None:
        codes += _of_data(body[aim.end() :] if aim else body, wanted)
    return [ADVICE[code] for code in codes]


def _nearest(aim: str, body: str) -> SheetItem:
    """Which code of the page this is meant to be: by the kind that the scanner says, else by likeness."""
    kind = [code for code in CODES if aim and code.symbology[1] == aim[1]]
    return max(kind or CODES, key=lambda code: SequenceMatcher(None, code.data, body).ratio())


def _of_line(sent: bytes, *, reference: bool) -> str:
    """What is wrong with the line itself; then nothing else can be said. Empty: nothing."""
    if reference and _visible(CARD.raw) in _visible(sent) and CARD.raw not in sent:
        return "charset"
    plain = bytes(byte & 127 for byte in sent)
    if reference and plain != sent and any(code.raw in plain for code in CODES):
        return "parity"
    strange = sum(byte < 32 and byte not in b"\r\n\t\x1d\x1e\x02\x03\x04" for byte in sent)
    try:
        sent.decode()
    except UnicodeDecodeError:
        strange += sum(byte > 127 for byte in sent)
    return "garbled" if strange > 1 else ""


def _visible(sent: bytes) -> bytes:
    """Only what every character set has in the same place."""
    return bytes(byte for byte in sent if 32 <= byte < 127 and byte != ord("?"))


def _halves(body: str) -> tuple[str, bool]:
    """The first of two equal reads with a terminator between them."""
    first, *rest = [part for part in re.split(r"[\r\n\t]+", body) if part] or [""]
    return first, bool(rest) and set(rest) == {first}


def _of_aim(aim: "re.Match[str] | None", wanted: SheetItem | None) -> list[str]:
    if aim is None:
        return ["no-aim"]
    wrong = ["aim-wrong"] if wanted is not None and aim[0] != wanted.symbology else []
    return wrong + (["prefix"] if aim.start() else [])


def _is_vietnamese(text: str) -> bool:
    """Letters with marks, which no GS1 code can hold."""
    apart = unicodedata.normalize("NFD", text)
    return any(unicodedata.category(one) == "Mn" or one in "đĐ" for one in apart)


def _of_data(data: str, wanted: SheetItem) -> list[str]:
    if data == wanted.data:
        return []
    if wanted is not CARD and _is_vietnamese(data):
        return ["telex"]
    for code, changed in _changes(wanted.data):
        if data == changed:
            return [code]
    if wanted is EAN and data == EAN.data[:-1]:
        return ["check-digit-off"]
    if data.endswith(wanted.data):
        return ["prefix"]
    both = [
        [first, second]
        for first, changed in _of_separator(wanted.data)
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
