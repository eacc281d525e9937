"""What the doctor says of what a broker keeps."""

from cart_agent.doctor.text import INSPECT, Text

_STORE = (
    "mosquitto: persistence true, autosave_on_changes true, autosave_interval 1.",
    "mosquitto: persistence true, autosave_on_changes true, autosave_interval 1.",
)

TEXTS: dict[str, Text] = {
    "WILDCARD": Text(
        "good",
        "Tin lưu được gửi cho đăng ký có dấu thay thế.",
        "Retained messages are sent for a wildcard.",
    ),
    "RETAIN_REFUSED": Text(
        "bad",
        "Máy chủ không giữ tin lưu (retained), mà xe cần chúng.",
        "The broker keeps no retained messages, on which carts rely.",
        "mosquitto: retain_available true.",
        "mosquitto: retain_available true.",
    ),
    "QUEUE": Text(
        "good",
        "Giữ được ít nhất {kept} tin cho một máy khách; chưa thử nhiều hơn.",
        "Keeps at least {kept} messages for one client; more was not tried.",
    ),
    "QUEUE_SMALL": Text(
        "bad",
        "Trong {sent} tin chờ một máy khách, máy chủ chỉ giữ {kept}.",
        "Of {sent} messages that waited for one client the broker kept {kept}.",
        "mosquitto: max_queued_messages 100000, max_queued_bytes 0.",
        "mosquitto: max_queued_messages 100000, max_queued_bytes 0.",
    ),
    "QUEUE_UNSEEN": Text(
        "unknown",
        "Chưa thử máy chủ giữ được bao nhiêu tin cho xe vắng mặt.",
        "It was not tried how many messages wait for a cart that is away.",
        *INSPECT,
    ),
    "WILDCARD_NOT": Text(
        "note",
        "Tin lưu không được gửi cho đăng ký có dấu thay thế; yêu cầu sync của xe bù vào.",
        "Retained messages are not sent for a wildcard; the cart's sync request makes up for it.",
        "Phía bệnh viện phải trả lời sync (docs/his-contract.md).",
        "The hospital's side must answer sync (docs/his-contract.md).",
    ),
    "WILDCARD_UNSEEN": Text(
        "unknown",
        "Không thấy tin lưu nào cho đăng ký có dấu thay thế.",
        "No retained message came for a wildcard; there may be none.",
        *INSPECT,
    ),
    "PERSISTENT": Text(
        "good",
        "Máy chủ bị ngắt đột ngột vẫn nhớ mọi thứ.",
        "A broker that was ended without warning still knows everything.",
    ),
    "SESSION_LOST": Text(
        "bad",
        "Máy chủ khởi động lại đã quên phiên của xe và tin đang chờ.",
        "After its restart the broker forgot the cart's session and what was queued for it.",
        *_STORE,
    ),
    "RETAINED_LOST": Text(
        "bad",
        "Máy chủ khởi động lại đã quên tin lưu vừa nhận.",
        "After its restart the broker forgot a retained message that it had acknowledged.",
        *_STORE,
    ),
    "PERSISTENCE_UNTESTED": Text(
        "unknown",
        "Chưa thử ngắt máy chủ.",
        "It was not tried whether the broker remembers after its end.",
        "Chạy lại ngoài giờ với --restart-command 'systemctl kill -s KILL mosquitto'.",
        "Run again, when no one needs it, with --restart-command 'systemctl kill -s KILL mosquitto'.",
    ),
    "RESTART_FAILED": Text(
        "unknown",
        "Lệnh khởi động lại không chạy được: {status}.",
        "The restart command failed: {status}.",
        "Chạy thử lệnh bằng tay, với cùng quyền (sudo).",
        "Try the command by hand, with the same rights (sudo).",
    ),
    "RESTART_NOTHING": Text(
        "unknown",
        "Lệnh khởi động lại không ngắt máy chủ này.",
        "The restart command did not end this broker.",
        "Lệnh phải ngắt đúng máy chủ trong [hospital], ví dụ 'systemctl kill -s KILL mosquitto'.",
        "It has to end the broker of [hospital], such as 'systemctl kill -s KILL mosquitto' on its machine.",
    ),
    "NOT_BACK": Text(
        "bad",
        "Máy chủ không chạy lại trong {seconds} giây: {reason}.",
        "The broker did not come back within {seconds} seconds: {reason}.",
        "Cho systemd khởi động lại máy chủ (Restart=on-failure), xem nhật ký của nó.",
        "Let systemd start it again (Restart=on-failure), and look into its log.",
    ),
}
