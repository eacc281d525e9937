"""What is said about badges, PINs, patients, codes and taps."""

LINES: dict[str, tuple[str, str]] = {
    "item-prescriber-asked": (
        "Giường {bed}: đã hỏi bác sĩ về {drug}: {text} ({by})",
        "Bed {bed}: the prescriber was asked about {drug}: {text} ({by})",
    ),
    "item-note": ("Giường {bed}: {text} ({by})", "Note, bed {bed}: {text} ({by})"),
    "asked-here": ("Đã hỏi bác sĩ về {drug}: {text} ({by})", "Prescriber asked about {drug}: {text} ({by})"),
    "note-here": ("Lời dặn: {text} ({by})", "Note: {text} ({by})"),
    "question-kept": (
        "Đã ghi câu hỏi cho bác sĩ. Việc còn mở đến khi có trả lời.",
        "The question is recorded. It stays open until it is answered.",
    ),
    "note-kept": ("Đã ghi lời dặn cho ca sau.", "The note for the next shift is recorded."),
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
    "pin-offline": (
        "Bệnh viện lâu chưa xác nhận danh sách nhân viên. Dùng quy trình giấy; gọi công nghệ thông tin.",
        "The hospital has not confirmed the staff list for too long. Work on paper; call the hospital's IT.",
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
    "idle-out": (
        "Đã tự đăng xuất vì không ai thao tác.",
        "Logged out: nobody did anything.",
    ),
    "boot-out": (
        "Xe vừa khởi động lại. Quét thẻ để làm tiếp.",
        "The cart has started anew. Scan your badge to go on.",
    ),
    "out-dose": (
        "Đã đăng xuất. Liều làm dở được giữ {minutes} phút: quét thẻ để làm tiếp.",
        "Logged out. The dose in hand is kept for {minutes} minutes: scan your badge to go on with it.",
    ),
    "log-in-first": ("Quét thẻ nhân viên trước.", "Scan your badge first."),
    "witness-is-giver": (
        "Người chứng kiến phải là người khác. Quét thẻ của người thứ hai.",
        "The witness must be another person. Scan the second person's badge.",
    ),
    "say-dose": (
        "Người chứng kiến tự nhập liều của lần này. Màn hình không hiện liều y lệnh.",
        "The witness enters the dose herself. The screen does not show what was ordered.",
    ),
    "blind-differs": (
        "KHÔNG KHỚP Y LỆNH: chưa được chứng kiến. Cùng đọc lại y lệnh, rồi quét lại thẻ người chứng kiến.",
        "NOT THE ORDERED DOSE: not witnessed. Read the order together, then scan the witness's badge again.",
    ),
    # the patient
    "scan-wristband": ("Quét vòng tay người bệnh trước.", "Scan the patient's wristband first."),
    "ask-identity": (
        "Hỏi người bệnh họ tên và ngày sinh; so với màn hình, vòng tay và ảnh.",
        "Ask name and date of birth; compare with the screen, the wristband and the photo.",
    ),
    "choose-dose": ("Chọn một liều trước khi quét thuốc.", "Choose a dose before scanning a drug."),
    "answer-first": (
        "Chưa quét thuốc được: đọc và chọn trên màn hình trước.",
        "Too early for the drug: read the screen and answer it first.",
    ),
    "choose-patient": ("Chọn người bệnh trong danh sách.", "Choose the patient from the list."),
    "right-patient": ("Đúng người bệnh.", "This is the right patient."),
    # codes
    "not-a-scan": (
        "Máy quét gửi dữ liệu hỏng. Quét lại; nếu lặp lại, gọi kỹ sư thiết bị.",
        "The scanner sent broken data. Scan again; if it happens again, call biomedical engineering.",
    ),
    "not-a-wristband": (
        "Đây không phải vòng tay. Chỉ dùng để đối chiếu; quét vòng tay người bệnh.",
        "This is not a wristband. It only helps to compare; scan the patient's wristband.",
    ),
    "card-same": (
        "Thẻ khớp với hồ sơ người bệnh đang mở.",
        "The card is that of the open patient.",
    ),
    "card-found": (
        "Thẻ của người bệnh ở giường {bed}. Quét vòng tay; nếu không có vòng, cần người thứ hai.",
        "The card of the patient in bed {bed}. Scan the wristband; without one a second person is needed.",
    ),
    "card-nobody": (
        "Không có người bệnh nào của xe này khớp với thẻ. Đây không phải vòng tay; quét vòng tay người bệnh.",
        "No patient of this cart fits the card. This is not a wristband; scan the patient's wristband.",
    ),
    "card-several": (
        "Có nhiều người bệnh khớp với thẻ. Quét vòng tay người bệnh.",
        "Several patients fit the card. Scan the patient's wristband.",
    ),
    "card-unsure": (
        "Thẻ chưa đủ để xác nhận. Hỏi người bệnh họ tên và ngày sinh.",
        "The card does not prove it. Ask the patient's name and date of birth.",
    ),
    "card-different": (
        "THẺ CỦA NGƯỜI KHÁC. Dừng lại, xác định lại người bệnh.",
        "THE CARD IS SOMEBODY ELSE'S. Stop and find out who the patient is.",
    ),
    "not-here": ("Mã này không dùng ở bước này.", "This code has no use at this step."),
    # taps
    "old-screen": (
        "Màn hình vừa thay đổi. Đọc lại rồi chạm.",
        "The screen has just changed. Read it again, then tap.",
    ),
    "not-now": ("Không làm được ở bước này.", "Not possible at this step."),
    "bad-amount": ("Số lượng không hợp lệ. Nhập lại.", "This is not a valid amount. Enter it again."),
    "more-than-begun": (
        "Không thể nhiều hơn lượng đã bắt đầu. Nhập lại.",
        "It can not be more than was begun. Enter it again.",
    ),
    "reason-missing": ("Chọn một lý do.", "Choose a reason."),
    "internal": (
        "Lỗi phần mềm; không có gì được ghi. Gọi kỹ sư thiết bị.",
        "Software error; nothing was recorded. Call biomedical engineering.",
    ),
}
