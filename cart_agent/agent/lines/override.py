"""What is said when a STOP is passed over or the glass is broken, and at the review."""

LINES: dict[str, tuple[str, str]] = {
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
    "override-class": (
        "Quy định của khoa không cho vượt cảnh báo với nhóm thuốc này. Gọi bác sĩ.",
        "Ward policy does not let a STOP of this class of drugs be overridden. Call the prescriber.",
    ),
    "glass-class": (
        "Ngăn này có nhóm thuốc mà khoa không cho mở khẩn cấp. Dùng ngăn khác hoặc chìa khóa cơ.",
        "This drawer holds a class of drugs that the ward keeps out of break-glass. Use another, or the key.",
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
        "Đã ghi thuốc lấy ra. Khi người bệnh đã dùng, chạm ĐÃ CHO DÙNG HẾT.",
        "Taken out is recorded. When the patient got it, tap ALL THIS WAS GIVEN.",
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
    "signs-glass": ("Ngăn {drawer}", "Drawer {drawer}"),
    "item-override-dose": (
        "Vượt cảnh báo {codes}, bởi {by}. Chờ xem xét đến {until}.",
        "STOP overridden ({codes}) by {by}. To be reviewed by {until}.",
    ),
    "item-override-break-glass": (
        "Mở khẩn cấp ngăn {drawer}, bởi {by}. Chờ xem xét đến {until}.",
        "Break-glass, drawer {drawer}, by {by}. To be reviewed by {until}.",
    ),
}
