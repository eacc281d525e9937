"""Any bytes get an answer, and no answer carries a number whose check digit is wrong."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core.identify import DrugPack, Unreadable, Wristband, identify
from tests.core.identify_help import GS, RULES, TODAY, with_check_digit
from tests.support.soak import examples

SYMBOLOGIES = st.sampled_from(["]d2", "]C1", "]Q3", "]e0", "]C0", "]Q1", "]d1", "]E0", "]E4", "", "]X0"])
GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(with_check_digit).filter(lambda gtin: int(gtin) > 0)
VALUES = st.text(alphabet='!"%&()*+,-./0123456789:;<=>?ABCXYZ_abcxyz', min_size=1, max_size=20)
PIECES = st.sampled_from(
    [
        "01",
        "0108935001800019",
        "17",
        "271231",
        "10",
        "21",
        "8018",
        "91",
        "30",
        GS,
        "NV",
        "BN",
        "|",
        "$",
        "http://",
        "Nam",
    ]
)
CODES = st.one_of(
    st.binary(max_size=80),
    st.lists(st.one_of(PIECES, VALUES), max_size=8).map(lambda parts: "".join(parts).encode()),
)


def long_way(digits: str) -> bool:
    return with_check_digit(digits[:-1]) == digits


@settings(max_examples=examples(3000), deadline=None)
@given(CODES, SYMBOLOGIES)
def test_any_bytes_get_an_answer_with_proven_numbers_only(raw: bytes, symbology: str) -> None:
    answer = identify(raw, symbology, RULES, TODAY)

    if isinstance(answer, DrugPack):
        assert answer.gtin or answer.drug
        assert answer.gtin is None or (len(answer.gtin) == 14 and long_way(answer.gtin))
    if isinstance(answer, Wristband):
        assert bool(answer.gsrn) != bool(answer.number)
        assert not answer.gsrn or (len(answer.gsrn) == 18 and long_way(answer.gsrn))
    if isinstance(answer, Unreadable):
        assert answer.raw == raw


@settings(max_examples=examples(500), deadline=None)
@given(GTINS, VALUES, VALUES, st.permutations(range(3)))
def test_a_well_made_label_comes_back_as_it_was_made(
    gtin: str, lot: str, serial: str, order: list[int]
) -> None:
    parts = [f"01{gtin}{GS}", f"10{lot}{GS}", f"21{serial}{GS}"]

    pack = identify("".join(parts[place] for place in order).encode(), "]d2", RULES, TODAY)

    assert isinstance(pack, DrugPack)
    assert (gtin, lot, serial) == (pack.gtin, pack.lot, pack.serial)


@settings(max_examples=examples(500), deadline=None)
@given(GTINS, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_in_a_gtin_is_always_refused(gtin: str, place: int, change: int) -> None:
    wrong = gtin[:place] + str((int(gtin[place]) + change) % 10) + gtin[place + 1 :]

    assert isinstance(identify(f"01{wrong}".encode(), "]d2", RULES, TODAY), Unreadable)
