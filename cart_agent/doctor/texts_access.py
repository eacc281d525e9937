"""What the doctor says of access rules."""

from cart_agent.doctor.text import INSPECT, Text

_ACL = (
    "Tạo lại quyền bằng cart broker-profile (mosquitto: acl_file).",
    "Make the access rules anew with cart broker-profile (mosquitto: acl_file).",
)
_BY_NAME = "mosquitto: use_identity_as_username true."
_TIED = "mosquitto: use_identity_as_username true, use_username_as_clientid true."
_TIE_OR_INSPECT = (
    f"{_TIED} RabbitMQ: chạy lại với --inspector CERT KEY.",
    f"{_TIED} RabbitMQ: run again with --inspector CERT KEY.",
)

TEXTS: dict[str, Text] = {
    "CLIENT_ID_TIED": Text(
        "good",
        "Tên phiên gắn với chứng thư.",
        "The client id is tied to the certificate.",
    ),
    "CLIENT_ID_GUARDED": Text(
        "note",
        "Ai cũng có thể gọi tên {cart} và làm xe ngắt trong chốc lát, nhưng không lấy được phiên của xe.",
        "Anyone may give the client id {cart} and interrupt the cart for a moment, but not take its session.",
    ),
    "CLIENT_ID_FREE": Text(
        "bad",
        "Xe khác có thể lấy tên {cart} và nhận tin của xe này.",
        "Another cart may take the client id {cart}, and with it this cart's queued messages.",
        _TIED,
        _TIED,
    ),
    "CLIENT_ID_LOOSE": Text(
        "bad",
        "Tên phiên không gắn với chứng thư: xe khác có thể lấy được tên {cart} và tin của xe này.",
        "The client id is not tied to the certificate: another cart may get {cart}'s messages.",
        *_TIE_OR_INSPECT,
    ),
    "OWN_TAKEN": Text("good", "Máy chủ nhận trạng thái của xe.", "The broker takes the cart's own state."),
    "OWN_REFUSED": Text(
        "bad",
        "Xe không gửi được tin của chính mình ({topic}).",
        "The cart may not publish what is its own ({topic}).",
        "Ghi {cart} vào fleet.toml, tạo lại quyền (cart broker-profile), khởi động lại. " + _BY_NAME,
        "Put {cart} into fleet.toml, make the rules anew (cart broker-profile), restart it. " + _BY_NAME,
    ),
    "MANIFEST": Text(
        "good", "Tin của khoa {wards} đến được xe.", "What is published for {wards} reaches the cart."
    ),
    "MANIFEST_UNSEEN": Text(
        "unknown",
        "Không có bản kê (manifest) nào đến cho khoa {wards}.",
        "No manifest came for {wards}.",
        "Phía bệnh viện có chạy không? [cart] wards, fleet.toml và bệnh viện có cùng tên khoa không?",
        "Does the hospital's side run? Do [cart] wards, fleet.toml and the hospital name the same wards?",
    ),
    "PUBLISH_REFUSED": Text("good", "Tin giả bị từ chối.", "Forged messages are refused."),
    "PUBLISH_OPEN": Text(
        "bad",
        "Xe gửi được tin không phải của mình: {topics}.",
        "A cart can publish what is not its own: {topics}.",
        *_ACL,
    ),
    "PUBLISH_UNSEEN": Text(
        "unknown",
        "Với MQTT 3.1.1 không thấy tin giả có bị từ chối hay không.",
        "On MQTT 3.1.1 nobody sees whether a forged message was refused.",
        *INSPECT,
    ),
    "READ_REFUSED": Text(
        "good",
        "Không đăng ký được tin của khoa và xe khác.",
        "Subscriptions to other wards and carts are refused.",
    ),
    "READ_FILTERED": Text(
        "good",
        "Đăng ký được, nhưng không nhận tin của khoa và xe khác.",
        "Subscriptions to other wards and carts are granted, and nothing comes of them.",
    ),
    "READ_OPEN": Text(
        "bad",
        "Xe đọc được tin của nơi khác: {topics}.",
        "The cart gets to read what is not its own: {topics}.",
        *_ACL,
    ),
    "READ_UNSEEN": Text(
        "unknown",
        "Đăng ký nơi khác được chấp nhận; lúc này không có tin nào để thấy.",
        "Subscriptions to other wards are granted; just now nothing came of them.",
        *INSPECT,
    ),
}
