"""From a device's bytes or keys to what the round hears, for very many inputs.

Nothing is lost, made up or glued together, what is spoilt is never delivered, nothing wrong is accepted: each
test works out by simpler means what must come. Some thousands of codes in `make test`, a million in the soak.
"""

import random
from collections.abc import Iterable

import pytest

from cart_agent.core.identify import Badge, IdentifyRules, TextPattern, Unreadable, identify
from drivers.badge_reader import em4100, hex_line
from drivers.interfaces import DeviceChanged, Scan
from drivers.scan_delivery import Delivery, Read, without_aim
from drivers.scan_framing import Framer, Repeats, split_aim
from drivers.scan_keys import EV_KEY, EV_SYN, SYN_DROPPED, Key, KeyDecoder
from tests.core.identify_help import RULES, TODAY
from tests.core.test_identify_many import SEEDS, check, mutated
from tests.drivers.keyboard import held, tap, typed

FEW, MILLION = 5_000, 1_000_000
ENDS = b"\r\n\t"
LONGEST = 300
FAULTS: tuple[list[Key], ...] = (
    tap(183),  # F13
    [Key(EV_SYN, SYN_DROPPED, 0)],
    held(56, tap(30)),
    held(29, tap(2)),
    held(56, [key for _ in range(3) for key in tap(80)]),  # Alt and 222: which code page?
)
HARMLESS: tuple[list[Key], ...] = (tap(58), tap(69), [Key(EV_SYN, 0, 0)], [Key(EV_KEY, 30, 2)])
UIDS = IdentifyRules(badge=TextPattern(pattern="UID-[0-9A-F]{8,20}", accepts=("UID-04A224B2",)))


class Hears:
    """What a scanner's thread delivers, the scans since the last look."""

    def __init__(self, ends: bytes, longest: int, read: Read) -> None:
        self.delivery = Delivery("fuzzed", Framer(ends, longest), read, Repeats(0))
        self.delivery.deliver = self._deliver
        self._scans: list[Scan] = []

    def _deliver(self, report: Scan | DeviceChanged) -> None:
        if isinstance(report, Scan):
            self._scans.append(report)

    def take(self) -> list[Scan]:
        found, self._scans = self._scans, []
        return found


def cut(chance: random.Random, data: bytes) -> Iterable[bytes]:
    """`data` in pieces of any size."""
    while data:
        size = chance.randrange(1, 80)
        yield data[:size]
        data = data[size:]


def aim_of(code: bytes) -> tuple[str, bytes]:
    """By hand: a bracket, a letter, a letter or digit."""
    head = code[:3].decode("latin-1")
    is_aim = len(head) == 3 and head.isascii() and head[0] == "]" and head[1].isalpha() and head[2].isalnum()
    return (head, code[3:]) if is_aim else ("", code)


def code_of(chance: random.Random) -> bytes:
    """A code as a scanner sends it, often damaged, sometimes too long, and without line ends."""
    aim = chance.choice((b"", b"]d2", b"]C0", b"]Q1", b"]E0", b"]d", b"]Q3", b"]\xff1"))
    code = aim + (mutated(chance) if chance.randrange(4) else chance.choice(SEEDS))
    code = code * chance.choice((1, 1, 1, 2, 40))
    return code.translate(None, ENDS)


@pytest.mark.parametrize("codes", [FEW, pytest.param(MILLION, marks=pytest.mark.soak)])
def test_bytes_of_a_serial_or_bluetooth_scanner(codes: int) -> None:
    chance = random.Random(20260401)
    heard = Hears(ENDS, LONGEST, split_aim)
    for _ in range(codes):
        code, end = code_of(chance), chance.choice((b"\r", b"\n", b"\r\n", b"\t", b""))
        for piece in cut(chance, code + end):
            heard.delivery.take([piece])
        if not end:
            heard.delivery.silence()

        expected = [aim_of(code)] if 0 < len(code) <= LONGEST else []
        found = heard.take()
        assert [(one.symbology, one.raw) for one in found] == expected
        for one in found:
            if "]" not in str(one.raw):  # an identifier inside the data is judged by itself
                check(one.raw, one.symbology, identify(one.raw, one.symbology, RULES, TODAY))


@pytest.mark.parametrize("codes", [FEW, pytest.param(MILLION // 4, marks=pytest.mark.soak)])
def test_keys_of_a_keyboard_scanner(codes: int) -> None:
    """A code has some fifty keys: a quarter of a million codes are more than ten million keys."""
    chance = random.Random(20260402)
    decoder, heard = KeyDecoder(), Hears(b"\r", LONGEST, split_aim)
    for _ in range(codes):
        code = bytes(chance.choices(b"0189BNWLPDRkz]d2C0E\x1d-/|", k=chance.randrange(1, 24)))
        letters = [list(typed(bytes([byte]))) for byte in code]
        spoilt = chance.randrange(4) == 0
        for extra in [chance.choice(FAULTS)] * spoilt + [chance.choice(HARMLESS)] * chance.randrange(2):
            letters.insert(chance.randrange(len(letters) + 1), extra)
        keys = [key for letter in letters for key in letter] + tap(28)
        while keys:
            size = chance.randrange(1, 64)
            heard.delivery.take(decoder.feed(keys[:size]))
            keys = keys[size:]

        found = [(one.symbology, one.raw) for one in heard.take()]
        assert found == ([] if spoilt else [aim_of(code)])


def by_hand(number: bytes) -> str:
    """Five bytes of an EM4100 transponder and their exclusive or, as the readers' data sheets say."""
    value = bytes.fromhex(number.decode())
    proof = value[0] ^ value[1] ^ value[2] ^ value[3] ^ value[4]
    return f"{number.decode()}{proof:02X}"


@pytest.mark.parametrize("badges", [FEW, pytest.param(MILLION, marks=pytest.mark.soak)])
@pytest.mark.parametrize("frames", ["hex-line", "em4100"])
def test_frames_of_a_badge_reader(badges: int, frames: str) -> None:
    chance = random.Random(20260403)
    number_of = hex_line if frames == "hex-line" else em4100
    ends = b"\r\n" if frames == "hex-line" else b"\x03"

    def read(frame: bytes) -> tuple[str, bytes]:
        found = number_of(frame)
        return without_aim(f"UID-{found}".encode()) if isinstance(found, str) else ("", b"")

    heard = Hears(ends, 64, read)
    for _ in range(badges):
        number = f"{chance.getrandbits(40):010X}".encode()
        frame = number if frames == "hex-line" else b"\x02" + by_hand(number).encode()
        broken = chance.randrange(3) == 0
        if broken:
            place = chance.randrange(len(frame))
            frame = frame[:place] + chance.choice((b"", b"G", b"\xff", b"00")) + frame[place + 1 :]
        for piece in cut(chance, frame + ends[:1]):
            heard.delivery.take([piece])

        found = [one.raw for one in heard.take() if one.raw]
        if not broken:
            assert found == [b"UID-" + number]
        elif frames == "em4100":
            assert found in ([], [b"UID-" + number])  # the check sum holds: the same number, or none
        for raw in found:
            badge = identify(raw, "", UIDS, TODAY)
            assert isinstance(badge, Badge | Unreadable)
