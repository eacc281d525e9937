"""Sentences for the findings of the verify gate, by code, or by `CODE.case` where a code has several."""

from cart_agent.core.texts.sentence import Sentence

_BACK = "Trả thuốc vừa quét về ngăn, lấy đúng thuốc rồi quét lại."
_BACK_EN = "Put the scanned drug back, take the right one and scan again."

VERIFY: dict[str, Sentence] = {
    "CODE_SUSPECT.not-scanned": Sentence(
        vi="Chưa quét được mã của thuốc {order}.",
        en="The code of {order} was not scanned.",
        vi_next="Mời người thứ hai cùng đọc nhãn, hàm lượng, hạn dùng rồi quét thẻ của người đó.",
        en_next="Have a second person read label, strength and expiry, then scan that person's badge.",
    ),
    "NO_ORDER": Sentence(
        vi="Người bệnh này không có y lệnh dùng {scanned}.",
        en="This patient has no order for {scanned}.",
        vi_next=_BACK,
        en_next=_BACK_EN,
    ),
    "NO_ORDER.near": Sentence(
        vi="Người bệnh này không có y lệnh dùng {scanned}; y lệnh gần giống nhất là {order}.",
        en="This patient has no order for {scanned}; the nearest order is {order}.",
        vi_next=_BACK,
        en_next=_BACK_EN,
    ),
    "WRONG_DRUG": Sentence(
        vi="SAI THUỐC. Vừa quét: {scanned}. Y lệnh: {order}.",
        en="WRONG DRUG. Scanned: {scanned}. Ordered: {order}.",
        vi_next=_BACK,
        en_next=_BACK_EN,
    ),
    "WRONG_DRUG.label": Sentence(
        vi="NHÃN CỦA LIỀU KHÁC. Nhãn {label}: {scanned}. Y lệnh đang làm: {order}.",
        en="LABEL OF ANOTHER DOSE. Label {label}: {scanned}. The order in hand: {order}.",
        vi_next="Để riêng thuốc đã pha. Quét thuốc của liều này; hoặc để liều này lại sau, rồi quét nhãn.",
        en_next="Set it aside. Scan the drug of this dose; or leave this dose, then scan the label.",
    ),
    "WRONG_DRUG.diluent": Sentence(
        vi="{scanned} không phải dung môi hay dịch pha của khoa.",
        en="{scanned} is no diluent of this ward.",
        vi_next="Không pha. Lấy đúng dung môi ghi trong y lệnh rồi quét.",
        en_next="Do not mix. Take the diluent that the order names and scan it.",
    ),
    "WRONG_PATIENT.label": Sentence(
        vi="NHÃN PHA {label} LÀ CỦA NGƯỜI BỆNH KHÁC.",
        en="LABEL {label} IS ANOTHER PATIENT'S.",
        vi_next="Không dùng. Để riêng, đối chiếu tên trên nhãn và lấy đúng thuốc của người bệnh này.",
        en_next="Do not give. Set it aside, compare the name on the label and take what is this patient's.",
    ),
    "ORDER_CHANGED.label": Sentence(
        vi="Y lệnh {order} đã thay đổi sau khi pha (nhãn {label}).",
        en="The order for {order} was changed after it was prepared (label {label}).",
        vi_next="Không dùng. Ghi hủy nhãn này, đọc y lệnh mới rồi pha lại.",
        en_next="Do not give. Record this label as discarded, read the new order and prepare it anew.",
    ),
    "CODE_SUSPECT.label-discarded": Sentence(
        vi="Nhãn {label} đã được ghi hủy.",
        en="Label {label} is on record as discarded.",
        vi_next="Không dùng. Bỏ thuốc này và pha lại.",
        en_next="Do not give. Throw it away and prepare it anew.",
    ),
    "EXPIRED.label": Sentence(
        vi="THUỐC PHA ĐÃ QUÁ GIỜ: phải bắt đầu dùng trước {expiry}.",
        en="PREPARED TOO LONG AGO: it had to be begun by {expiry}.",
        vi_next="Không dùng. Ghi hủy nhãn này rồi pha lại.",
        en_next="Do not give. Record this label as discarded and prepare it anew.",
    ),
    "WRONG_FORM.differs": Sentence(
        vi="Sai dạng bào chế ({form}). Vừa quét: {scanned}. Y lệnh: {order}.",
        en="Wrong form ({form}). Scanned: {scanned}. Ordered: {order}.",
        vi_next=_BACK,
        en_next=_BACK_EN,
    ),
    "WRONG_FORM.modified-release": Sentence(
        vi="Khác nhau về phóng thích kéo dài. Vừa quét: {scanned} ({form}). Y lệnh: {order}.",
        en="Modified release differs. Scanned: {scanned} ({form}). Ordered: {order}.",
        vi_next=_BACK,
        en_next=_BACK_EN,
    ),
    "WRONG_FORM.unknown": Sentence(
        vi="Danh mục không cho biết dạng bào chế của {scanned}.",
        en="The formulary does not say the form of {scanned}.",
        vi_next="Không dùng thuốc này. Gọi khoa Dược.",
        en_next="Do not give it. Call pharmacy.",
    ),
    "WRONG_ROUTE": Sentence(
        vi="{scanned} không được dùng theo đường {route}.",
        en="{scanned} must not be given by this route: {route}.",
        vi_next="Không dùng thuốc. Đọc lại y lệnh và hỏi bác sĩ hoặc dược sĩ.",
        en_next="Do not give. Read the order again and ask the prescriber or pharmacist.",
    ),
    "WRONG_ROUTE.do-not-crush": Sentence(
        vi="{scanned} không được nghiền; không dùng qua ống thông.",
        en="{scanned} must not be crushed; not through a tube.",
        vi_next="Hỏi dược sĩ về dạng thuốc khác dùng được qua ống thông.",
        en_next="Ask pharmacy for a form that may go through the tube.",
    ),
    "WRONG_ROUTE.unknown": Sentence(
        vi="Y lệnh {order} không ghi đường dùng mà xe hiểu được ({route}).",
        en="The order for {order} states no route that the cart knows ({route}).",
        vi_next="Nhờ bác sĩ ghi rõ đường dùng trên hệ thống.",
        en_next="Ask the prescriber to state the route in the hospital system.",
    ),
    "DOSE_NOT_REACHABLE": Sentence(
        vi="Không thể lấy đúng liều {dose} từ {scanned}.",
        en="{dose} cannot be made from {scanned}.",
        vi_next="Trả thuốc về ngăn và tìm hàm lượng khác; nếu không có, gọi khoa Dược.",
        en_next="Put it back and look for another strength; if there is none, call pharmacy.",
    ),
    "DOSE_NOT_REACHABLE.uncountable": Sentence(
        vi="Không tính được liều của {order}: {reason}.",
        en="The dose of {order} cannot be computed: {reason}.",
        vi_next="Không dùng thuốc. Hỏi bác sĩ hoặc dược sĩ.",
        en_next="Do not give. Ask the prescriber or the pharmacist.",
    ),
    "DOSE_OVER": Sentence(
        vi="QUÁ LIỀU. Đang lấy {given}, y lệnh chỉ {dose}.",
        en="TOO MUCH. You have {given}; ordered is {dose}.",
        vi_next="Trả bớt thuốc về ngăn hoặc sửa lại số lượng.",
        en_next="Put the surplus back or correct the amount.",
    ),
    "DOSE_OVER.order": Sentence(
        vi="Y lệnh {order} là {given}, vượt mức tối đa mỗi lần {dose} của chính y lệnh.",
        en="The order for {order} is {given}, above its own maximum of {dose} per dose.",
        vi_next="Không dùng thuốc. Hỏi bác sĩ.",
        en_next="Do not give. Ask the prescriber.",
    ),
    "DOSE_INCOMPLETE": Sentence(
        vi="CHƯA ĐỦ LIỀU. Đã có {given}, y lệnh là {dose}.",
        en="NOT THE WHOLE DOSE. You have {given}; ordered is {dose}.",
        vi_next="Quét thêm thuốc cho đủ, hoặc ghi lý do chỉ dùng một phần.",
        en_next="Scan the rest, or state why only a part is given.",
    ),
    "DOSE_INCOMPLETE.enter": Sentence(
        vi="Y lệnh cho phép {dose}: xe không biết bạn đã lấy bao nhiêu.",
        en="The order allows {dose}: the cart cannot know how much you drew up.",
        vi_next="Nhập số lượng thực dùng.",
        en_next="Enter the amount you give.",
    ),
    "EXPIRED": Sentence(
        vi="THUỐC HẾT HẠN ngày {expiry}.",
        en="EXPIRED on {expiry}.",
        vi_next="Để riêng thuốc này để trả khoa Dược, lấy thuốc khác rồi quét lại.",
        en_next="Set it aside for pharmacy, take another one and scan again.",
    ),
    "EXPIRES_SOON": Sentence(
        vi="Thuốc sắp hết hạn: {expiry}.",
        en="It expires soon: {expiry}.",
        vi_next="Kiểm tra hạn dùng trên vỏ; dùng được nếu còn hạn.",
        en_next="Check the date on the pack; it may be given while in date.",
    ),
    "EXPIRES_SOON.unknown": Sentence(
        vi="Mã của thuốc không có hạn dùng.",
        en="The code does not carry an expiry date.",
        vi_next="Đọc hạn dùng trên vỏ thuốc; chỉ tiếp tục khi thuốc còn hạn.",
        en_next="Read the date on the pack; go on only if it is in date.",
    ),
    "RECALLED": Sentence(
        vi="LÔ {lot} ĐÃ BỊ THU HỒI.",
        en="LOT {lot} IS RECALLED.",
        vi_next="Không dùng. Để riêng và gọi khoa Dược, lấy thuốc lô khác.",
        en_next="Do not give. Set it aside, call pharmacy and take another lot.",
    ),
    "RECALLED.unknown": Sentence(
        vi="Thuốc này có lô bị thu hồi ({lots}) mà mã không cho biết số lô.",
        en="Lots of this drug are recalled ({lots}), and the code does not say the lot.",
        vi_next="Đọc số lô trên vỏ; nếu thuộc các lô trên thì không dùng và gọi khoa Dược.",
        en_next="Read the lot on the pack; if it is one of these, do not give and call pharmacy.",
    ),
    "LOOK_ALIKE": Sentence(
        vi="Dễ nhầm: {scanned} và {other}.",
        en="Easily confused: {scanned} and {other}.",
        vi_next="Đọc to tên thuốc trên vỏ và đối chiếu với y lệnh.",
        en_next="Read the name on the pack aloud and compare it with the order.",
    ),
    "CODE_SUSPECT": Sentence(
        vi="Mã vừa quét không đáng tin.",
        en="The code just scanned cannot be trusted.",
        vi_next="Quét lại, hoặc lấy thuốc khác; nếu vẫn vậy, gọi khoa Dược.",
        en_next="Scan again or take another pack; if it stays so, call pharmacy.",
    ),
    "CODE_SUSPECT.grammar": Sentence(
        vi="Mã vừa quét ({code}) có thể thiếu hoặc sai dữ liệu.",
        en="The code just scanned ({code}) may lack data or hold wrong data.",
        vi_next="Quét lại, hoặc lấy thuốc khác; nếu vẫn vậy, gọi khoa Dược.",
        en_next="Scan again or take another pack; if it stays so, call pharmacy.",
    ),
    "CODE_SUSPECT.unknown-product": Sentence(
        vi="Mã {code} không có trong danh mục thuốc của bệnh viện.",
        en="Code {code} is not in the hospital's formulary.",
        vi_next="Không dùng thuốc này. Lấy thuốc khác hoặc gọi khoa Dược.",
        en_next="Do not give it. Take another pack or call pharmacy.",
    ),
    "CODE_SUSPECT.product-unreadable": Sentence(
        vi="Danh mục thuốc ghi không rõ về thuốc có mã {code}, hoặc thuốc đã ngừng dùng.",
        en="The formulary's entry for code {code} is not readable, or not in use any more.",
        vi_next="Không dùng thuốc này. Gọi khoa Dược.",
        en_next="Do not give it. Call pharmacy.",
    ),
    "CODE_SUSPECT.piece-in-use": Sentence(
        vi="{scanned}: chính mã này đang ghi là đang dùng từ {at}.",
        en="{scanned}: this very code is on record as in use since {at}.",
        vi_next="Lấy túi hoặc miếng MỚI và quét mã của nó. Nếu cái cũ đã xong, ghi kết thúc trước.",
        en_next="Take a NEW bag or patch and scan its code. If the old one is over, record its end first.",
    ),
    "CODE_SUSPECT.piece-in-use-elsewhere": Sentence(
        vi="{scanned}: chính mã này đang ghi là đang dùng cho NGƯỜI BỆNH KHÁC từ {at}.",
        en="{scanned}: this very code is on record as in use for ANOTHER PATIENT since {at}.",
        vi_next="Không dùng. Lấy thuốc mới, quét mã của nó; báo điều dưỡng trưởng.",
        en_next="Do not give. Take a new one and scan its code; tell the charge nurse.",
    ),
    "CODE_SUSPECT.piece-used": Sentence(
        vi="{scanned}: chính mã này đã ghi dùng lúc {at}, người thực hiện: {by}.",
        en="{scanned}: this very code was recorded as given at {at} by {by}.",
        vi_next="Chỉ tiếp tục nếu đây là phần còn lại dùng được. Nếu quét nhầm vỏ cũ, lấy thuốc mới.",
        en_next="Go on only if this is the rest of it and still good. If it is an old wrapper, take another.",
    ),
    "CODE_SUSPECT.piece-used-elsewhere": Sentence(
        vi="{scanned}: chính mã này đã ghi dùng cho NGƯỜI BỆNH KHÁC lúc {at}, người thực hiện: {by}.",
        en="{scanned}: this very code was recorded for ANOTHER PATIENT at {at} by {by}.",
        vi_next="Lấy thuốc khác nếu có. Chỉ tiếp tục nếu thuốc này được phép dùng chung.",
        en_next="Take another one if you can. Go on only if this drug may be shared.",
    ),
    "CODE_SUSPECT.piece-mixed": Sentence(
        vi="{scanned}: chính mã này đã dùng để pha {drug}, nhãn {label}, lúc {at}.",
        en="{scanned}: this very code went into {drug}, label {label}, at {at}.",
        vi_next="Chỉ tiếp tục nếu đây là phần còn lại, chưa pha gì vào. Nếu không chắc, lấy cái mới.",
        en_next="Go on only if it is a rest with nothing added to it. If in doubt, take a new one.",
    ),
    "STOCK_MISMATCH": Sentence(
        vi="{scanned}, lô {lot}, không phải thuốc khoa Dược đã nạp vào ngăn {drawer}.",
        en="{scanned}, lot {lot}, is not what pharmacy loaded into drawer {drawer}.",
        vi_next="Kiểm tra lại ngăn và nhãn; chỉ tiếp tục khi chắc chắn đúng thuốc.",
        en_next="Check drawer and label; go on only when you are sure it is the right drug.",
    ),
}
