"""What each key of a ward policy means, in words, Vietnamese and English. `{}` is its value."""

from cart_agent.decide.answer import Words

TITLES: tuple[tuple[str, Words, tuple[str, ...]], ...] = (
    ("document", Words(vi="Văn bản", en="The document"), ("version", "notAfter", "site", "ward")),
    (
        "time",
        Words(vi="Đúng giờ", en="Right time"),
        (
            "windows.timeCriticalMinutes",
            "windows.frequentPercent",
            "windows.severalDailyMinutes",
            "windows.dailyMinutes",
            "criticalAtc",
            "lookBackMinutes",
            "lookAheadMinutes",
            "standardTimes",
            "whenTimes",
        ),
    ),
    (
        "orders",
        Words(vi="Y lệnh", en="Orders"),
        (
            "requirePharmacistVerification",
            "askIdentity",
            "stale.confirmMinutes",
            "stale.witnessMinutes",
            "stale.downtimeMinutes",
        ),
    ),
    (
        "people",
        Words(vi="Nhân viên và người thứ hai", en="Staff and the second person"),
        (
            "witnessClasses",
            "blindDoseClasses",
            "countClasses",
            "staffOfflineHours",
            "controlledOfflineHours",
        ),
    ),
    (
        "override",
        Words(vi="Mở vượt quy định và mở khẩn cấp", en="Override and break-glass"),
        (
            "override.roles",
            "override.findings",
            "override.classes",
            "override.breakGlassRoles",
            "override.drawers",
            "override.breakGlassClasses",
            "override.people",
            "override.minutes",
            "override.reviewHours",
        ),
    ),
    (
        "drug",
        Words(vi="Thuốc và liều", en="Drug and dose"),
        (
            "expiresSoonDays",
            "preparedMinutes",
            "diluentAtc",
            "duplicateMinutes",
            "extraCrossReactions",
            "ingredientLimits",
            "prnEffectMinutes",
        ),
    ),
)
"""Chapters of the report, each with its keys in order."""

MEANINGS: dict[str, Words] = {
    "version": Words(
        vi="Phiên bản {}; xe không nhận phiên bản thấp hơn.",
        en="Version {}; a cart takes no lower one.",
    ),
    "notAfter": Words(vi="Không dùng sau: {}.", en="Not to be used after: {}."),
    "site": Words(vi="Chỉ dùng cho bệnh viện: {}.", en="Only for the hospital: {}."),
    "ward": Words(vi="Chỉ dùng cho khoa: {}.", en="Only for the ward: {}."),
    "windows.timeCriticalMinutes": Words(
        vi="Thuốc phải đúng giờ: trước hoặc sau giờ y lệnh tối đa {} phút.",
        en="Time-critical drugs: within {} min before or after their time.",
    ),
    "windows.frequentPercent": Words(
        vi="Thuốc dùng dày hơn mỗi 4 giờ: trong khoảng {} % của khoảng cách liều.",
        en="Drugs more often than every 4 h: within {} % of the interval.",
    ),
    "windows.severalDailyMinutes": Words(
        vi="Thuốc dùng nhiều lần trong ngày, mỗi 4 giờ trở lên: trước hoặc sau tối đa {} phút.",
        en="Drugs several times a day, up to every 4 h: within {} min before or after.",
    ),
    "windows.dailyMinutes": Words(
        vi="Thuốc dùng hằng ngày, hằng tuần, hằng tháng: trước hoặc sau tối đa {} phút.",
        en="Daily, weekly and monthly drugs: within {} min before or after.",
    ),
    "criticalAtc": Words(
        vi="Thuốc quan trọng (theo mã ATC), trễ thì xếp lên đầu và báo động: {}.",
        en="Critical drugs (by ATC code), sorted first and escalated when late: {}.",
    ),
    "lookBackMinutes": Words(
        vi="Liều chưa có kết quả còn hiện trong danh sách {} phút.",
        en="A dose without an outcome stays on the round for {} min.",
    ),
    "lookAheadMinutes": Words(
        vi="Danh sách hiện các liều trong {} phút tới.",
        en="The round shows doses {} min ahead.",
    ),
    "standardTimes": Words(
        vi="Giờ dùng thuốc khi y lệnh chỉ ghi số lần mỗi ngày: {}.",
        en="Clock times of an order that says only how often a day: {}.",
    ),
    "whenTimes": Words(
        vi="Giờ của các buổi và bữa ăn: {}.",
        en="Clock times of the parts of the day and of meals: {}.",
    ),
    "stale.confirmMinutes": Words(
        vi="Y lệnh chưa cập nhật từ {} phút: điều dưỡng phải xác nhận.",
        en="Orders not confirmed for {} min: the nurse confirms.",
    ),
    "stale.witnessMinutes": Words(
        vi="Y lệnh chưa cập nhật từ {} phút: thuốc nguy cơ cao cần người thứ hai.",
        en="Orders not confirmed for {} min: high-alert drugs need a second person.",
    ),
    "stale.downtimeMinutes": Words(
        vi="Y lệnh chưa cập nhật từ {} phút: làm theo quy trình mất mạng.",
        en="Orders not confirmed for {} min: the downtime procedure.",
    ),
    "requirePharmacistVerification": Words(
        vi="Chỉ dùng thuốc theo y lệnh đã được dược sĩ duyệt: {}.",
        en="Only orders that a pharmacist has verified are carried out: {}.",
    ),
    "askIdentity": Words(
        vi="Sau mỗi lần quét vòng tay, nhắc hỏi họ tên, ngày sinh và đối chiếu ảnh: {}.",
        en="After each wristband the nurse is told to ask name and birth date and to look at the photo: {}.",
    ),
    "witnessClasses": Words(
        vi="Nhóm thuốc cần người thứ hai: {}.",
        en="Drug classes that need a second person: {}.",
    ),
    "blindDoseClasses": Words(
        vi="Nhóm thuốc mà người chứng kiến, khi cần có, tự nhập liều, không nhìn trước: {}.",
        en="Drug classes whose witness, where one is needed, enters the dose without seeing it: {}.",
    ),
    "staffOfflineHours": Words(
        vi="Danh sách nhân viên chưa được bệnh viện xác nhận quá {} giờ: không ai đăng nhập được.",
        en="Staff list not confirmed by the hospital for more than {} h: nobody can log in.",
    ),
    "controlledOfflineHours": Words(
        vi="Danh sách nhân viên chưa được bệnh viện xác nhận quá {} giờ: không mở ngăn cho thuốc kiểm soát.",
        en="Staff list not confirmed for more than {} h: no drawer opens for controlled drugs.",
    ),
    "override.roles": Words(
        vi="Được cho liều mà xe đã chặn, với lý do và PIN: {}.",
        en="May give a dose that was stopped, with a reason and the PIN: {}.",
    ),
    "override.findings": Words(
        vi="Chỉ vượt được các cảnh báo: {}.",
        en="Only these findings can be overridden: {}.",
    ),
    "override.breakGlassRoles": Words(
        vi="Được mở khẩn cấp khi không có y lệnh: {}.",
        en="May break the glass, without an order: {}.",
    ),
    "override.drawers": Words(
        vi="Ngăn thuốc cấp cứu được mở khẩn cấp: {}.",
        en="Emergency drawers that break-glass opens: {}.",
    ),
    "override.classes": Words(
        vi="Thuốc nguy cơ cao và thuốc kiểm soát: chỉ vượt cảnh báo với các nhóm: {}.",
        en="Of high-alert and controlled drugs only these classes can be overridden: {}.",
    ),
    "override.breakGlassClasses": Words(
        vi="Ngăn mở khẩn cấp chỉ được chứa các nhóm thuốc kiểm soát và nguy cơ cao: {}.",
        en="Of high-alert and controlled drugs an emergency drawer may hold only these classes: {}.",
    ),
    "override.people": Words(
        vi="Trong các vai trò trên chỉ những người này (không có: tất cả): {}.",
        en="Of these roles only these people (none: all of them): {}.",
    ),
    "override.minutes": Words(
        vi="Hiệu lực {} phút, sau đó ngăn khóa lại.",
        en="Holds for {} min, then the drawer locks again.",
    ),
    "override.reviewHours": Words(
        vi="Dược sĩ hoặc điều dưỡng trưởng khác phải xem xét trong {} giờ.",
        en="Another charge nurse or a pharmacist reviews it within {} h.",
    ),
    "countClasses": Words(
        vi="Nhóm thuốc phải đếm khi mở và khi đóng ngăn, không xem trước số tồn: {}.",
        en="Drug classes that are counted blind when their drawer opens and after: {}.",
    ),
    "preparedMinutes": Words(
        vi="Thuốc đã pha phải bắt đầu dùng trong {} phút.",
        en="What was prepared must be begun within {} min.",
    ),
    "diluentAtc": Words(
        vi="Dung môi để pha thuốc (theo mã ATC): {}.",
        en="What drugs are diluted with (by ATC code): {}.",
    ),
    "expiresSoonDays": Words(
        vi="Hỏi lại khi thuốc còn hạn dưới {} ngày.",
        en="Asks again when a drug expires within {} days.",
    ),
    "duplicateMinutes": Words(
        vi="Hỏi lại khi cùng hoạt chất đã dùng theo y lệnh khác trong {} phút.",
        en="Asks again when the same substance was given under another order within {} min.",
    ),
    "extraCrossReactions": Words(
        vi="Dị ứng chéo thêm ngoài danh sách có sẵn (theo mã ATC): {}.",
        en="Cross-reactions beside the built-in ones (by ATC code): {}.",
    ),
    "ingredientLimits": Words(
        vi="Mức tối đa của một hoạt chất, tính gộp mọi y lệnh: {}.",
        en="Most of one substance, over all orders: {}.",
    ),
    "prnEffectMinutes": Words(
        vi="Hỏi hiệu quả của thuốc dùng khi cần sau {} phút.",
        en="Asks whether a PRN dose helped after {} min.",
    ),
}
YES = Words(vi="có", en="yes")
NO = Words(vi="không", en="no")
NONE = Words(vi="không có", en="none")
DEFAULT_IS = Words(vi="mặc định: {}", en="default: {}")
AS_DEFAULT = Words(vi="{} quy định, {} khác mặc định.", en="{} rules, {} differ from the default.")
