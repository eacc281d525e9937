"""The printed words, Vietnamese and English."""

from collections.abc import Mapping

from cart_agent.paper.ward import WardPaper

WORDS: dict[str, tuple[str, str]] = {
    "title": ("PHIẾU THỰC HIỆN THUỐC KHI NGỪNG HỆ THỐNG", "MEDICATION SHEET FOR DOWNTIME"),
    "ward": ("Khoa", "Ward"),
    "cart": ("Xe", "Cart"),
    "printed": ("Lập lúc", "Made at"),
    "page": ("Trang {page}/{pages}", "Page {page}/{pages}"),
    "simulated": ("MÔ PHỎNG - KHÔNG DÙNG CHO NGƯỜI BỆNH", "SIMULATED - NOT FOR PATIENTS"),
    "bed": ("Giường", "Bed"),
    "patient": ("Người bệnh", "Patient"),
    "born": ("Sinh", "Born"),
    "number": ("Mã NB", "Number"),
    "allergies": ("DỊ ỨNG", "ALLERGIES"),
    "no-allergies": ("không ghi nhận", "none recorded"),
    "due": ("THUỐC ĐẾN GIỜ TRONG 24 GIỜ TỚI", "DOSES DUE IN THE NEXT 24 HOURS"),
    "none-due": ("Không có thuốc đến giờ.", "Nothing is due."),
    "prn": ("THUỐC KHI CẦN", "DRUGS AS NEEDED"),
    "given": ("ĐÃ GHI TRONG 24 GIỜ QUA", "RECORDED IN THE LAST 24 HOURS"),
    "none-given": ("Chưa ghi liều nào.", "Nothing is recorded."),
    "blocked": ("Y LỆNH KHÔNG ĐỌC ĐƯỢC - XEM Y LỆNH GỐC", "ORDERS NOT READABLE - SEE THE ORIGINAL"),
    "held": ("Y LỆNH TẠM NGỪNG - KHÔNG DÙNG", "ORDERS ON HOLD - DO NOT GIVE"),
    "time": ("Giờ", "Time"),
    "drug": ("Thuốc", "Drug"),
    "dose": ("Liều", "Dose"),
    "route": ("Đường dùng", "Route"),
    "done": ("Đã dùng", "Given"),
    "not-done": ("Không", "Not"),
    "at": ("Giờ thực", "Real time"),
    "sign": ("Ký tên", "Signature"),
    "for": ("Lý do", "For"),
    "limits": ("Giới hạn", "Limits"),
    "last": ("Lần cuối", "Last given"),
    "by": ("Người ghi", "By"),
    "status": ("Kết quả", "Outcome"),
    "problem": (
        "KHÔNG ĐỌC ĐƯỢC HỒ SƠ TRÊN XE. DÙNG Y LỆNH GỐC.",
        "THE CART CANNOT READ THIS CHART. USE THE ORIGINAL ORDERS.",
    ),
    "advice": (
        "Đối chiếu vòng tay (họ tên, năm sinh, mã NB) trước mỗi liều. Khi có lại hệ thống, ghi bù đầy đủ.",
        "Check the wristband (name, birth, number) before each dose. Enter it all when the system is back.",
    ),
    "code": (
        "Mã này chỉ để ghi lại hồ sơ, không thay cho vòng tay.",
        "This code is for filing only; it does not replace the wristband.",
    ),
    "list": ("DANH SÁCH NGƯỜI BỆNH", "PATIENTS"),
    "count": ("{due} liều trong 24 giờ, {late} liều trễ", "{due} doses in 24 hours, {late} late"),
}


class Say:
    """The words of one language."""

    def __init__(self, paper: WardPaper, words: Mapping[str, tuple[str, str]] = WORDS) -> None:
        self._column = 0 if paper.language == "vi" else 1
        self._words = words

    def __call__(self, key: str, **facts: object) -> str:
        return self._words[key][self._column].format(**facts)
