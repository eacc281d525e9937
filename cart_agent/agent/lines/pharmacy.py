"""What is said while drugs are made ready, thrown away and counted."""

LINES: dict[str, tuple[str, str]] = {
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
        "NHÃN KHÔNG DO XE NÀY LÀM: không cho ở đây. Dùng xe ghi trên nhãn; nếu không được, hủy và pha lại.",
        "NOT A LABEL OF THIS CART: do not give it here. Use the cart named on it, or prepare anew.",
    ),
    "item-prepared": (
        "Giường {bed}: đã pha {drug} lúc {at}, chưa dùng; phải bắt đầu trước {expires}.",
        "Bed {bed}: {drug} was prepared at {at} and not given; to be begun by {expires}.",
    ),
    # waste and counts
    "second-signature": (
        "Cần người thứ hai: quét thẻ và nhập PIN của người đó.",
        "A second person has to sign: scan that person's badge and enter the PIN.",
    ),
    "waste-not-yours": (
        "Chỉ người đã ghi hoặc điều dưỡng trưởng được hủy bản ghi hủy thuốc này.",
        "Only the person who recorded this waste, or the charge nurse, can take it back.",
    ),
    "put-back": (
        "Đã hủy bản ghi. Sổ tính lại: trả thuốc về ngăn {drawer}; lần đếm sau phải đủ.",
        "Taken back. The register counts it again: put it into drawer {drawer}; the next count must fit.",
    ),
    "signs-waste": ("Hủy bỏ: {name}", "Thrown away: {name}"),
    "signs-undo": ("Lấy lại bản ghi hủy bỏ: {name}", "Record of waste taken back: {name}"),
    "signs-count": ("Ngăn {drawer}: {name} · đếm được {count}", "Drawer {drawer}: {name} · counted {count}"),
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
    "item-count-missing-of": (
        "Ngăn {drawer}: chưa đếm {drug}. Đếm và ghi khi bàn giao.",
        "Drawer {drawer}: {drug} was not counted. Count it at hand-over.",
    ),
    "item-count-discrepancy": (
        "Ngăn {drawer}: {name} đếm được {counted}, sổ ghi {expected}. Báo khoa Dược và trưởng khoa.",
        "Drawer {drawer}: {counted} of {name} counted, the register says {expected}. Tell pharmacy.",
    ),
}
