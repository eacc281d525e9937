"""What the doctor says, in Vietnamese and English: what was found, and what to change where it is bad."""

from msgspec import Struct

from cart_agent.doctor.case import State


class Text(Struct, frozen=True):
    """`{name}` stands for what the answer gives. `vi_next` and `en_next`: what to do; empty: nothing."""

    state: State
    vi: str
    en: str
    vi_next: str = ""
    en_next: str = ""


_RENEW = ("Xin chứng thư mới: cart enrol request.", "Ask for a new one: cart enrol request.")
_RENEW_BROKER = ("Cấp chứng thư mới: cart authority broker.", "Issue a new one: cart authority broker.")
_NEW_CA = ("Lập cơ quan cấp chứng thư mới trước ngày đó.", "Set up a new authority before that day.")
_ACL = (
    "Tạo lại quyền bằng cart broker-profile (mosquitto: acl_file).",
    "Make the access rules anew with cart broker-profile (mosquitto: acl_file).",
)
_INSPECT = (
    "Chạy lại với --inspector CERT KEY.",
    "Run again with --inspector CERT KEY.",
)
_STORE = (
    "mosquitto: persistence true, autosave_on_changes true, autosave_interval 1.",
    "mosquitto: persistence true, autosave_on_changes true, autosave_interval 1.",
)

TEXTS: dict[str, Text] = {
    # Getting in
    "CONNECTED": Text("good", "Kết nối được bằng MQTT {mqtt}.", "Connected with MQTT {mqtt}."),
    "NOT_CONNECTED": Text(
        "bad",
        "Không kết nối được: {reason}.",
        "Cannot connect: {reason}.",
        "Kiểm tra địa chỉ, cổng, chứng thư và phiên bản MQTT trong [hospital].",
        "Check address, port, certificates and the MQTT version in [hospital].",
    ),
    "NOT_ALONE": Text(
        "bad",
        "Một máy khách khác đang dùng tên {cart}.",
        "Another client uses the name {cart}.",
        "Dừng cart-link trên xe trong lúc khám (systemctl stop cart-link).",
        "Stop the cart's link while the doctor works (systemctl stop cart-link).",
    ),
    "FAILED": Text(
        "unknown",
        "Không kiểm tra được {check}: {reason}.",
        "{check} could not be examined: {reason}.",
    ),
    # Certificates and encryption
    "NOT_ENCRYPTED": Text(
        "bad",
        "Đường truyền không mã hóa, không cần chứng thư.",
        "The connection is not encrypted and asks for no certificate.",
        "Đặt [hospital.tls] và tạo cấu hình máy chủ bằng cart broker-profile.",
        "Set [hospital.tls], and make the broker's configuration with cart broker-profile.",
    ),
    "CART_VALID": Text(
        "good",
        "Chứng thư của xe còn {days} ngày.",
        "The cart's certificate is good for {days} more days.",
    ),
    "CART_DUE": Text(
        "note",
        "Chứng thư của xe chỉ còn {days} ngày (đến {until}).",
        "The cart's certificate is good for {days} more days only (until {until}).",
        *_RENEW,
    ),
    "CART_EXPIRED": Text(
        "bad",
        "Chứng thư của xe đã hết hạn ngày {until}.",
        "The cart's certificate ran out on {until}.",
        *_RENEW,
    ),
    "CART_OTHER": Text(
        "bad",
        "Chứng thư mang tên {name}, không phải {cart}: máy chủ coi xe này là {name}.",
        "The certificate's name is {name}, not {cart}: to the broker this cart is {name}.",
        "Dùng chứng thư của chính xe này ([hospital.tls]), hoặc sửa [cart] id.",
        "Put this cart's own certificate into [hospital.tls], or mend [cart] id.",
    ),
    "AUTHORITY_VALID": Text(
        "good",
        "Chứng thư gốc của bệnh viện còn {days} ngày.",
        "The authority's certificate is good for {days} more days.",
    ),
    "AUTHORITY_DUE": Text(
        "note",
        "Chứng thư gốc chỉ còn {days} ngày (đến {until}).",
        "The authority's certificate is good for {days} more days only (until {until}).",
        *_NEW_CA,
    ),
    "AUTHORITY_EXPIRED": Text(
        "bad",
        "Chứng thư gốc đã hết hạn ngày {until}.",
        "The authority's certificate ran out on {until}.",
        *_NEW_CA,
    ),
    "BROKER_VALID": Text(
        "good",
        "Chứng thư của máy chủ còn {days} ngày.",
        "The broker's certificate is good for {days} more days.",
    ),
    "BROKER_DUE": Text(
        "note",
        "Chứng thư của máy chủ chỉ còn {days} ngày (đến {until}).",
        "The broker's certificate is good for {days} more days only (until {until}).",
        *_RENEW_BROKER,
    ),
    "BROKER_EXPIRED": Text(
        "bad",
        "Chứng thư của máy chủ đã hết hạn ngày {until}.",
        "The broker's certificate ran out on {until}.",
        *_RENEW_BROKER,
    ),
    "TLS": Text("good", "Mã hóa bằng {version}.", "Encrypted with {version}."),
    "TLS_OLD": Text(
        "bad",
        "Máy chủ còn nhận {version}.",
        "The broker still takes {version}.",
        "mosquitto: tls_version tlsv1.2, và bỏ dòng ciphers cũ.",
        "mosquitto: tls_version tlsv1.2, and no ciphers line for old ones.",
    ),
    "TLS_OLD_REFUSED": Text(
        "good", "Máy chủ từ chối TLS cũ hơn 1.2.", "The broker refuses TLS older than 1.2."
    ),
    "STRANGER_LET_IN": Text(
        "bad",
        "Máy không có chứng thư vẫn vào được.",
        "A client without a certificate is let in.",
        "mosquitto: require_certificate true, allow_anonymous false.",
        "mosquitto: require_certificate true, allow_anonymous false.",
    ),
    "STRANGER_REFUSED": Text(
        "good", "Máy không có chứng thư bị từ chối.", "A client without a certificate is refused."
    ),
    "REVOKED_LET_IN": Text(
        "bad",
        "Chứng thư đã thu hồi vẫn vào được.",
        "A revoked certificate is let in.",
        "mosquitto: crlfile, chép crl.pem mới và gửi SIGHUP. RabbitMQ: rabbitmqctl delete_user.",
        "mosquitto: crlfile, copy the newest crl.pem and send SIGHUP. RabbitMQ: rabbitmqctl delete_user.",
    ),
    "REVOKED_REFUSED": Text("good", "Chứng thư đã thu hồi bị từ chối.", "A revoked certificate is refused."),
    "REVOKED_UNTESTED": Text(
        "unknown",
        "Chưa thử chứng thư đã thu hồi.",
        "A revoked certificate was not tried.",
        "Chạy lại với --revoked CERT KEY.",
        "Run again with --revoked CERT KEY.",
    ),
    # The protocol
    "MQTT_5": Text("good", "Máy chủ nói MQTT 5.", "The broker speaks MQTT 5."),
    "MQTT_5_UNUSED": Text(
        "note",
        "Máy chủ nói được MQTT 5 mà xe không dùng.",
        "The broker speaks MQTT 5, and the cart does not use it.",
        'Đặt mqtt = "5": khi bị từ chối, xe biết vì sao.',
        'Set mqtt = "5": the cart then learns when and why something is refused.',
    ),
    "MQTT_311": Text(
        "note",
        "Máy chủ chỉ nói MQTT 3.1.1; tin bị từ chối trông như đã nhận.",
        "The broker speaks MQTT 3.1.1 only, where a refusal looks like success.",
    ),
    "PACKET": Text(
        "good",
        "Nhận được tài liệu lớn nhất ({bytes} byte). Tài liệu trên 8 MiB thì máy chủ bỏ, không báo cho ai.",
        "Takes the largest documents ({bytes} bytes). It drops one above 8 MiB for a cart, and tells nobody.",
    ),
    "PACKET_SMALL": Text(
        "bad",
        "Máy chủ chỉ nhận gói đến {bytes} byte; xe nhận tài liệu đến {wanted} byte.",
        "The broker takes packets up to {bytes} bytes; a cart takes documents up to {wanted} bytes.",
        "mosquitto: max_packet_size 16777216.",
        "mosquitto: max_packet_size 16777216.",
    ),
    "PACKET_UNSEEN": Text(
        "unknown",
        "MQTT 3.1.1 không cho biết cỡ gói lớn nhất.",
        "MQTT 3.1.1 does not tell the largest packet.",
    ),
    "NODELAY": Text(
        "good",
        "Gói nhỏ được gửi ngay ({one} ms, hai gói {two} ms).",
        "Small packets are sent at once ({one} ms, two of them {two} ms).",
    ),
    "STALL": Text(
        "bad",
        "Gói nhỏ thứ hai phải đợi: {one} ms thành {two} ms.",
        "A second small packet waits: {one} ms become {two} ms.",
        "mosquitto: set_tcp_nodelay true. RabbitMQ: mqtt.tcp_listen_options.nodelay = true.",
        "mosquitto: set_tcp_nodelay true. RabbitMQ: mqtt.tcp_listen_options.nodelay = true.",
    ),
    # Names and access
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
        "mosquitto: use_identity_as_username true, use_username_as_clientid true.",
        "mosquitto: use_identity_as_username true, use_username_as_clientid true.",
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
        *_INSPECT,
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
        *_INSPECT,
    ),
    # What is kept
    "WILDCARD": Text(
        "good",
        "Tin lưu được gửi cho đăng ký có dấu thay thế.",
        "Retained messages are sent for a wildcard.",
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
        *_INSPECT,
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
        "Lệnh khởi động lại trả về {status}.",
        "The restart command ended with status {status}.",
    ),
}
