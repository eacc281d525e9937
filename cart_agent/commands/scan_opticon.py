"""The settings that a ward needs as menu codes of Opticon scanners, in the order in which they are scanned.

Opticon tells both what its menu codes are (Code 39 with a space as start and stop, ZZ before and after:
wiki.opticonusa.com, "Menu Commands") and what each command means (its OptiConnect SDK: commands_constants
and direct_input_keys_helper, with [ before commands of three characters, which only a serial line needs;
the Universal Menu Book, 4.3.7).
"""

from cart_agent.sheet.items import SheetItem

_STEPS = (
    ("ZZ", "Bắt đầu cài đặt / begin"),
    ("MG", "Xoá mọi tiền tố / no prefixes"),
    ("PR", "Xoá mọi hậu tố / no suffixes"),
    ("RY", "Tiền tố của mọi mã: / prefix of all codes:"),
    ("$1", "mã nhận dạng AIM / AIM identifier"),
    ("RZ", "Hậu tố của mọi mã: / suffix of all codes:"),
    ("1M", "CR"),
    ("B6", "Bật / on: Code 128"),
    ("BCC", "Bật / on: Data Matrix"),
    ("BCD", "Bật / on: QR"),
    ("JU", "Bật / on: EAN-13"),
    ("6K", "EAN-13: gửi số kiểm tra / send check digit"),
    ("E2", "UPC-A: 13 số / as 13 digits"),
    ("V1B", "Tắt / off: UPC-E"),
    ("VC", "Tắt / off: Codabar"),
    ("X4L", "Tắt / off: Interleaved 2 of 5"),
    ("ZZ", "Kết thúc / end"),
)

OPTICON = tuple(
    SheetItem(title=f"{number}. {words}", subtitle="Opticon", kind="opticon-menu", data=command)
    for number, (command, words) in enumerate(_STEPS, 1)
)
