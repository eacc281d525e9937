"""A witness who says the dose without seeing it, in a case of `cart decide`."""

from msgspec import UNSET, UnsetType

from cart_agent.core.blind import agrees, blind_dose
from cart_agent.core.identify import DrugPack
from cart_agent.core.situation import Situation
from cart_agent.decide.answer import ToldWitness, Words
from cart_agent.decide.case import Case, quantity_of, said_blind

RIGHT = Words(
    vi="Người chứng kiến nhập đúng liều y lệnh.",
    en="What the witness says is the ordered dose.",
)
WRONG = Words(
    vi="Không khớp y lệnh: chưa được chứng kiến. Cùng đọc lại y lệnh.",
    en="Not the ordered dose: not witnessed. Read the order together.",
)

SEEN = Words(
    vi="Thuốc này người chứng kiến được xem liều: không cần nhập.",
    en="The witness of this drug sees the dose: she need not say it.",
)


def told_witness(case: Case, found: Situation, packs: tuple[DrugPack, ...]) -> ToldWitness | UnsetType:
    """What came of it; unset where the case does not say what she says."""
    said = quantity_of(said_blind(case))
    if said is None:
        return UNSET
    wanted = blind_dose(found, packs)
    if wanted is None:
        return ToldWitness(blind=False, agrees=None, text=SEEN)
    right = agrees(wanted, said)
    return ToldWitness(blind=True, agrees=right, text=RIGHT if right else WRONG)
