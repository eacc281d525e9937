"""The reducer: pushes and taps in, a picture out; no terminal needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cart_agent.api.pushes import AnyPush, RoundChanged, SessionChanged, StatusChanged, Welcome
from cart_agent.api.views import OpenItemView, RoundView, SessionView
from tests.ui.nurse_views import FOUND, LABEL
from tests.ui.views import (
    METFORMIN,
    NOW,
    ROUND,
    SHOWN,
    STATUS,
    THUY,
    WRONG_DRUG,
    line,
    session,
    verdict,
    with_dose,
)
from ui_tui.model import (
    Agent,
    Model,
    Overlay,
    answered,
    change,
    closed,
    opened,
    reduce,
    refreshed,
    sent,
    turned,
)
from ui_tui.place import BUSY, PLACES
from ui_tui.screens import SCREENS, screen_of
from ui_tui.screens.base import news


def welcomed(view: SessionView) -> Model:
    """The model after connecting to an agent in that session."""
    return reduce(Model(), Welcome(id=0, status=STATUS, session=view, round=ROUND), 10.0)


def test_without_an_agent_only_that_is_shown() -> None:
    assert screen_of(Model()) == "disconnected"
    assert screen_of(change(welcomed(SHOWN["verdict"]), agent=Agent.SLOW)) == "disconnected"


def test_every_state_of_the_agent_has_a_screen() -> None:
    for state in PLACES:
        assert screen_of(welcomed(session(state))) in SCREENS


def test_a_latched_fault_goes_before_everything() -> None:
    assert screen_of(welcomed(with_dose("verify", "give", "clear-fault"))) == "fault"


def test_passing_states_keep_the_screen_and_take_no_tap() -> None:
    shown = welcomed(SHOWN["verdict"])
    giving = reduce(shown, SessionChanged(session=with_dose("giving")), 11.0)

    assert (giving.place, giving.busy) == ("verdict", True)


def test_an_overlay_ends_with_its_scene() -> None:
    asked = opened(welcomed(SHOWN["confirm"]), Overlay.CONFIRM)
    stopped = with_dose("verify", verdict=verdict("verify", WRONG_DRUG))

    assert reduce(asked, SessionChanged(session=stopped), 11.0).overlay is Overlay.NONE


def test_an_overlay_survives_news_that_do_not_concern_it() -> None:
    asked = opened(welcomed(SHOWN["confirm"]), Overlay.CONFIRM)
    same = replace(SHOWN["confirm"], revision=7, notice={"vi": "x"})

    assert reduce(asked, SessionChanged(session=same), 11.0).overlay is Overlay.CONFIRM
    assert reduce(asked, StatusChanged(status=STATUS), 11.0).overlay is Overlay.CONFIRM


def test_a_push_of_the_session_ends_the_wait_for_an_answer() -> None:
    waiting = sent(welcomed(SHOWN["verdict"]))

    assert waiting.busy
    assert not reduce(waiting, SessionChanged(session=SHOWN["round"]), 11.0).busy


ANSWERED = [Overlay.FLOW, Overlay.CONFIRM, Overlay.NOT_GIVEN, Overlay.MENU, Overlay.CLEAR]


@pytest.mark.parametrize("overlay", ANSWERED)
def test_a_question_that_was_answered_is_over_though_nothing_else_changes(overlay: Overlay) -> None:
    asked = opened(welcomed(SHOWN["patient"]), overlay)
    same = replace(SHOWN["patient"], revision=7, notice={"vi": "Đã ghi."})
    told = reduce(sent(asked), SessionChanged(session=same), 11.0)

    assert (told.overlay, told.busy) == (overlay, True)
    assert (answered(told).overlay, answered(told).busy) == (Overlay.NONE, False)
    assert answered(sent(asked)).overlay is Overlay.NONE


def test_doses_that_her_own_answer_moved_are_no_news() -> None:
    shown = welcomed(SHOWN["patient"])
    given = (replace(THUY.doses[0], status="given"), *THUY.doses[1:])
    moved = replace(SHOWN["patient"], patient=replace(THUY, doses=given))
    fewer = replace(SHOWN["patient"], patient=replace(THUY, doses=THUY.doses[1:]))

    def after(session: SessionView) -> Model:
        return answered(reduce(sent(opened(shown, Overlay.FLOW)), SessionChanged(session=session), 11.0))

    assert reduce(shown, SessionChanged(session=moved), 11.0).stale
    assert not after(moved).stale
    assert after(fewer).stale


def test_a_label_that_nothing_prints_is_shown_to_be_written_by_hand() -> None:
    def made(state: str, printing: str) -> Overlay:
        before = replace(SHOWN["patient"], state=state, patient=THUY)
        label = replace(LABEL, printing=printing)
        after = replace(SHOWN["fetch"], patient=replace(THUY, prepared=(label,)))
        return reduce(welcomed(before), SessionChanged(session=after), 11.0).overlay

    assert made("labelling", "") is Overlay.PREPARED
    assert made("labelling", "waiting") is Overlay.NONE
    assert made("patient", "") is Overlay.NONE


def test_a_label_to_be_written_stays_while_the_next_drawer_opens() -> None:
    labelling = replace(SHOWN["patient"], state="labelling", patient=THUY)
    prepared = replace(THUY, prepared=(replace(LABEL, printing=""),))
    model = welcomed(labelling)
    seen = []
    for state in ("intent", "unlocking", "fetch", "verify"):
        pushed = replace(SHOWN["fetch"], state=state, patient=prepared)
        model = reduce(model, SessionChanged(session=pushed), 11.0)
        seen.append(model.overlay)

    assert seen == [Overlay.PREPARED, Overlay.PREPARED, Overlay.PREPARED, Overlay.NONE]


def test_a_refused_answer_leaves_the_question_up() -> None:
    asked = sent(opened(welcomed(SHOWN["patient"]), Overlay.FLOW))
    refused = answered(asked, {"vi": "Không được"})

    assert (refused.overlay, refused.busy) == (Overlay.FLOW, False)
    assert refused.refusal
    assert closed(refused).refusal is None


def test_an_answer_that_comes_late_ends_no_other_question() -> None:
    waiting = sent(opened(welcomed(SHOWN["confirm"]), Overlay.CONFIRM))
    moved = reduce(waiting, SessionChanged(session=SHOWN["round"]), 11.0)
    menu = opened(moved, Overlay.MENU)

    assert not moved.busy
    assert answered(menu).overlay is Overlay.MENU


def test_after_an_open_item_comes_the_list_of_the_others() -> None:
    one, other = (OpenItemView(id=name, text={"vi": "Ngăn 3"}, since=NOW) for name in ("i1", "i2"))

    def closing(*items: OpenItemView) -> Overlay:
        status = replace(STATUS, open_items=items)
        model = reduce(welcomed(SHOWN["round"]), StatusChanged(status=status), 11.0)
        return answered(sent(opened(model, Overlay.RESOLVE, "i1", Overlay.ITEMS))).overlay

    assert closing(one, other) is Overlay.ITEMS
    assert closing(one) is Overlay.NONE


def test_doses_that_moved_wait_and_then_are_adopted() -> None:
    shown = welcomed(SHOWN["patient"])
    fewer = replace(SHOWN["patient"], patient=replace(THUY, doses=(METFORMIN,)))
    stale = reduce(shown, SessionChanged(session=fewer), 11.0)

    assert stale.stale
    assert stale.doses == THUY.doses
    assert refreshed(stale).doses == (METFORMIN,)
    assert not refreshed(stale).stale


def test_doses_of_another_day_come_and_go_without_a_word() -> None:
    """An hour has passed: what was given yesterday leaves the list, tomorrow's dose comes onto it."""
    yesterday = replace(METFORMIN, key="d0", status="given")
    tomorrow = replace(METFORMIN, key="d9", status="upcoming")
    before = replace(SHOWN["patient"], patient=replace(THUY, doses=(METFORMIN, yesterday)))
    after = replace(SHOWN["patient"], patient=replace(THUY, doses=(METFORMIN, tomorrow)))
    model = reduce(welcomed(before), SessionChanged(session=after), 11.0)

    assert (model.doses, model.stale) == ((METFORMIN, tomorrow), False)


def test_her_own_answer_is_no_news_also_when_an_hour_has_passed() -> None:
    shown = welcomed(SHOWN["patient"])
    given = (replace(THUY.doses[0], status="given"), *THUY.doses[1:4], replace(METFORMIN, status="upcoming"))
    later = replace(SHOWN["patient"], patient=replace(THUY, doses=(*given[:4], replace(given[4], key="d9"))))

    asked = sent(opened(shown, Overlay.FLOW))
    assert not answered(reduce(asked, SessionChanged(session=later), 11.0)).stale


def test_while_the_agent_is_silent_nothing_is_called_recorded() -> None:
    said = welcomed(replace(SHOWN["patient"], notice={"vi": "Đã ghi."}, notice_good=True))

    assert news(said)[0] == "✓ Đã ghi."
    assert news(change(said, agent=Agent.SLOW))[0] == ""


def test_another_patients_doses_never_wait() -> None:
    other = replace(THUY, encounter_id="E2", doses=(METFORMIN,))
    shown = reduce(welcomed(SHOWN["patient"]), SessionChanged(session=session("patient", patient=other)), 1.0)

    assert (shown.doses, shown.stale) == ((METFORMIN,), False)


def test_counts_of_the_round_change_in_place_but_its_order_waits() -> None:
    shown = welcomed(SHOWN["round"])
    counted = RoundView(patients=tuple(line(number, done=9) for number in range(8)))
    turned_round = RoundView(patients=tuple(reversed(counted.patients)))

    assert reduce(shown, RoundChanged(round=counted), 1.0).patients == counted.patients
    assert reduce(shown, RoundChanged(round=turned_round), 1.0).patients == ROUND.patients
    assert reduce(welcomed(SHOWN["fetch"]), RoundChanged(round=turned_round), 1.0).patients[0] != line(0)


def test_pages_start_anew_with_a_scene_and_never_before_the_first() -> None:
    shown = turned(welcomed(SHOWN["patient"]), 1)

    assert shown.page == 1
    assert turned(shown, -5).page == 0
    assert reduce(shown, SessionChanged(session=SHOWN["fetch"]), 1.0).page == 0


PUSHES = st.one_of(
    st.sampled_from([SessionChanged(session=view) for view in SHOWN.values()]),
    st.sampled_from([SessionChanged(session=session(state)) for state in PLACES]),
    st.builds(lambda n: RoundChanged(round=RoundView(patients=ROUND.patients[n:])), st.integers(0, 8)),
    st.just(StatusChanged(status=STATUS)),
    st.just(Welcome(id=0, status=STATUS, session=SHOWN["round"], round=ROUND)),
)
LOCAL = st.sampled_from([closed, refreshed, sent, *(lambda m, o=o: opened(m, o) for o in Overlay)])


@given(st.lists(st.one_of(PUSHES, LOCAL), max_size=12))
def test_whatever_happens_there_is_a_screen_for_it(steps: list[AnyPush]) -> None:
    model = welcomed(session("off"))
    for step in steps:
        model = step(model) if callable(step) else reduce(model, step, 1.0)

        assert screen_of(model) in SCREENS
        assert model.session is not None
        assert model.busy or model.session.state not in BUSY


def test_a_card_lies_on_top_until_a_tap_and_again_when_it_is_scanned_again() -> None:
    round_ = welcomed(SHOWN["round"])
    scanned = replace(SHOWN["round"], second=FOUND)

    shown = reduce(round_, SessionChanged(session=scanned), 11.0)
    tapped = reduce(closed(shown), SessionChanged(session=replace(scanned, revision=2)), 12.0)
    again = reduce(tapped, SessionChanged(session=replace(scanned, second=replace(FOUND, reading=2))), 13.0)
    gone = reduce(again, SessionChanged(session=SHOWN["round"]), 14.0)

    assert [screen_of(one) for one in (shown, tapped, again, gone)] == ["card", "round", "card", "round"]
    assert screen_of(welcomed(scanned)) == "card"


def test_a_card_never_hides_a_fault() -> None:
    assert screen_of(welcomed(replace(SHOWN["fault"], second=FOUND))) == "fault"
