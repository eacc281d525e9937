"""What is said about the dose in hand, its record, and records that the hospital refused."""

LINES: dict[str, tuple[str, str]] = {
    "order-differs": (
        "Y lệnh vừa thay đổi: {change}. Đọc lại trước khi tiếp tục.",
        "The order was changed just now: {change}. Read it again before you go on.",
    ),
    "dose-not-shown": (
        "liều (không hiện ra: người chứng kiến tự nhập)",
        "dose (not shown: the witness enters it)",
    ),
    # the dose
    "not-yet": ("Chưa được ghi: còn cảnh báo chưa xử lý.", "Not yet: a finding is still open."),
    "logging-out": ("Đang đăng xuất. Ngăn không mở nữa.", "Logging out. No drawer opens any more."),
    "one-moment": ("Đang xử lý. Thử lại sau một giây.", "Busy. Try again in a second."),
    "scan-another": (
        "Mã vừa quét là thuốc khác. Trả lại, lấy đúng thuốc rồi quét.",
        "The code scanned last is of another drug. Put it back, take the right one and scan it.",
    ),
    "same-pack": (
        "Mã này đã quét rồi. Quét gói thuốc tiếp theo.",
        "This very pack was scanned already. Scan the next one.",
    ),
    "already-recorded": (
        "Liều này đã được ghi là đã cho. Không ghi thêm.",
        "This dose is recorded as given already. Nothing more is recorded.",
    ),
    "recorded": ("Đã ghi liều trước.", "The last dose is recorded."),
    "recorded-asked": (
        "Đã ghi liều trước; khoa Dược được báo là thiếu thuốc.",
        "The last dose is recorded; pharmacy is told that the drug is missing.",
    ),
    "recorded-last-asked": (
        "Đã ghi; khoa Dược được báo là thiếu thuốc. Hết thuốc đến giờ của người bệnh này.",
        "Recorded; pharmacy is told that the drug is missing. Nothing more is due here.",
    ),
    "recorded-rest": (
        "Đã ghi. Còn phần thừa: hủy trước người chứng kiến (chạm “Bỏ phần thừa”).",
        "Recorded. Throw the rest away before a witness (tap “Rest thrown away”).",
    ),
    "not-yours": (
        "Chỉ người đã ghi hoặc điều dưỡng trưởng được hủy bản ghi này.",
        "Only the person who recorded it, or the charge nurse, can take it back.",
    ),
    "noted": ("Đã ghi.", "Recorded."),
    "recorded-last": ("Đã ghi. Hết thuốc đến giờ của người bệnh này.", "Recorded. Nothing more is due here."),
    "not-recorded": (
        "CHƯA GHI ĐƯỢC vào bộ nhớ. Ghi ra giấy và gọi kỹ sư thiết bị.",
        "NOT RECORDED: the cart's memory failed. Write it on paper and call biomedical engineering.",
    ),
    # what the hospital refused
    "not-on-list": (
        "Mục này không còn trong danh sách; có thể người khác đã xử lý.",
        "This is not on the list any more; somebody else may have worked it off.",
    ),
    "reconcile-not-yours": (
        "Chỉ điều dưỡng trưởng hoặc dược sĩ được xử lý mục này.",
        "Only the charge nurse or a pharmacist may work this off.",
    ),
    "orders-refused": (
        "Không nhận tập tin y lệnh: {reason}.",
        "The orders were not taken: {reason}.",
    ),
}
