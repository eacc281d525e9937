"""What the agent itself says to people, Vietnamese first. Findings have their own table in `core.texts`."""

Texts = dict[str, str]

LINES: dict[str, tuple[str, str]] = {
    # log-in
    "pin-wrong": ("PIN sai. Nhập lại.", "Wrong PIN. Enter it again."),
    "pin-locked-out": (
        "Tài khoản tạm khóa do nhập sai PIN nhiều lần. Gọi điều dưỡng trưởng.",
        "Locked out after too many wrong PINs. Call the charge nurse.",
    ),
    "pin-expired": (
        "Thẻ đã hết hạn trên xe này. Gọi điều dưỡng trưởng.",
        "This badge is no longer valid on this cart. Call the charge nurse.",
    ),
    "pin-not-allowed": (
        "Người này không được phép làm việc này. Gọi điều dưỡng trưởng.",
        "This person may not do this. Call the charge nurse.",
    ),
    "badge-unknown": (
        "Thẻ không có trong danh sách nhân viên của xe này. Dùng thẻ khác.",
        "This badge is not on this cart's staff list. Use another badge.",
    ),
    "pin-not-checked": (
        "Chưa kiểm tra được PIN: bộ nhớ xe hỏng hoặc đầy. Gọi kỹ sư thiết bị.",
        "The PIN could not be checked: the cart's memory failed. Call biomedical engineering.",
    ),
    "already-logged-in": ("Bạn đã đăng nhập.", "You are logged in already."),
    "log-out-first": (
        "Người khác đang làm việc. Đăng xuất trước khi quét thẻ mới.",
        "Somebody else is working. Log out before scanning another badge.",
    ),
    "log-in-first": ("Quét thẻ nhân viên trước.", "Scan your badge first."),
    "witness-is-giver": (
        "Người chứng kiến phải là người khác. Quét thẻ của người thứ hai.",
        "The witness must be another person. Scan the second person's badge.",
    ),
    # the patient
    "scan-wristband": ("Quét vòng tay người bệnh trước.", "Scan the patient's wristband first."),
    "choose-dose": ("Chọn một liều trước khi quét thuốc.", "Choose a dose before scanning a drug."),
    "choose-patient": ("Chọn người bệnh trong danh sách.", "Choose the patient from the list."),
    "right-patient": ("Đúng người bệnh.", "This is the right patient."),
    # the drawer
    "take-drug": (
        "Lấy thuốc ở ngăn {drawer} rồi quét mã.",
        "Take the drug from drawer {drawer} and scan it.",
    ),
    "bring-drug": (
        "Xe không có ngăn cho thuốc này. Lấy thuốc ở kho khoa rồi quét mã.",
        "No drawer of this cart holds this drug. Bring it from the ward stock and scan it.",
    ),
    "ask-for-drawer": (
        "Quét lại vòng tay người bệnh, hoặc chạm MỞ LẠI, để mở ngăn {drawer}.",
        "Scan the patient's wristband again, or tap OPEN AGAIN, to open drawer {drawer}.",
    ),
    "close-drawer": ("Đóng ngăn kéo trước.", "Close the drawer first."),
    "drawers-unknown": (
        "Bộ ngăn kéo không trả lời nên chưa thể hết sự cố. Kiểm tra dây, gọi kỹ sư thiết bị.",
        "The drawer unit does not answer, so the fault is not over. Check its cable; call the engineer.",
    ),
    "fault-first": (
        "Ngăn kéo đang có sự cố. Kiểm tra ngăn và xử lý sự cố trước.",
        "A drawer fault is open. Look at the drawers and clear it first.",
    ),
    "never-opened": (
        "Ngăn {drawer} đã khóa lại vì không được mở. Chạm MỞ LẠI.",
        "Drawer {drawer} locked again because it was not opened. Tap OPEN AGAIN.",
    ),
    "open-too-long": (
        "Ngăn {drawer} mở quá lâu. Đóng ngăn.",
        "Drawer {drawer} is open for too long. Close it.",
    ),
    # the dose
    "not-yet": ("Chưa được ghi: còn cảnh báo chưa xử lý.", "Not yet: a finding is still open."),
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
    # codes
    "not-a-scan": (
        "Máy quét gửi dữ liệu hỏng. Quét lại; nếu lặp lại, gọi kỹ sư thiết bị.",
        "The scanner sent broken data. Scan again; if it happens again, call biomedical engineering.",
    ),
    "not-a-wristband": (
        "Đây không phải vòng tay. Chỉ dùng để đối chiếu; quét vòng tay người bệnh.",
        "This is not a wristband. It only helps to compare; scan the patient's wristband.",
    ),
    "not-here": ("Mã này không dùng ở bước này.", "This code has no use at this step."),
    # taps
    "old-screen": (
        "Màn hình vừa thay đổi. Đọc lại rồi chạm.",
        "The screen has just changed. Read it again, then tap.",
    ),
    "not-now": ("Không làm được ở bước này.", "Not possible at this step."),
    "bad-amount": ("Số lượng không hợp lệ. Nhập lại.", "This is not a valid amount. Enter it again."),
    "reason-missing": ("Chọn một lý do.", "Choose a reason."),
    "internal": (
        "Lỗi phần mềm; không có gì được ghi. Gọi kỹ sư thiết bị.",
        "Software error; nothing was recorded. Call biomedical engineering.",
    ),
    # open items and alarms
    "item-no-outcome": (
        "Ngăn {drawer} đã mở nhưng chưa ghi kết quả liều thuốc.",
        "Drawer {drawer} was opened and no outcome was recorded.",
    ),
    "item-fault": ("Sự cố ngăn {drawer}: {fault}.", "Drawer fault, drawer {drawer}: {fault}."),
    "disk-full": (
        "Bộ nhớ xe đã đầy hoặc hỏng: không mở ngăn được. Gọi kỹ sư thiết bị.",
        "The cart's memory is full or damaged: no drawer opens. Call biomedical engineering.",
    ),
    "notice": (
        "Thông báo từ bệnh viện có vấn đề ({code}). Báo công nghệ thông tin.",
        "A message from the hospital was refused ({code}). Tell the hospital's IT.",
    ),
    "chart-unreadable": (
        "Không đọc được hồ sơ thuốc. Ngăn kéo khóa; dùng y lệnh giấy và báo công nghệ thông tin.",
        "The chart can not be read. Drawers stay shut; use the paper order and tell the hospital's IT.",
    ),
    "order-unreadable": ("Có y lệnh không đọc được.", "An order can not be read."),
    "order-blocked": (
        "Y lệnh không dùng được: {reason}. Hỏi bác sĩ hoặc khoa Dược.",
        "This order can not be used: {reason}. Ask the prescriber or the pharmacy.",
    ),
    "no-drawer": ("Không có ngăn nào trên xe chứa thuốc này.", "No drawer of this cart holds this drug."),
}


def line(key: str, /, **facts: str) -> Texts:
    """One line in every language, its {places} filled. Raises KeyError for a line that nobody wrote."""
    vi, en = LINES[key]
    return {"vi": _fill(vi, facts), "en": _fill(en, facts)}


def _fill(sentence: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
