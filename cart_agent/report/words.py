"""The printed words, Vietnamese and English; those of the ward's sheets are used too."""

from cart_agent.paper.words import WORDS as PAPER

WORDS: dict[str, tuple[str, str]] = PAPER | {
    "title": ("PHIẾU THỰC HIỆN VÀ CÔNG KHAI THUỐC", "RECORD OF MEDICATION GIVEN, OPEN TO THE PATIENT"),
    "shift": ("Ca trực", "Shift"),
    "list": ("NGƯỜI BỆNH TRONG CA", "PATIENTS OF THE SHIFT"),
    "counted": ("{given} đã dùng, {not_given} không dùng", "{given} given, {not_given} not given"),
    "left": ("Chưa ghi", "Not recorded"),
    "given": ("THUỐC ĐÃ GHI TRONG CA", "RECORDED IN THIS SHIFT"),
    "none-given": ("Trong ca không ghi liều nào.", "No dose was recorded in this shift."),
    "due": ("ĐÃ ĐẾN GIỜ, CHƯA GHI", "DUE, NOT RECORDED"),
    "items": ("VIỆC CÒN MỞ - BÀN GIAO CA SAU", "OPEN ITEMS - FOR THE NEXT SHIFT"),
    "nobody": ("ĐÃ DÙNG KHI CHƯA BIẾT LÀ NGƯỜI BỆNH NÀO", "GIVEN WHILE IT WAS NOT KNOWN TO WHOM"),
    "unsettled": ("BẢN GHI BỆNH VIỆN CHƯA XÁC NHẬN", "RECORDS NOT YET CONFIRMED BY THE HOSPITAL"),
    "rejected": ("BẢN GHI BỊ BỆNH VIỆN TỪ CHỐI", "RECORDS THAT THE HOSPITAL REFUSED"),
    "more": ("và {count} bản ghi khác", "and {count} other records"),
    "none": ("Không có.", "None."),
    "hands-over": ("Điều dưỡng bàn giao (ký, ghi họ tên)", "Nurse handing over (name, signature)"),
    "takes-over": ("Điều dưỡng nhận ca (ký, ghi họ tên)", "Nurse taking over (name, signature)"),
    "confirms": (
        "Người bệnh / người nhà xác nhận (ký, ghi họ tên)",
        "Patient / relative confirms (name, signature)",
    ),
    "what": ("Nội dung", "What"),
    "outcome": ("Kết quả, lý do", "Outcome, reason"),
}
