"""Coded facts in words. What is not in a table is shown as it came."""

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "reason": {
        "no-dose": ("y lệnh không ghi liều", "the order states no dose"),
        "no-weight": ("chưa có cân nặng của người bệnh", "the patient's weight is not known"),
        "no-strength": ("danh mục không ghi hàm lượng", "the formulary states no strength"),
        "strength-units": (
            "các hàm lượng tính theo đơn vị khác nhau",
            "its strengths are stated per different units",
        ),
        "dose-unit": (
            "đơn vị liều không đổi được sang hàm lượng của thuốc",
            "the dose's unit does not convert to the drug's strength",
        ),
        "count-without-product": (
            "y lệnh ghi số viên hoặc thể tích mà không ghi rõ sản phẩm",
            "the order counts pieces or volume without naming the product",
        ),
        "combination": (
            "thuốc phối hợp phải ghi theo số viên hoặc thể tích",
            "a combination must be ordered by pieces or volume",
        ),
        "amount-unknown": ("có liều trước không rõ lượng", "the amount of an earlier dose is not known"),
        "two instructions for one dose time": (
            "hai chỉ dẫn cho cùng một giờ",
            "two instructions for one dose time",
        ),
        "an interval without the time of its start": (
            "dùng theo khoảng cách mà không ghi giờ bắt đầu",
            "an interval without the time of its start",
        ),
        "an interval of days without a start": (
            "dùng cách ngày mà không ghi ngày bắt đầu",
            "an interval of days without a start",
        ),
        "a number of doses without a start": (
            "ghi số liều mà không ghi lúc bắt đầu",
            "a number of doses without a start",
        ),
        "days of the week without a time": (
            "ghi thứ trong tuần mà không ghi giờ",
            "days of the week without a time",
        ),
        "times of day and interval differ": (
            "giờ dùng và khoảng cách không khớp nhau",
            "times of day and interval differ",
        ),
        "part of a day with times of day": (
            "khoảng cách lẻ ngày mà lại ghi giờ dùng",
            "part of a day with times of day",
        ),
        "more often than every minute": ("dày hơn mỗi phút một lần", "more often than every minute"),
        "drug-unreadable": (
            "danh mục thuốc ghi không rõ về thuốc này, hoặc thuốc đã ngừng dùng",
            "the formulary's entry for the drug is not readable, or not in use any more",
        ),
        "drug-not-in-formulary": (
            "thuốc không có trong danh mục của bệnh viện",
            "the drug is not in the hospital's formulary",
        ),
    },
    "status": {
        "active": ("đang hiệu lực", "active"),
        "on-hold": ("tạm ngừng", "on hold"),
        "cancelled": ("đã hủy", "cancelled"),
        "completed": ("đã hoàn thành", "completed"),
        "entered-in-error": ("nhập nhầm", "entered in error"),
        "stopped": ("đã ngừng", "stopped"),
        "draft": ("bản nháp", "draft"),
        "unknown": ("không rõ", "unknown"),
    },
    "part": {
        "drug": ("thuốc", "drug"),
        "dose": ("liều", "dose"),
        "route": ("đường dùng", "route"),
        "times": ("giờ dùng", "times"),
        "status": ("tình trạng", "status"),
    },
    "times": {
        "on-demand": ("khi cần", "on demand"),
        "?": ("không có giờ", "no times"),
    },
    "route": {
        "oral": ("uống", "by mouth"),
        "tube": ("qua ống thông", "by feeding tube"),
        "sublingual": ("ngậm dưới lưỡi", "under the tongue"),
        "iv": ("tiêm tĩnh mạch", "intravenous"),
        "iv-infusion": ("truyền tĩnh mạch", "intravenous infusion"),
        "im": ("tiêm bắp", "intramuscular"),
        "sc": ("tiêm dưới da", "subcutaneous"),
        "inhaled": ("hít", "inhaled"),
        "nebulised": ("khí dung", "nebulised"),
        "ocular": ("nhỏ mắt", "into the eye"),
        "otic": ("nhỏ tai", "into the ear"),
        "nasal": ("xịt mũi", "into the nose"),
        "topical": ("bôi ngoài da", "on the skin"),
        "rectal": ("đặt hậu môn", "rectal"),
        "transdermal": ("dán qua da", "by skin patch"),
        "?": ("không ghi", "not stated"),
    },
    "form": {
        "tablet": ("viên nén", "tablet"),
        "tablet-mr": ("viên nén phóng thích kéo dài", "modified-release tablet"),
        "capsule": ("viên nang", "capsule"),
        "capsule-mr": ("viên nang phóng thích kéo dài", "modified-release capsule"),
        "oral-solution": ("dung dịch uống", "oral solution"),
        "oral-suspension": ("hỗn dịch uống", "oral suspension"),
        "powder-oral": ("bột pha uống", "oral powder"),
        "injection": ("thuốc tiêm", "injection"),
        "powder-injection": ("bột pha tiêm", "powder for injection"),
        "infusion": ("dịch truyền", "infusion"),
        "inhaler": ("bình xịt hít", "inhaler"),
        "nebule": ("dung dịch khí dung", "nebule"),
        "eye-drops": ("thuốc nhỏ mắt", "eye drops"),
        "ear-drops": ("thuốc nhỏ tai", "ear drops"),
        "nasal-spray": ("thuốc xịt mũi", "nasal spray"),
        "cream": ("kem bôi", "cream"),
        "suppository": ("viên đặt", "suppository"),
        "patch": ("miếng dán", "patch"),
    },
    "role": {
        "nurse": ("điều dưỡng", "nurse"),
        "charge-nurse": ("điều dưỡng trưởng", "charge nurse"),
    },
    "drug_class": {
        "high-alert": ("thuốc nguy cơ cao", "high-alert"),
        "narcotic": ("gây nghiện", "narcotic"),
        "psychotropic": ("hướng thần", "psychotropic"),
        "precursor": ("tiền chất", "precursor"),
    },
}
"""Fact name -> code -> Vietnamese, English."""
