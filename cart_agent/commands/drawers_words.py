"""What `cart drawers` says, in Vietnamese and English."""

from collections.abc import Callable

Say = Callable[..., str]

WORDS: dict[str, tuple[str, str]] = {
    "agent-runs": (
        "cart agent đang giữ cổng của các ngăn. Xem trạng thái: cart state. "
        "Để kiểm tra, trước hết dừng agent: systemctl stop cart-agent",
        "The agent holds the drawers' port. For their state: cart state. To test, stop it first: "
        "systemctl stop cart-agent",
    ),
    "no-records": (
        "Không thấy hồ sơ của xe ({path}). Hãy chạy agent một lần trước: mỗi lần mở khóa phải được ghi lại.",
        "There are no records of this cart ({path}). Run the agent once first: "
        "every unlock must be recorded.",
    ),
    "unit": ("bộ ngăn {name}: {state} {detail}", "unit {name}: {state} {detail}"),
    "drawer": ("Ngăn {number}", "Drawer {number}"),
    "locked": ("đã khóa", "locked"),
    "selected": ("đã khóa, đèn sáng", "locked, lamp on"),
    "unlocked": ("đã mở khóa", "unlocked"),
    "open": ("đang mở", "open"),
    "fault": ("hỏng", "fault"),
    "unknown": ("không rõ", "unknown"),
    "ready": ("sẵn sàng", "ready"),
    "connecting": ("đang kết nối", "connecting"),
    "faulty": ("lỗi kết nối", "faulty"),
    "read-only": ("chỉ đọc", "read only"),
    "alarm": ("BÁO ĐỘNG: {what}. {detail}", "ALARM: {what}. {detail}"),
    "forced-open": ("ngăn {drawer} bị mở khi không có lệnh", "drawer {drawer} was opened without an unlock"),
    "opened-by-key": (
        "ngăn {drawer} được mở bằng chìa khóa cơ",
        "drawer {drawer} was opened with the emergency key",
    ),
    "key-turned": ("chìa khóa cơ đã được vặn", "the emergency key was turned"),
    "found-open": ("ngăn {drawer} đã mở sẵn, không rõ ai mở", "drawer {drawer} stood open, nobody knows why"),
    "wrong-drawer": (
        "ngăn {drawer} mở nhầm thay cho ngăn khác",
        "drawer {drawer} opened in place of another",
    ),
    "never-opened": (
        "ngăn {drawer} được mở khóa mà không ai mở",
        "drawer {drawer} was unlocked and not opened",
    ),
    "open-too-long": ("ngăn {drawer} để mở quá lâu", "drawer {drawer} stays open"),
    "tamper": ("bộ khóa bị can thiệp", "somebody or something tampers with the unit"),
    "reduced": (
        "Bộ khóa mua ngoài: bảo đảm hạn chế. Khi agent không chạy, không có gì được ghi lại.",
        "Bought locks: reduced guarantees. While the agent does not run, nothing is recorded.",
    ),
    "not-ready": ("Bộ ngăn không sẵn sàng: {detail}", "The unit is not ready: {detail}"),
    "which": ("Nêu số ngăn, hoặc --all.", "Name a drawer, or --all."),
    "no-drawer": ("Không có ngăn {drawer}.", "There is no drawer {drawer}."),
    "pull": ("Ngăn {drawer}: đã mở khóa. Hãy KÉO ngăn ra.", "Drawer {drawer}: unlocked. PULL it open."),
    "push": ("Ngăn {drawer}: hãy ĐẨY ngăn vào.", "Drawer {drawer}: PUSH it shut."),
    "passed": ("đạt", "passed"),
    "refused": ("không mở khóa: {reason}", "not unlocked: {reason}"),
    "not-opened": ("không thấy ngăn mở", "its opening was not sensed"),
    "not-closed": ("không thấy ngăn đóng", "its closing was not sensed"),
    "drawer-open": ("có ngăn đang mở, hãy đóng ngăn", "a drawer is open, shut it"),
    "coil-hot": ("khóa cần nguội trong vài giây", "the lock must cool for some seconds"),
    "link-down": ("bộ ngăn không trả lời", "the unit does not answer"),
    "alarmed": ("báo động: {reason}", "alarm: {reason}"),
    "report": ("{passed} trên {all} ngăn đạt", "{passed} of {all} drawers passed"),
    "shut-all": ("Hãy ĐÓNG tất cả các ngăn.", "SHUT all drawers."),
    "inverted": (
        "Mọi ngăn đều báo mở: cực tính bị đảo. Sửa cấu hình như dưới đây rồi chạy lại để đo thời gian.",
        "Every drawer reads open: the polarity is the other one. Change the configuration as below, "
        "then run again for the timings.",
    ),
    "mixed": (
        "Ngăn {drawers} báo mở, các ngăn khác thì không: hãy đóng ngăn, hoặc xem dây cảm biến.",
        "Drawers {drawers} read open and the others do not: shut them, or look at their sensors' wires.",
    ),
    "polarity-right": ("Cực tính đúng.", "The polarity is right."),
    "no-polarity": (
        "Bộ ngăn này không có cực tính để đặt trong cấu hình.",
        "This unit has no polarity in its configuration.",
    ),
    "slowest": (
        "Chậm nhất từ mở khóa đến khi mở: {seconds} giây",
        "Slowest from unlock to open: {seconds} s",
    ),
    "board-none": (
        "Bộ ngăn này không có bo mạch riêng để hỏi: chỉ drawer_controller mới có.",
        "This unit has no board of its own to ask: only drawer_controller has.",
    ),
    "board-key": (
        'Bo mạch đã có khóa mới. Ghi vào cấu hình, mục [drawers]: key_file = "{file}"',
        'The board has a new key. Write into the configuration, section [drawers]: key_file = "{file}"',
    ),
    "board-head": (
        "bo mạch {board}, chương trình {firmware}, phiên bản {version}",
        "board {board}, program {firmware}, version {version}",
    ),
    "board-power": ("nguồn {supply} V, pin {battery} V", "supply {supply} V, battery {battery} V"),
    "board-flag": ("CHÚ Ý: {flag}", "ATTENTION: {flag}"),
    "board-sensor": ("cảm biến", "sensor"),
    "board-coil": ("cuộn khóa", "coil"),
    "board-test": ("tự kiểm tra", "self-test"),
    "test-good": ("tốt", "good"),
    "test-wire": ("dây cảm biến hỏng", "the sensor's wire is faulty"),
    "test-coil-short": ("cuộn khóa bị chập", "the coil has a short circuit"),
    "test-coil-cut": ("cuộn khóa đứt dây", "the coil or its wire is cut"),
    "update-none": (
        "Chương trình của bộ ngăn này không cập nhật được từ xe, chỉ bộ điều khiển riêng của xe mới được.",
        "This unit's program can not be updated from the cart: only the cart's own controller can be.",
    ),
    "update-sending": ("Đang gửi chương trình mới", "Sending the new program"),
    "update-restarting": (
        "Bo mạch đang kiểm tra chữ ký và khởi động lại",
        "The board checks the signature and restarts",
    ),
    "update-proving": (
        "Đang thử chương trình mới: tự kiểm tra từng ngăn, 5 giây theo dõi",
        "Trying the new program: self-test of each drawer, 5 seconds of watching",
    ),
    "update-done": (
        "Đã cập nhật. Bo mạch chạy phiên bản {version} và giữ phiên bản này.",
        "Updated. The board runs version {version} and keeps it.",
    ),
    "update-still": (
        "Bo mạch vẫn chạy phiên bản cũ {version}.",
        "The board still runs its version {version}.",
    ),
    "update-unknown": (
        "Không rõ bo mạch đang chạy chương trình nào. Xem: cart drawers list.",
        "It is not known which program the board runs. Look with: cart drawers list.",
    ),
    "update-refused": (
        "Bo mạch từ chối cập nhật ({reason}): {detail}",
        "The board refused the update ({reason}): {detail}",
    ),
    "update-drawer-open": (
        "Không cập nhật khi có ngăn đang mở. Hãy ĐÓNG tất cả các ngăn rồi làm lại.",
        "No update while a drawer is open. SHUT all drawers, then try again.",
    ),
    "update-busy": (
        "Không cập nhật khi có ngăn đang mở khóa. Chờ ngăn khóa lại rồi làm lại.",
        "No update while a drawer is unlocked. Wait until it is locked, then try again.",
    ),
    "update-old-image": (
        "Tệp này không mới hơn chương trình đang chạy. Bo mạch không nhận phiên bản cũ hoặc bằng.",
        "This image is not newer than what runs. The board takes no older or equal version.",
    ),
    "update-no-loader": (
        "Bo mạch không có trình nạp nên không cập nhật qua dây được. Ghi rp2040-loader.uf2 qua USB một lần.",
        "The board has no loader, so it takes no update by cable. Write rp2040-loader.uf2 over USB once.",
    ),
    "update-bad-image": ("Tệp không dùng được: {detail}", "The file is of no use: {detail}"),
    "update-other-hardware": (
        "Tệp này dành cho phần cứng khác.",
        "This image is for other hardware.",
    ),
    "update-not-started": (
        "Bo mạch không chạy chương trình mới: chữ ký không đúng khóa của bo mạch, hoặc tệp hỏng.",
        "The board did not start the new program: it is not signed with this board's key, or is damaged.",
    ),
    "update-not-well": (
        "Chương trình mới không đạt và đã bị bỏ: {detail}",
        "The new program was not in order and was given up: {detail}",
    ),
    "update-no-answer": (
        "Bo mạch không trả lời: xem nguồn và dây. {detail}",
        "The board does not answer: look at its power and cable. {detail}",
    ),
    "update-port": ("Cổng bị lỗi: {detail}", "The port failed: {detail}"),
    "suggest-board": (
        "Bo mạch tự giữ thời gian chờ. Đề nghị: cart drawers board --set unlock_window_ms={window_ms}",
        "The board keeps the window itself. Suggested: cart drawers board --set unlock_window_ms={window_ms}",
    ),
    "suggested": ("Đề nghị cho mục [drawers]:", "Suggested for [drawers]:"),
}


def words(language: str) -> Say:
    """One sentence by its name, with its facts filled in."""
    place = 0 if language == "vi" else 1

    def say(name: str, /, **facts: object) -> str:
        return WORDS[name][place].format(**facts).strip()

    return say
