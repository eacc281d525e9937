"""Drug lines, pages and what changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.content import Content

from cart_agent.api.pushes import SimItems
from cart_agent.api.views import RecordView
from cart_agent.demo.items import ward_items
from tests.ui.nurse_views import BAG, PATIENT, record
from tests.ui.views import GENTAMICIN, INSULIN, METFORMIN, SCANNED, SINCE_YESTERDAY, STATUS, THUY, line
from ui_tui import wording
from ui_tui.changes import changes
from ui_tui.doselist import in_order, is_over
from ui_tui.flows import asked
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.paging import in_turns, lines_of, pages, rows_of, two_parts
from ui_tui.screens.bench import item_text
from ui_tui.screens.patient import over_text
from ui_tui.screens.records import record_text
from ui_tui.subject import subject
from ui_tui.tall_man import tall_man
from ui_tui.widgets.patients import counts_text


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    _.speak("vi")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Dobutamin", "DOBUTamin"),
        ("DOPAMINE", "DOPamine"),
        ("prednisolon", "prednisoLON"),
        ("Paracetamol", "paracetamol"),
        ("Insulin glargin 100", "insulin glargin 100"),
        ("Vinblastin/Vincristin", "vinBLAStin/vinCRIStin"),
    ],
)
def test_look_alike_drugs_have_tall_letters(name: str, shown: str) -> None:
    assert tall_man(name) == shown


@given(st.text())
def test_tall_letters_never_change_a_name(name: str) -> None:
    assert tall_man(name).casefold() == name.lower().casefold()


def test_a_drug_line_has_generic_brand_strength() -> None:
    assert seen(wording.drug(METFORMIN).plain) == "metFORMIN GLUCOFAST 500 mg"
    assert seen(wording.dose_line(GENTAMICIN).plain) == "LIỀU 80 mg · tiêm tĩnh mạch · 06:00"


def test_an_amount_is_never_parted_from_its_unit() -> None:
    text = wording.dose_line(INSULIN).plain
    for width in range(14, 40):
        rows = [seen(text[row.start : row.stop]) for row in lines_of(text, width)]

        assert any("LIỀU 8 đơn vị" in row for row in rows)
        assert all(len(row) <= width for row in rows)
        assert " ".join(rows) == seen(text)


@pytest.mark.parametrize("text", ["", "a", "  hai  ba ", "dài" * 30, "8\u00a0mg/" * 9 + " x\ny\n\nz"])
@pytest.mark.parametrize("width", [1, 5, 7, 80])
def test_no_letter_is_lost_between_rows(text: str, width: int) -> None:
    rows = [text[row.start : row.stop] for row in lines_of(text, width)]

    assert "".join(rows).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(len(row) <= width for row in rows)
    assert rows_of(text, width) == len(rows)


def seen(text: str) -> str:
    """As it stands on the glass: words that are kept in one row have plain spaces there."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("route", "label"), [("oral", "ĐÃ CHO UỐNG"), ("sc", "ĐÃ TIÊM"), ("ocular", "ĐÃ NHỎ"), ("new", "ĐÃ DÙNG")]
)
def test_the_commit_button_says_what_was_done(route: str, label: str) -> None:
    dose = replace(METFORMIN, route_code=route)

    assert seen(wording.given_label(dose, SCANNED)) == f"{label} 1 viên"
    assert seen(wording.given_label(dose, None)) == f"{label} 500 mg"
    assert seen(wording.given_label(dose, replace(SCANNED, count={}))) == f"{label} 500 mg"


def test_dates_are_written_as_here_and_odd_ones_as_they_came() -> None:
    assert wording.born(THUY) == "12/03/1954"
    assert wording.born(replace(THUY, birth_date="1954")) == "1954"
    assert wording.expiry(replace(SCANNED, expiry="")) == ""


def test_the_clock_goes_on_between_pushes_but_the_orders_age_only_as_the_agent_says() -> None:
    """Orders that are verified every 20 s stay new: nothing is pushed, and no minute may be counted on."""
    status = replace(STATUS, manifest_age_minutes=31)

    assert f"{wording.local_now(status, 120):%H:%M}" == "08:07"
    assert wording.age_words(status) == "y lệnh 31 ph trước"
    assert wording.age_words(replace(status, manifest_age_minutes=None)) == "y lệnh CHƯA RÕ"
    assert f"{wording.local_now(replace(status, zone='Nowhere/At all'), 0):%H:%M}" == "01:05"


def test_a_linked_cart_with_a_lost_hospital_is_not_linked() -> None:
    assert wording.link_words(STATUS) == "● HIS"
    assert wording.link_words(replace(STATUS, hospital="lost")) == "✕ MẤT HIS"


def test_changes_name_what_is_new_changed_and_gone() -> None:
    more = replace(METFORMIN, amount={"vi": "1 g", "en": "1 g"})

    assert changes((METFORMIN, GENTAMICIN), (more, INSULIN)) == (
        "mới Insulin glargin · đổi Metformin · ngừng Gentamicin"
    )
    assert changes((METFORMIN, GENTAMICIN), (GENTAMICIN, METFORMIN)) == "thứ tự các liều"


def test_a_dose_that_is_over_is_not_called_stopped_when_it_leaves_the_list() -> None:
    yesterday = replace(GENTAMICIN, key="d20", status="given")
    tomorrow = replace(GENTAMICIN, key="d21", status="upcoming")

    assert changes((METFORMIN, GENTAMICIN, yesterday), (GENTAMICIN, tomorrow)) == "ngừng Metformin"


def test_changes_say_what_became_of_a_dose_elsewhere() -> None:
    given, refused = replace(METFORMIN, status="given"), replace(GENTAMICIN, status="not-given")

    assert changes((METFORMIN, GENTAMICIN), (given, refused)) == "đã cho Metformin · không cho Gentamicin"
    assert changes((given,), (METFORMIN,)) == "đổi Metformin"


def test_the_time_of_another_day_is_never_shown_without_its_day() -> None:
    today, (late,) = METFORMIN, [one for one in SINCE_YESTERDAY if one.day and not is_over(one)]

    assert seen(wording.dose_line(late).plain) == "LIỀU 500 mg · uống · hôm qua 20:00"
    assert seen(wording.dose_line(today).plain) == "LIỀU 500 mg · uống · 08:00"
    assert (wording.status_word(late), wording.status_word(today)) == ("▲ TRỄ · HÔM QUA", "● ĐẾN GIỜ")


def test_what_is_over_comes_last_and_of_it_the_latest_first() -> None:
    shown = in_order(SINCE_YESTERDAY)

    assert [one.key for one in shown] == ["d30", "d10", "d4", "d1", "d5", "d11", "d12"]
    assert in_order(shown) == shown


heights = st.lists(st.integers(1, 4), max_size=9)


@given(heights, heights, st.integers(5, 20), st.integers(1, 8))
def test_two_lists_share_pages_and_lose_nothing(
    first: list[int], second: list[int], room: int, most: int
) -> None:
    cut = two_parts((first, most), (second, most), room)
    used = [
        sum(first[i] for i in above) + sum(second[i] for i in below) + bool(below) for above, below in cut
    ]

    assert [i for above, _below in cut for i in above] == list(range(len(first)))
    assert [i for _above, below in cut for i in below] == list(range(len(second)))
    assert all(len(above) <= most and len(below) <= most for above, below in cut)
    assert max(used) <= room
    assert not any(above for above, _below in cut[cut.index(next((c for c in cut if c[1]), cut[-1])) + 1 :])


@given(st.lists(st.integers(1, 9)), st.integers(3, 20), st.integers(1, 8))
def test_paging_loses_nothing_and_keeps_the_order(heights: list[int], room: int, most: int) -> None:
    cut = pages(heights, room, most)

    assert [item for part in cut for item in part] == list(range(len(heights)))
    assert all(len(part) <= most for part in cut)
    assert all(len(part) == 1 or sum(heights[i] for i in part) <= room for part in cut if part)


def test_rows_are_counted_as_wrapped() -> None:
    assert rows_of("một hai ba", 7) == 2
    assert rows_of("", 7) == 1
    assert rows_of("a\nb", 7) == 2


def test_a_question_about_a_record_says_what_was_chosen_and_of_which_amount() -> None:
    """A finger that hit the wrong line must see it before the reason is tapped."""
    model = Model(session=PATIENT, flow="follow-up", answers=({"record": "r1"}, {"what": "undo"}))
    answers, question = asked(model)
    assert question is not None

    assert question.words(answers) == "Hủy bản ghi này: lý do?"
    assert seen(subject(model, answers).plain) == "metformin r1 500 mg · 08:04"


def test_a_score_is_asked_for_what_the_order_names() -> None:
    paracetamol = replace(METFORMIN, key="d4", status="prn", prn_reason="pain")
    shown = replace(PATIENT, patient=replace(THUY, doses=(paracetamol,)))
    model = Model(session=shown, doses=(paracetamol,), flow="prn", answers=({"key": "d4"},))
    answers, question = asked(model)
    assert question is not None

    assert question.words(answers) == "Đau: mức độ lúc này? (0 không, 10 nặng nhất)"


def test_an_infusion_is_begun_by_the_tap_and_not_said_to_have_run_in() -> None:
    dose = replace(METFORMIN, route_code="iv-infusion")

    assert seen(wording.given_label(dose, SCANNED)).startswith("BẮT ĐẦU TRUYỀN ")


def test_how_fast_stands_behind_how_much() -> None:
    dose = replace(GENTAMICIN, rate={"vi": "200 mL/giờ", "en": "200 mL/h"}, instruction="pha 100 mL [/b]")

    assert seen(wording.dose_line(dose).plain) == "LIỀU 80 mg · 200 mL/giờ · tiêm tĩnh mạch · 06:00"
    assert wording.instruction(dose).plain == "“pha 100 mL [/b]”"
    assert wording.instruction(GENTAMICIN).plain == ""
    assert changes((GENTAMICIN,), (dose,)) == "đổi Gentamicin"


def test_words_without_room_take_turns_and_none_is_lost() -> None:
    said = Content("“Pha 1 lọ với 10 mL nước cất, tiêm tĩnh mạch chậm trong 3 phút, rồi tráng đường truyền”")

    parts = in_turns([said], 30, 1)
    assert [part.plain[-6:] for part in parts] == [
        f" …\u00a0{n}/{len(parts)}" for n in range(1, len(parts) + 1)
    ]
    assert " ".join(part.plain[:-6] for part in parts) == said.plain
    assert all(rows_of(part.plain, 30) == 1 for part in parts)
    assert in_turns([said], 30, 4) == [said]


def test_a_volume_never_stands_alone_for_a_dose() -> None:
    dose = replace(METFORMIN, route_code="sc", amount={"vi": "5 mg", "en": "5 mg"})

    assert (
        seen(wording.given_label(dose, replace(SCANNED, count={"vi": "0.5 mL"}))) == "ĐÃ TIÊM 5 mg = 0.5 mL"
    )
    syrup = replace(dose, amount={"vi": "15 mL"})
    assert seen(wording.given_label(syrup, replace(SCANNED, count={"vi": "15 mL"}))) == "ĐÃ TIÊM 15 mL"


def test_what_goes_on_is_seen_first_and_only_late_critical_doses_before_it() -> None:
    over = replace(METFORMIN, key="d9", status="given")
    late = replace(METFORMIN, key="d8", status="overdue")
    critical = replace(late, key="d7", critical=True)

    assert in_order((critical, late, over, METFORMIN, BAG)) == (critical, BAG, late, METFORMIN, over)
    assert wording.status_word(BAG) == "■ ĐANG TRUYỀN"
    assert wording.status_word(replace(BAG, route_code="transdermal")) == "■ ĐANG DÁN"
    assert wording.status_word(replace(BAG, status="paused", route_code="transdermal")) == "■ TẠM NGỪNG"


@pytest.mark.parametrize(("language", "said"), [("vi", "✓ chỉ 250 mg"), ("en", "✓ only 250 mg")])
def test_a_part_of_a_dose_does_not_look_like_the_whole(language: str, said: str) -> None:
    _.speak(language)
    whole = replace(METFORMIN, status="given")
    part = replace(whole, part={"vi": "250 mg", "en": "250 mg"})

    assert said in seen(over_text(part).plain)
    assert said not in seen(over_text(whole).plain)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (record("r", "in-progress", "remove", "undo"), "● đang dán"),
        (record("r", "completed", "remove"), "● đang dán"),
        (replace(record("r", "completed", "undo"), followed=("remove",)), "✓ đã gỡ"),
        (replace(record("r", "entered-in-error"), followed=("remove", "undo")), "✕ đã hủy"),
        (record("r", "in-progress", "pause", "stop"), "● đang chạy"),
        (record("r", "completed", "undo", "lost"), "✓ đã cho"),
    ],
)
def test_a_patch_is_on_or_off_and_a_bag_runs(told: RecordView, said: str) -> None:
    assert seen(record_text(told).plain).startswith(said)


@pytest.mark.parametrize(
    ("effects", "running", "said"), [(1, 0, "◇ 1 đỡ?"), (0, 2, "■ 2 đang dùng"), (0, 0, "")]
)
def test_the_round_says_where_a_nurse_is_awaited_though_no_dose_is_due(
    effects: int, running: int, said: str
) -> None:
    assert counts_text(line(7, effects_due=effects, running=running)).plain.split("\n")[1] == said


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_simulation_says_in_words_whose_badge_it_is(language: str) -> None:
    _.speak(language)
    badges = [item for item in ward_items() if item.group == "badge"]
    texts = {
        item.role: item_text(Model(bench=SimItems(items=(), hints={})), item.shown).plain for item in badges
    }

    assert {role: text.split("\n")[1] for role, text in texts.items()} == {
        "vi": {
            "nurse": "Điều dưỡng",
            "charge-nurse": "Điều dưỡng trưởng",
            "witness": "Người chứng kiến",
            "pharmacist": "Dược sĩ",
            "biomedical": "Kỹ sư thiết bị y tế",
        },
        "en": {
            "nurse": "Nurse",
            "charge-nurse": "Charge nurse",
            "witness": "Witness",
            "pharmacist": "Pharmacist",
            "biomedical": "Biomedical engineer",
        },
    }[language]
