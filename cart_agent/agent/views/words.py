"""Words for codes: routes, forms, why a dose is blocked. Vietnamese, English."""

from cart_agent.api.views import Texts
from cart_agent.core.present import present_range
from cart_agent.core.quantity import DoseRange
from cart_agent.core.units import UnitError

ROUTES: dict[str, tuple[str, str]] = {
    "oral": ("uống", "by mouth"),
    "tube": ("qua ống thông dạ dày", "by feeding tube"),
    "sublingual": ("ngậm dưới lưỡi", "under the tongue"),
    "iv": ("tiêm tĩnh mạch", "into a vein"),
    "iv-infusion": ("truyền tĩnh mạch", "infusion into a vein"),
    "im": ("tiêm bắp", "into a muscle"),
    "sc": ("tiêm dưới da", "under the skin"),
    "inhaled": ("hít", "inhaled"),
    "nebulised": ("khí dung", "nebulised"),
    "ocular": ("nhỏ mắt", "into the eye"),
    "otic": ("nhỏ tai", "into the ear"),
    "nasal": ("xịt mũi", "into the nose"),
    "topical": ("bôi ngoài da", "on the skin"),
    "rectal": ("đặt hậu môn", "rectal"),
    "transdermal": ("dán da", "patch on the skin"),
}
FORMS: dict[str, tuple[str, str]] = {
    "tablet": ("viên nén", "tablet"),
    "tablet-mr": ("viên giải phóng kéo dài", "modified-release tablet"),
    "capsule": ("viên nang", "capsule"),
    "capsule-mr": ("viên nang giải phóng kéo dài", "modified-release capsule"),
    "oral-solution": ("dung dịch uống", "oral solution"),
    "oral-suspension": ("hỗn dịch uống", "oral suspension"),
    "powder-oral": ("bột uống", "oral powder"),
    "injection": ("thuốc tiêm", "injection"),
    "powder-injection": ("bột pha tiêm", "powder for injection"),
    "infusion": ("dịch truyền", "infusion"),
    "inhaler": ("bình xịt hít", "inhaler"),
    "nebule": ("ống khí dung", "nebule"),
    "eye-drops": ("thuốc nhỏ mắt", "eye drops"),
    "ear-drops": ("thuốc nhỏ tai", "ear drops"),
    "nasal-spray": ("thuốc xịt mũi", "nasal spray"),
    "cream": ("kem bôi", "cream"),
    "suppository": ("viên đặt", "suppository"),
    "patch": ("miếng dán", "patch"),
}


def texts(pair: tuple[str, str]) -> Texts:
    """A Vietnamese and English pair as the socket carries it."""
    return {"vi": pair[0], "en": pair[1]}


def route(code: str, text: str) -> Texts:
    """The route in words; one that the contract does not know is shown as the hospital wrote it."""
    return texts(ROUTES.get(code, (text or code, text or code)))


def form(code: str) -> Texts:
    """The form in words."""
    return texts(FORMS.get(code, (code, code)))


def amount(given: DoseRange | None) -> Texts:
    """A dose in words; `?` where the order does not say, or in a unit that the cart does not know."""
    if given is None:
        return {"vi": "?", "en": "?"}
    try:
        return {"vi": present_range(given, "vi"), "en": present_range(given, "en")}
    except UnitError:
        raw = f"{given.low.value} {given.low.unit}"
        return {"vi": raw, "en": raw}
