"""What can be wrong with a printer or a label, and what to do: for the nurse, and on the console."""

PROBLEMS: dict[str, dict[str, str]] = {
    code: {"vi": vi, "en": en}
    for code, vi, en in (
        (
            "printer-address",
            "Địa chỉ máy in trong cấu hình sai. Gọi kỹ sư.",
            "The printer's address is not one: socket://HOST:9100, file:///PATH or lp://QUEUE.",
        ),
        (
            "printer-unreachable",
            "Máy in không trả lời: xem máy đã bật và nối mạng chưa.",
            "The printer does not answer: is it switched on and connected?",
        ),
        (
            "printer-broke-off",
            "Máy in ngắt giữa chừng: xem nhãn đã ra chưa.",
            "The printer hung up in the middle of a label: look whether it came out.",
        ),
        ("printer-no-labels", "Máy in hết nhãn: lắp cuộn mới.", "The printer has no labels: put in a roll."),
        (
            "printer-no-ribbon",
            "Máy in hết mực ruy băng: lắp cuộn mới.",
            "The printer has no ribbon: put in a roll.",
        ),
        ("printer-open", "Máy in đang mở: đóng đầu in.", "The printer is open: close its head."),
        (
            "printer-paused",
            "Máy in đang tạm dừng: bấm nút tạm dừng trên máy.",
            "The printer is paused: press its pause button.",
        ),
        (
            "printer-file",
            "Không ghi được ra máy in. Kiểm tra dây; gọi kỹ sư.",
            "The printer's file or device can not be written.",
        ),
        ("printer-queue", "Hàng đợi in từ chối nhãn. Gọi kỹ sư.", "The print queue refused the label."),
        (
            "label-too-long",
            "Nội dung không vừa cỡ nhãn của máy in.",
            "What stands on the label does not fit on the printer's roll.",
        ),
    )
}
"""By code."""
