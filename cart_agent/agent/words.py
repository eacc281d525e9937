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
    "lockdown": (
        "Bệnh viện đã KHÓA TOÀN BỘ XE. Không ngăn nào mở. Gọi điều dưỡng trưởng; cần gấp: chìa khóa cơ.",
        "The hospital has LOCKED THIS CART DOWN. No drawer opens. Call the charge nurse; urgent: the key.",
    ),
    "lockdown-over": (
        "Bệnh viện đã mở khóa xe. Có thể làm tiếp.",
        "The hospital has ended the lock-down. You can go on.",
    ),
    # override and break-glass
    "override-pin": (
        "Nhập PIN của bạn để ký. Việc này được ghi lại và phải được xem xét.",
        "Enter your own PIN to sign. This is recorded and will be reviewed.",
    ),
    "override-not-yours": (
        "Quy định của khoa không cho bạn làm việc này. Gọi điều dưỡng trưởng.",
        "Ward policy does not let you do this. Call the charge nurse.",
    ),
    "override-never": (
        "Cảnh báo này không được phép vượt qua. Hỏi bác sĩ và chờ y lệnh mới.",
        "This finding can not be overridden. Ask the prescriber for a new order.",
    ),
    "override-over": (
        "Đã hết thời gian cho phép: ngăn khóa lại. Nếu vẫn cần, yêu cầu lại.",
        "The time allowed is over: the drawer is locked. Ask again if it is still needed.",
    ),
    "override-on": (
        "ĐANG VƯỢT CẢNH BÁO. Mọi thao tác được ghi lại để xem xét.",
        "A STOP IS BEING OVERRIDDEN. Everything is recorded for review.",
    ),
    "leave-dose-first": (
        "Đang có một liều trên tay. Rời liều này trước.",
        "A dose is in hand. Leave it first.",
    ),
    "glass-on": (
        "ĐANG MỞ KHẨN CẤP ngăn {drawer}. Quét mọi thuốc lấy ra.",
        "BREAK-GLASS: emergency drawer {drawer}. Scan everything you take.",
    ),
    "glass-not-listed": (
        "Ngăn này không nằm trong danh sách ngăn cấp cứu của khoa.",
        "This drawer is not on the ward's list of emergency drawers.",
    ),
    "glass-take": (
        "Lấy thuốc ở ngăn cấp cứu {drawer}; quét từng gói lấy ra.",
        "Take what you need from emergency drawer {drawer}; scan every pack you take.",
    ),
    "glass-taken": (
        "Đã ghi thuốc lấy ra. Khi người bệnh đã dùng, chạm ĐÃ DÙNG.",
        "Taken out is recorded. When the patient got it, tap GIVEN.",
    ),
    "glass-unscanned": (
        "Đã ghi: lấy ra không quét được. Ghi tên thuốc ra giấy cho người xem xét.",
        "Recorded: taken out unscanned. Write the drug on paper for the review.",
    ),
    "glass-scan-first": ("Quét thuốc vừa lấy ra trước.", "Scan what you took out first."),
    "glass-band": ("Đã ghi vòng tay người bệnh.", "The patient's wristband is recorded."),
    "glass-other-band": (
        "Đây là vòng tay của người bệnh khác. Kết thúc lần mở khẩn cấp này trước.",
        "This is another patient's wristband. End this break-glass first.",
    ),
    "needs-review": (
        "Dược sĩ hoặc điều dưỡng trưởng khác phải xem xét việc này.",
        "A pharmacist or another charge nurse must review this.",
    ),
    "review-not-yours": (
        "Chỉ dược sĩ hoặc điều dưỡng trưởng khác với người đã làm mới được xem xét.",
        "Only a pharmacist or charge nurse who did not do it may review it.",
    ),
    "review-overdue": ("QUÁ HẠN XEM XÉT.", "REVIEW OVERDUE."),
    "item-override-dose": (
        "Vượt cảnh báo {codes}, bởi {by}. Chờ xem xét đến {until}.",
        "STOP overridden ({codes}) by {by}. To be reviewed by {until}.",
    ),
    "item-override-break-glass": (
        "Mở khẩn cấp ngăn {drawer}, bởi {by}. Chờ xem xét đến {until}.",
        "Break-glass, drawer {drawer}, by {by}. To be reviewed by {until}.",
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
    # what is made ready
    "scan-to-prepare": (
        "PHA THUỐC: quét thuốc ở ngăn {drawer} trước, rồi chạm PHA.",
        "PREPARING: scan the drug from drawer {drawer} first, then tap PREPARE.",
    ),
    "scan-diluent": (
        "Quét mã dung môi hoặc dịch pha, rồi nhập tổng thể tích sau pha.",
        "Scan the diluent's code, then enter the whole volume.",
    ),
    "volume-wrong": (
        "Thể tích phải lớn hơn thể tích thuốc và không quá 5000 mL. Nhập lại.",
        "The volume must be more than the drug's own and at most 5000 mL. Enter it again.",
    ),
    "enter-drug-amount": (
        "Y lệnh chỉ ghi tốc độ: nhập lượng thuốc đã rút vào.",
        "The order names a rate alone: enter how much of the drug was drawn up.",
    ),
    "not-mixable": (
        "Không tính được nồng độ hoặc tốc độ từ y lệnh này. Không dùng nhãn của xe; hỏi dược sĩ.",
        "Concentration or rate can not be computed for this order. No label is made; ask the pharmacist.",
    ),
    "order-changed": (
        "Y lệnh vừa thay đổi. Không pha theo y lệnh cũ; làm lại từ đầu.",
        "The order has just changed. Do not prepare the old one; start again.",
    ),
    "label-pattern": (
        "Mẫu mã nhãn pha trong cấu hình không nhận nhãn của xe. Gọi kỹ sư.",
        "The configured pattern of labels does not accept this cart's own. Call the engineer.",
    ),
    "label-exists": (
        "Liều này đã pha và có nhãn. Quét nhãn đó, hoặc ghi hủy trước khi pha lại.",
        "This dose is prepared and has a label. Scan it, or record it as discarded before another one.",
    ),
    "label-made": (
        "Đã ghi nhãn {label}. In hoặc viết nhãn, dán ngay vào thuốc.",
        "Label {label} is recorded. Print or write it and stick it on at once.",
    ),
    "label-not-printed": (
        "Nhãn {label} chưa in được: viết nhãn bằng tay. {problem}",
        "Label {label} is not printed: write it by hand. {problem}",
    ),
    "no-printer": (
        "Xe này không có máy in nhãn: viết nhãn bằng tay.",
        "This cart has no label printer: write the label by hand.",
    ),
    "label-first": (
        "Thuốc đang pha: làm nhãn trước, rồi quét nhãn tại giường để cho thuốc.",
        "This is being prepared: make its label first, then scan the label at the bed to give it.",
    ),
    "scan-label": ("Liều này đã pha. Quét nhãn trên thuốc đã pha.", "This dose is prepared. Scan its label."),
    "label-other-dose": (
        "Nhãn này không thuộc liều đang làm. Kết thúc hoặc bỏ liều này rồi quét lại nhãn.",
        "This label is not of the dose in hand. Finish or leave that dose, then scan the label again.",
    ),
    "label-unknown": (
        "Xe không biết nhãn pha này: không dùng. Hủy và pha lại, hoặc hỏi người đã pha.",
        "This cart does not know this label: do not give. Discard and prepare anew, or ask who prepared it.",
    ),
    "item-prepared": (
        "Giường {bed}: đã pha {drug} lúc {at}, chưa dùng; phải bắt đầu trước {expires}.",
        "Bed {bed}: {drug} was prepared at {at} and not given; to be begun by {expires}.",
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
    # waste and counts
    "second-signature": (
        "Cần người thứ hai: quét thẻ và nhập PIN của người đó.",
        "A second person has to sign: scan that person's badge and enter the PIN.",
    ),
    "not-signed": ("Chưa ghi: thiếu chữ ký thứ hai.", "Not recorded: the second signature is missing."),
    "count-first": (
        "THUỐC KIỂM SOÁT: đếm số còn trong ngăn {drawer} và nhập số đếm được, rồi mới lấy thuốc.",
        "CONTROLLED DRUG: count what is in drawer {drawer} and enter it before you take any.",
    ),
    "count-closing": (
        "Đếm số còn lại trong ngăn {drawer}, nhập số đếm được, rồi đóng ngăn.",
        "Count what is left in drawer {drawer}, enter it, then close the drawer.",
    ),
    "recount": (
        "Số đếm không khớp với sổ. Đếm lại thật kỹ rồi nhập lại.",
        "The count does not fit the register. Count again with care and enter it again.",
    ),
    "not-counted-here": (
        "Ngăn này không có thuốc kiểm soát đó.",
        "This drawer does not hold that controlled drug.",
    ),
    "item-count-missing": (
        "Ngăn {drawer}: chưa đếm thuốc kiểm soát. Đếm và ghi khi bàn giao.",
        "Drawer {drawer}: the controlled drug was not counted. Count it at hand-over.",
    ),
    "item-count-discrepancy": (
        "Ngăn {drawer}: {name} đếm được {counted}, sổ ghi {expected}. Báo khoa Dược và trưởng khoa.",
        "Drawer {drawer}: {counted} of {name} counted, the register says {expected}. Tell pharmacy.",
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
