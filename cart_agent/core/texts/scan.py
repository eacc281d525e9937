"""Sentences for a code that nothing may be decided on, by the reason of `core.identify`."""

from cart_agent.core.identify import Reason
from cart_agent.core.texts.sentence import Sentence

UNREADABLE: dict[Reason, Sentence] = {
    Reason.EMPTY: Sentence(
        vi="Mã rỗng.",
        en="The code is empty.",
        vi_next="Quét lại; nếu vẫn vậy, dùng nhãn khác.",
        en_next="Scan again; if it stays so, use another label.",
    ),
    Reason.NOT_TEXT: Sentence(
        vi="Không đọc được nội dung mã.",
        en="The code's content cannot be read.",
        vi_next="Quét lại; nếu vẫn vậy, báo khoa Dược.",
        en_next="Scan again; if it stays so, tell the pharmacy.",
    ),
    Reason.SYMBOLOGY: Sentence(
        vi="Loại mã vạch này không dùng ở khoa.",
        en="This kind of barcode is not used here.",
        vi_next="Quét mã khác trên nhãn.",
        en_next="Scan another code on the label.",
    ),
    Reason.GRAMMAR: Sentence(
        vi="Mã không đúng chuẩn.",
        en="The code breaks its standard.",
        vi_next="Quét lại; nếu vẫn vậy, để riêng thuốc và báo khoa Dược.",
        en_next="Scan again; else set it aside and tell the pharmacy.",
    ),
    Reason.CHECK_DIGIT: Sentence(
        vi="Số kiểm tra của mã sai.",
        en="The code's check digit is wrong.",
        vi_next="Quét lại; nếu vẫn vậy, để riêng và báo khoa Dược.",
        en_next="Scan again; else set it aside and tell the pharmacy.",
    ),
    Reason.SEPARATOR: Sentence(
        vi="Mã thiếu dấu ngăn cách.",
        en="The code lacks a separator.",
        vi_next="Kiểm tra cài đặt máy quét hoặc báo khoa Dược về nhãn này.",
        en_next="Check the scanner, or tell the pharmacy about this label.",
    ),
    Reason.DUPLICATE: Sentence(
        vi="Mã chứa hai giá trị khác nhau cho cùng một mục.",
        en="The code gives two values for one thing.",
        vi_next="Để riêng thuốc và báo khoa Dược.",
        en_next="Set the pack aside and tell the pharmacy.",
    ),
    Reason.DATE: Sentence(
        vi="Ngày trong mã không hợp lệ.",
        en="A date in the code is not valid.",
        vi_next="Để riêng thuốc và báo khoa Dược.",
        en_next="Set the pack aside and tell the pharmacy.",
    ),
    Reason.NO_PRODUCT: Sentence(
        vi="Mã không cho biết thuốc hay người bệnh.",
        en="The code names neither one drug nor one patient.",
        vi_next="Quét mã khác trên nhãn.",
        en_next="Scan another code on the label.",
    ),
    Reason.AMBIGUOUS: Sentence(
        vi="Mã có thể hiểu theo hai cách.",
        en="The code could be two things.",
        vi_next="Báo kỹ thuật bật mã nhận dạng AIM của máy quét.",
        en_next="Ask the engineer to turn on the scanner's AIM identifier.",
    ),
    Reason.CARD: Sentence(
        vi="Mã trên thẻ bị thiếu hoặc sai.",
        en="The card's code is cut or malformed.",
        vi_next="Quét lại thẻ.",
        en_next="Scan the card again.",
    ),
    Reason.UNKNOWN: Sentence(
        vi="Mã lạ, không thuộc loại nào của khoa.",
        en="Unknown code.",
        vi_next="Quét vòng tay, thuốc hoặc thẻ đúng loại.",
        en_next="Scan a wristband, a drug or a badge of this hospital.",
    ),
}

SCAN: dict[str, Sentence] = {
    **{f"CODE_SUSPECT.unreadable-{reason}": sentence for reason, sentence in UNREADABLE.items()},
    "CODE_SUSPECT.not-a-wristband": Sentence(
        vi="Mã vừa quét không phải vòng tay người bệnh.",
        en="The code just scanned is not a patient's wristband.",
        vi_next="Quét lại vòng tay trên tay người bệnh.",
        en_next="Scan the wristband on the patient's wrist.",
    ),
    "CODE_SUSPECT.not-a-drug": Sentence(
        vi="Mã vừa quét không phải mã thuốc.",
        en="The code just scanned is not a drug's.",
        vi_next="Quét mã trên vỏ thuốc hoặc nhãn thuốc.",
        en_next="Scan the code on the pack or on its label.",
    ),
}
