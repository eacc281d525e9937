"""A dose that its witness enters without seeing it: while she is at the screen, the screen is not told.
Nor does it get the rate and the words of the order, which may say the dose, too.
"""

from msgspec.structs import replace

from cart_agent.api.views import DoseView, FindingView, OutcomeChoice, PatientView
from cart_agent.core.blind import units
from cart_agent.core.present import unit_words
from cart_agent.core.session import Session, State
from cart_agent.core.session.people import is_hidden
from cart_agent.core.texts import Texts, explain
from cart_agent.core.verdict import Finding

HIDDEN = "blind"
"""Flag of a dose whose amount is left out."""


UNSEEN = {
    "DOSE_INCOMPLETE": Texts(
        text={
            "vi": "CHƯA ĐỦ LIỀU. Số lượng không hiện ra: người chứng kiến tự nhập liều.",
            "en": "NOT THE WHOLE DOSE. No amount is shown: the witness enters the dose without seeing it.",
        },
        next={
            "vi": "Quét thêm cho đủ liều đã xem trong y lệnh, hoặc mời người chứng kiến quét thẻ.",
            "en": "Scan the rest of the ordered dose, or have the witness scan the badge.",
        },
    ),
    "DOSE_INCOMPLETE.enter": Texts(
        text={
            "vi": "Xe không biết bạn đã lấy bao nhiêu. Liều không hiện ra: người chứng kiến tự nhập liều.",
            "en": "The cart cannot know how much you drew up. No dose is shown: the witness enters it.",
        },
        next={
            "vi": "Mời người chứng kiến quét thẻ, rồi nhập số lượng thực dùng.",
            "en": "Have the witness scan the badge, then enter the amount you give.",
        },
    ),
}
"""What stands in place of a sentence that would name the dose. Others that name it are a STOP, which no
witness answers for."""


def finding_view(finding: Finding, *, hidden: bool) -> FindingView:
    """One finding in words; without the dose where its witness must not see it."""
    case = finding.facts.get("case", "")
    key = f"{finding.code}.{case}" if case else finding.code
    said = UNSEEN[key] if hidden and key in UNSEEN else explain(finding)
    return FindingView(code=finding.code, severity=finding.severity.value, text=said.text, next=said.next)


def hide(patient: PatientView, session: Session) -> PatientView:
    """The patient without the amounts of the order in hand, where its witness must not see them."""
    dose = session.dose
    if dose is None or not is_hidden(session):
        return patient
    return replace(patient, doses=tuple(_hidden(one, dose.order_id) for one in patient.doses))


def _hidden(dose: DoseView, order_id: str) -> DoseView:
    if dose.order_id != order_id:
        return dose
    return replace(dose, amount={}, rate={}, instruction="", flags=(*dose.flags, HIDDEN))


def unit_choices(session: Session) -> tuple[OutcomeChoice, ...]:
    """The units in which the witness may say the dose; none where she is not asked."""
    dose = session.dose
    if session.state is not State.BLIND or dose is None or dose.blind is None:
        return ()
    return tuple(
        OutcomeChoice(code=unit, text={lang: unit_words(unit, lang, one=False) for lang in ("vi", "en")})
        for unit in units(dose.blind)
    )
