"""A row of each kind, for people who make such a file."""

EXAMPLES: dict[str, dict[str, str]] = {
    "unit-dose": {
        "name": "Paracetamol",
        "strength": "500 mg",
        "form": "viên nén",
        "gtin": "8935001800019",
        "code": "",
        "lot": "LOT42A",
        "expiry": "2027-12-31",
        "serial": "SN0001",
        "count": "1",
    },
    "wristband": {
        "name": "NGUYỄN VĂN MẪU",
        "birth_date": "1958-05-12",
        "sex": "Nam",
        "number": "BN260001",
        "gsrn": "895200000000000017",
        "srin": "1",
        "band": "",
    },
    "drawer-tag": {"drawer": "3", "content": "Kháng sinh tiêm", "code": ""},
    "badge": {"name": "ĐD. Nguyễn Lan (mẫu)", "role": "Điều dưỡng", "badge": "NV-DEMO-7", "gsrn": ""},
}
"""By kind, under the headings. The people are invented."""
