"""What the screen says of an unreadable code, with the next step, in Vietnamese and English."""

from cart_agent.core.identify.kinds import Reason

REASON_TEXTS: dict[Reason, dict[str, str]] = {
    Reason.EMPTY: {
        "vi": "Mã rỗng. Quét lại; nếu vẫn vậy, dùng nhãn khác.",
        "en": "The code is empty. Scan again; if it stays so, use another label.",
    },
    Reason.NOT_TEXT: {
        "vi": "Không đọc được nội dung mã. Quét lại; nếu vẫn vậy, báo khoa Dược.",
        "en": "The code's content cannot be read. Scan again; if it stays so, tell the pharmacy.",
    },
    Reason.SYMBOLOGY: {
        "vi": "Loại mã vạch này không dùng ở khoa. Quét mã khác trên nhãn.",
        "en": "This kind of barcode is not used here. Scan another code on the label.",
    },
    Reason.GRAMMAR: {
        "vi": "Mã không đúng chuẩn. Quét lại; nếu vẫn vậy, để riêng thuốc và báo khoa Dược.",
        "en": "The code breaks its standard. Scan again; else set it aside and tell the pharmacy.",
    },
    Reason.CHECK_DIGIT: {
        "vi": "Số kiểm tra của mã sai. Quét lại; nếu vẫn vậy, để riêng và báo khoa Dược.",
        "en": "The code's check digit is wrong. Scan again; else set it aside and tell the pharmacy.",
    },
    Reason.SEPARATOR: {
        "vi": "Mã thiếu dấu ngăn cách. Kiểm tra cài đặt máy quét hoặc báo khoa Dược về nhãn này.",
        "en": "The code lacks a separator. Check the scanner, or tell the pharmacy about this label.",
    },
    Reason.DUPLICATE: {
        "vi": "Mã chứa hai giá trị khác nhau cho cùng một mục. Để riêng thuốc và báo khoa Dược.",
        "en": "The code gives two values for one thing. Set the pack aside and tell the pharmacy.",
    },
    Reason.DATE: {
        "vi": "Ngày trong mã không hợp lệ. Để riêng thuốc và báo khoa Dược.",
        "en": "A date in the code is not valid. Set the pack aside and tell the pharmacy.",
    },
    Reason.NO_PRODUCT: {
        "vi": "Mã không cho biết thuốc hay người bệnh. Quét mã khác trên nhãn.",
        "en": "The code names neither one drug nor one patient. Scan another code on the label.",
    },
    Reason.AMBIGUOUS: {
        "vi": "Mã có thể hiểu theo hai cách. Báo kỹ thuật bật mã nhận dạng AIM của máy quét.",
        "en": "The code could be two things. Ask the engineer to turn on the scanner's AIM identifier.",
    },
    Reason.CARD: {
        "vi": "Mã trên thẻ bị thiếu hoặc sai. Quét lại thẻ.",
        "en": "The card's code is cut or malformed. Scan the card again.",
    },
    Reason.UNKNOWN: {
        "vi": "Mã lạ, không thuộc loại nào của khoa. Quét vòng tay, thuốc hoặc thẻ đúng loại.",
        "en": "Unknown code. Scan a wristband, a drug or a badge of this hospital.",
    },
}
