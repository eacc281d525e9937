"""Why a row of pharmacy's order list was refused, in Vietnamese and English. `{}` is the detail."""

from cart_agent.core.texts.sentence import Sentence


def _words(vi: str, en: str, vi_next: str, en_next: str) -> Sentence:
    return Sentence(vi=vi, en=en, vi_next=vi_next, en_next=en_next)


LIST: dict[str, Sentence] = {
    "list-empty": _words(
        "Tệp không có dòng nào",
        "The file has no row",
        "Kiểm tra tệp đã xuất",
        "Check what was exported",
    ),
    "not-a-list": _words(
        "Không phải tệp CSV: {}",
        "It is not CSV: {}",
        "Xuất lại thành “CSV UTF-8”",
        "Export it again as “CSV UTF-8”",
    ),
    "column-missing": _words(
        "Thiếu cột “{}”",
        "Column “{}” is missing",
        "Thêm cột; tên các cột: cart hospital import --help",
        "Add it; for the columns: cart hospital import --help",
    ),
    "column-unknown": _words(
        "Không hiểu cột “{}”",
        "Column “{}” is not known",
        "Xóa hoặc đổi tên cột; tên các cột: cart hospital import --help",
        "Remove or rename it; for the columns: cart hospital import --help",
    ),
    "column-twice": _words(
        "Cột “{}” có hai lần",
        "Column “{}” is there twice",
        "Giữ một cột",
        "Keep one of them",
    ),
    "row-length": _words(
        "Số ô của dòng khác với dòng tiêu đề ({})",
        "The row has not as many cells as the header ({})",
        "Kiểm tra dấu phân cách và dấu nháy trong dòng",
        "Look for a stray separator or quotation mark in the row",
    ),
    "value-missing": _words(
        "Ô trống",
        "The cell is empty",
        "Điền giá trị",
        "Fill it in",
    ),
    "value-unknown": _words(
        "Không hiểu “{}”",
        "“{}” is not known here",
        "Dùng một giá trị nêu trong cart hospital import --help",
        "Use one of the values in cart hospital import --help",
    ),
    "not-an-id": _words(
        "“{}” không phải mã: chỉ chữ không dấu, số, dấu - và .",
        "“{}” is no id: plain letters, digits, - and . only",
        "Dùng mã y lệnh của HIS",
        "Use the HIS's id of the order",
    ),
    "not-a-number": _words(
        "“{}” không phải số lớn hơn 0",
        "“{}” is not a number above 0",
        "Viết như 500 hoặc 2.5",
        "Write it like 500 or 2.5",
    ),
    "number-ambiguous": _words(
        "“{}” có thể đọc là hàng nghìn hoặc số thập phân",
        "“{}” may be thousands or decimals",
        "Viết không có dấu phân cách hàng nghìn: 1000, hoặc bỏ số 0 ở cuối: 1",
        "Write no separator of thousands: 1000, or no zeros at the end: 1",
    ),
    "not-a-unit": _words(
        "Không biết đơn vị “{}”",
        "Unit “{}” is not known",
        "Dùng đơn vị như mg, g, mcg, mL, viên, ống, đơn vị",
        "Use a unit such as mg, g, mcg, mL, tablet, IU",
    ),
    "not-a-time": _words(
        "“{}” không phải giờ trong ngày",
        "“{}” is no time of day",
        "Viết như 08:00;14:00;20:00",
        "Write it like 08:00;14:00;20:00",
    ),
    "not-a-day": _words(
        "“{}” không phải ngày",
        "“{}” is no date",
        "Viết như 2026-03-02 hoặc 02/03/2026",
        "Write it like 2026-03-02 or 02/03/2026",
    ),
    "no-schedule": _words(
        "Không có giờ dùng, cũng không phải khi cần hay một lần",
        "No times, and neither as needed nor once",
        "Điền giờ dùng, hoặc lý do “khi cần”, hoặc ưu tiên “stat”",
        "Fill in the times, or the reason for “as needed”, or priority “stat”",
    ),
    "two-schedules": _words(
        "Vừa có giờ dùng vừa “khi cần”",
        "Times and “as needed” together",
        "Giữ một trong hai",
        "Keep one of the two",
    ),
    "order-twice": _words(
        "Y lệnh “{}” có ở nhiều dòng",
        "Order “{}” stands in several rows",
        "Giữ một dòng cho mỗi y lệnh",
        "Keep one row for each order",
    ),
    "no-chart": _words(
        "Không có hồ sơ của đợt điều trị “{}”",
        "There is no chart of encounter “{}”",
        "Nhập bệnh nhân bằng FHIR Bundle trước",
        "Import the patient as a FHIR Bundle first",
    ),
    "chart-closed": _words(
        "Đợt điều trị “{}” đã kết thúc",
        "Encounter “{}” is over",
        "Kiểm tra mã đợt điều trị",
        "Check the encounter's id",
    ),
    "drug-unknown": _words(
        "Danh mục không có mã thuốc “{}”",
        "The formulary has no drug “{}”",
        "Sửa mã, hoặc nhập thuốc vào danh mục trước",
        "Mend the code, or import the product into the formulary first",
    ),
    "order-unreadable": _words(
        "Xe sẽ không hiểu y lệnh này: {}",
        "Carts would not read this order: {}",
        "Sửa dòng này",
        "Mend the row",
    ),
}
