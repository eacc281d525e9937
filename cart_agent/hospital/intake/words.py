"""Why something was not taken in and what to do about it, in Vietnamese and English. `{}` is the detail."""

from cart_agent.core.texts.sentence import Sentence
from cart_agent.hospital.intake.words_list import LIST


def _words(vi: str, en: str, vi_next: str, en_next: str) -> Sentence:
    return Sentence(vi=vi, en=en, vi_next=vi_next, en_next=en_next)


BUNDLES: dict[str, Sentence] = {
    "file-unreadable": _words(
        "Không đọc được tệp: {}",
        "The file cannot be read: {}",
        "Kiểm tra đường dẫn và quyền đọc",
        "Check the path and who may read it",
    ),
    "not-utf8": _words(
        "Tệp không phải UTF-8 (byte {})",
        "The file is not UTF-8 (byte {})",
        "Lưu lại bằng mã UTF-8; trong Excel chọn “CSV UTF-8”",
        "Save it again as UTF-8; in Excel choose “CSV UTF-8”",
    ),
    "not-json": _words(
        "Không phải JSON: {}",
        "It is not JSON: {}",
        "Sửa tại chỗ đã nêu rồi nhập lại",
        "Mend it at the place named, then import again",
    ),
    "not-a-bundle": _words(
        "Tệp không phải FHIR Bundle",
        "The file is not a FHIR Bundle",
        "Xuất lại dữ liệu thành FHIR R4 Bundle",
        "Export it as a FHIR R4 Bundle",
    ),
    "no-resource": _words(
        "Mục này không có tài nguyên FHIR",
        "The entry has no FHIR resource",
        "Bổ sung `resource` với `resourceType`",
        "Give it a `resource` with a `resourceType`",
    ),
    "page-missing": _words(
        "Kết quả tìm kiếm còn trang sau, chưa có trong các tệp này",
        "The search goes on: not all of its pages are among these files",
        "Nhập mọi trang của kết quả cùng một lần",
        "Import all pages of the search together",
    ),
    "deleted": _words(
        "Mục này báo xóa tài nguyên (request.method DELETE)",
        "The entry says that the resource is deleted (request.method DELETE)",
        "Xuất lại trạng thái hiện tại; y lệnh đã ngừng mang `status` stopped",
        "Export what holds now; an order that is over has the `status` stopped",
    ),
    "no-id": _words(
        "Tài nguyên không có `id` và mục không có `fullUrl`",
        "The resource has no `id` and its entry no `fullUrl`",
        "Bổ sung một trong hai",
        "Give it one of the two",
    ),
    "duplicate": _words(
        "Hai tài nguyên khác nhau có cùng loại và `id`",
        "Two different resources have the same type and `id`",
        "Giữ bản đúng, bỏ bản kia",
        "Keep the right one and remove the other",
    ),
    "no-patient": _words(
        "Không có bệnh nhân “{}” trong các tệp này",
        "There is no patient “{}” in these files",
        "Thêm Patient vào tệp, hoặc sửa `subject`",
        "Add the Patient, or mend `subject`",
    ),
    "no-encounter": _words(
        "Bệnh nhân không có đợt điều trị (Encounter) trong các tệp này",
        "The patient has no Encounter in these files",
        "Thêm Encounter của bệnh nhân",
        "Add the patient's Encounter",
    ),
    "which-encounter": _words(
        "Y lệnh không nêu đợt điều trị, mà bệnh nhân có nhiều đợt",
        "The order names no encounter, and the patient has several",
        "Điền `encounter` của y lệnh",
        "Fill in the order's `encounter`",
    ),
    "other-encounter": _words(
        "Y lệnh thuộc đợt điều trị “{}” không có trong các tệp này",
        "The order is of encounter “{}”, which is not in these files",
        "Thêm Encounter đó, hoặc sửa `encounter`",
        "Add that Encounter, or mend `encounter`",
    ),
    "no-ward": _words(
        "Không biết bệnh nhân nằm khoa nào, hoặc bệnh viện không có khoa “{}”",
        "Not known which ward the patient is in, or there is no ward “{}”",
        "Điền khoa (`urn:mc:ward`) vào Encounter.location, hoặc dùng --ward",
        "Put the ward (`urn:mc:ward`) into Encounter.location, or use --ward",
    ),
    "bad-name": _words(
        "Mã đợt điều trị “{}” không dùng được trong tên chủ đề MQTT",
        "Encounter id “{}” cannot be part of an MQTT topic",
        "Dùng mã không có dấu /, + hoặc #",
        "Use an id without /, + or #",
    ),
    "other-patient": _words(
        "Đợt điều trị này trước đây thuộc bệnh nhân “{}”",
        "This encounter was patient “{}”'s before",
        "Kiểm tra trong HIS; nếu đúng là người khác, dùng mã đợt điều trị mới",
        "Check it in the HIS; for another person use a new encounter id",
    ),
    "not-readable": _words(
        "Xe không hiểu được: {}",
        "Carts cannot read it: {}",
        "Sửa theo quy ước FHIR trong docs/his-contract.md; hồ sơ cũ của bệnh nhân còn hiệu lực",
        "Mend it by the FHIR conventions of docs/his-contract.md; the patient's former chart stays in force",
    ),
    "order-blocked": _words(
        "Y lệnh đã nhận, nhưng xe sẽ không mở ngăn: {}",
        "The order was taken, but carts will open no drawer for it: {}",
        "Bác sĩ sửa lại y lệnh",
        "The prescriber has to mend the order",
    ),
    "order-no-drug": _words(
        "Y lệnh đã nhận, nhưng danh mục không có thuốc nào y lệnh này nêu: {}",
        "The order was taken, but the formulary has no drug that it names: {}",
        "Ghi mã thuốc trong danh mục (`urn:mc:drug`), hoặc nhập thuốc vào danh mục",
        "Name a drug of the formulary (`urn:mc:drug`), or import the product into the formulary",
    ),
    "order-no-route": _words(
        "Y lệnh đã nhận, nhưng xe không biết đường dùng này: {}",
        "The order was taken, but carts do not know its route: {}",
        "Ghi đường dùng theo `urn:mc:route` (docs/his-contract.md)",
        "Name a route of `urn:mc:route` (docs/his-contract.md)",
    ),
    "no-band": _words(
        "Bệnh nhân không có số nào mà vòng đeo tay có thể mang",
        "The patient has no number that a wristband could carry",
        "Ghi mã bệnh nhân với `urn:mc:mrn`, `urn:mc:wristband` hoặc `urn:mc:gsrn`",
        "Give the patient a number of `urn:mc:mrn`, `urn:mc:wristband` or `urn:mc:gsrn`",
    ),
    "fewer-allergies": _words(
        "Hồ sơ mới có ít dị ứng hơn hồ sơ cũ ({})",
        "The new chart has fewer allergies than the one before ({})",
        "Kiểm tra lại dị ứng của bệnh nhân trong HIS",
        "Check the patient's allergies in the HIS",
    ),
    "same-patient": _words(
        "Chưa nhận vì phần khác của cùng bệnh nhân bị từ chối",
        "Not taken, since another part of the same patient's was refused",
        "Sửa phần bị từ chối rồi nhập lại",
        "Mend what was refused, then import again",
    ),
    "anybodys": _words(
        "Chưa nhận vì một phần bị từ chối không cho biết là của bệnh nhân nào",
        "Not taken, since something that was refused does not say whose it is",
        "Sửa phần bị từ chối rồi nhập lại; hồ sơ cũ của bệnh nhân còn hiệu lực",
        "Mend what was refused, then import again; the patient's former chart stays in force",
    ),
    "product": _words(
        "Không nhận thuốc này vào danh mục: {}",
        "The product is not taken into the formulary: {}",
        "Sửa theo quy ước FHIR trong docs/his-contract.md",
        "Mend it by the FHIR conventions of docs/his-contract.md",
    ),
    "pack": _words(
        "Không nhận cả danh sách thuốc trong xe, vì mục này: {}",
        "The whole stock is not taken, because of this: {}",
        "Sửa mục này rồi nhập lại",
        "Mend it, then import again",
    ),
    "too-many": _words(
        "Hơn 500 thuốc trong một phần danh mục ({})",
        "More than 500 products in one part ({})",
        "Chia thành nhiều phần",
        "Divide it into several parts",
    ),
    "too-long": _words(
        "Tài liệu dài {}; xe không bao giờ nhận được tài liệu trên 8 MiB",
        "The document is {} long; no cart ever gets one above 8 MiB",
        "Bỏ kết quả cũ và kết luận dài, hoặc chia danh mục thuốc thành nhiều phần",
        "Leave out old results and long conclusions, or divide the formulary into several parts",
    ),
}
WORDS = BUNDLES | LIST
