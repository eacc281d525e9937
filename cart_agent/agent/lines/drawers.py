"""What is said about the drawers, and the alarms and open items of the strip."""

LINES: dict[str, tuple[str, str]] = {
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
        "Quét lại vòng tay người bệnh, hoặc chạm “Mở ngăn {drawer}”.",
        "Scan the patient's wristband again, or tap “Open drawer {drawer}”.",
    ),
    "put-it-back": (
        "Trả thuốc vào ngăn {drawer}, rồi chạm ĐÃ TRẢ LẠI.",
        "Put the drug into drawer {drawer}, then tap IT IS BACK.",
    ),
    "put-back-noted": ("Đã ghi: thuốc đã trả về ngăn.", "Recorded: the drug is back in its drawer."),
    "put-back-first": (
        "Thuốc của y lệnh mới ở ngăn khác. Trả thuốc đang cầm về ngăn trước.",
        "The drug of the new order is elsewhere. Put back first what you hold.",
    ),
    "stands-open": (
        "Ngăn {drawer} đang mở: trả thuốc vào ngăn rồi đóng lại.",
        "Drawer {drawer} stands open: put the drug back and close it.",
    ),
    "close-drawer": ("Đóng ngăn kéo trước.", "Close the drawer first."),
    "lock-cooling": (
        "Khóa ngăn {drawer} mở quá nhiều lần liền nhau, cần nguội. Chờ 3 giây rồi chạm “Mở ngăn {drawer}”.",
        "The lock of drawer {drawer} worked too often. Wait 3 seconds, then tap “Open drawer {drawer}”.",
    ),
    "never-opened": (
        "Ngăn {drawer} đã khóa lại vì không được mở: chạm “Mở ngăn {drawer}”.",
        "Drawer {drawer} locked again because it was not opened: tap “Open drawer {drawer}”.",
    ),
    "open-too-long": (
        "Ngăn {drawer} mở quá lâu. Đóng ngăn.",
        "Drawer {drawer} is open for too long. Close it.",
    ),
    "key-turned": (
        "Chìa khóa cơ của xe đã được vặn. Việc này được ghi lại.",
        "The cart's emergency key was turned. This is recorded.",
    ),
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
    # open items and alarms
    "item-no-outcome": (
        "Ngăn {drawer} đã được mở khóa nhưng chưa ghi kết quả liều thuốc.",
        "Drawer {drawer} was unlocked and no outcome was recorded.",
    ),
    "item-no-outcome-of": (
        "{drug}: ngăn {drawer} đã được mở khóa nhưng chưa ghi kết quả.",
        "{drug}: drawer {drawer} was unlocked and no outcome was recorded.",
    ),
    "item-said-given": (
        "{item} Người làm sau báo: đã cho.",
        "{item} Who came next says: it was given.",
    ),
    "doubt-left": (
        "Lúc {at}, {who} để lại liều này, ngăn {drawer} đã mở khóa, không ghi kết quả. Có thể đã cho rồi.",
        "At {at} {who} left this dose, drawer {drawer} unlocked, nothing recorded. It may have been given.",
    ),
    "doubt-left-next": (
        "Hỏi người bệnh và {who} trước. Chưa rõ thì để lại sau, chưa cho.",
        "Ask the patient and {who} first. While you are not sure leave it, do not give it.",
    ),
    "doubt-on-paper": (
        "Lúc {at}, {who} để lại liều này; việc mở đã đóng với lý do “Đã cho và ghi trên giấy”.",
        "At {at} {who} left this dose; the open item was closed as “Given and written on paper”.",
    ),
    "doubt-paper-next": (
        "Xem phiếu giấy của khoa và hỏi người bệnh. Chưa rõ thì để lại sau, chưa cho.",
        "Look at the ward's paper and ask the patient. While you are not sure leave it, do not give it.",
    ),
    "left-open": (
        "Đã để lại; ngăn {drawer} đã mở khóa nên thành việc mở.",
        "Left; drawer {drawer} was unlocked, so it is an open item.",
    ),
    "left-said-given": (
        "Chưa ghi là đã cho: người đã cho phải đăng nhập và tự ghi. Việc mở vẫn còn.",
        "Not recorded as given: who gave it logs in and records it. The open item stays.",
    ),
    "somebody": ("một người khác", "somebody else"),
    "item-times": ("{item} ({count} lần)", "{item} ({count} times)"),
    "item-open-too-long": (
        "Ngăn {drawer} để mở quá lâu. Đóng ngăn, kiểm tra thuốc trong ngăn.",
        "Drawer {drawer} stood open for too long. Close it and check what is in it.",
    ),
    "item-fault-forced-open": (
        "Ngăn {drawer} bị mở khi không có lệnh. Kiểm tra thuốc trong ngăn, báo điều dưỡng trưởng.",
        "Drawer {drawer} was opened without leave. Check what is in it; tell the charge nurse.",
    ),
    "item-fault-opened-by-key": (
        "Ngăn {drawer} được mở bằng chìa khóa cơ. Kiểm tra ngăn, ghi lại thuốc đã lấy.",
        "Drawer {drawer} was opened with the emergency key. Check it; write down what was taken.",
    ),
    "item-fault-found-open": (
        "Ngăn {drawer} đã mở sẵn khi xe kết nối lại, không rõ ai mở. Kiểm tra thuốc trong ngăn.",
        "Drawer {drawer} stood open when the cart reached it; nobody knows why. Check what is in it.",
    ),
    "item-fault-wrong-drawer": (
        "Ngăn {drawer} mở nhầm thay cho ngăn khác. Ngừng dùng xe, gọi kỹ sư thiết bị.",
        "Drawer {drawer} opened in place of another. Stop using this cart; call the engineer.",
    ),
    "item-fault-tamper": (
        "Bộ khóa ngăn kéo bị can thiệp. Kiểm tra mọi ngăn, gọi kỹ sư thiết bị.",
        "Someone or something tampered with the locks. Check every drawer; call the engineer.",
    ),
    "item-fault-unlock-failed": (
        "Không mở khóa được ngăn {drawer}. Kiểm tra ngăn rồi mở lại; nếu vẫn lỗi, gọi kỹ sư thiết bị.",
        "Drawer {drawer} did not unlock. Look at it and try again; if it fails again, call the engineer.",
    ),
    "disk-full": (
        "Bộ nhớ xe đã đầy hoặc hỏng: không mở ngăn được. Gọi kỹ sư thiết bị.",
        "The cart's memory is full or damaged: no drawer opens. Call biomedical engineering.",
    ),
    "notice": (
        "Thông báo từ bệnh viện có vấn đề ({code}). Báo công nghệ thông tin.",
        "Something is wrong with a message from the hospital ({code}). Tell the hospital's IT.",
    ),
    "certificate-ends": (
        "Chứng thư của xe còn {days} ngày. Sau đó xe mất kết nối với bệnh viện. Báo công nghệ thông tin.",
        "The cart's certificate ends in {days} days. Then the cart is off line. Tell the hospital's IT.",
    ),
    "certificate-over": (
        "Chứng thư của xe đã hết hạn: xe không nối lại được với bệnh viện. Báo công nghệ thông tin ngay.",
        "The cart's certificate is over: it cannot connect again. Tell the hospital's IT now.",
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
    "order-on-hold": (
        "Y lệnh đang tạm ngừng. Không dùng cho đến khi bác sĩ cho dùng lại.",
        "This order is on hold. Do not give it until the prescriber resumes it.",
    ),
    "no-drawer": ("Không có ngăn nào trên xe chứa thuốc này.", "No drawer of this cart holds this drug."),
}
