"""What the doctor says of the way in: the files, the address, and whom the broker lets in."""

from cart_agent.doctor.text import Text

_NAMED = (
    "mosquitto: require_certificate true, use_identity_as_username true."
    " RabbitMQ: cart broker-profile rabbitmq."
)

TEXTS: dict[str, Text] = {
    "FILES_UNUSABLE": Text(
        "bad",
        "Không dùng được tệp trong [hospital.tls]: {reason}.",
        "A file of [hospital.tls] cannot be used: {reason}.",
        "Kiểm tra tên tệp, khóa có đúng của chứng thư không; chạy bằng sudo, vì chỉ chủ của khóa đọc được.",
        "Check the names, and that the key is the certificate's; run with sudo: only its owner reads a key.",
    ),
    "CONNECTED": Text("good", "Kết nối được bằng MQTT {mqtt}.", "Connected with MQTT {mqtt}."),
    "NOT_REACHED": Text(
        "bad",
        "Không kết nối được với {host}:{port}: {reason}.",
        "Nobody answers at {host}:{port}: {reason}.",
        "Kiểm tra host và port trong [hospital], máy chủ có chạy không, tường lửa có cho qua không.",
        "Check host and port in [hospital], whether the broker runs there, and what a firewall lets through.",
    ),
    "NOT_CONNECTED": Text(
        "bad",
        "Không kết nối được: {reason}.",
        "Cannot connect: {reason}.",
        "Cổng đó có phải của MQTT, mã hóa đúng như trong [hospital] không? Xem nhật ký của máy chủ.",
        "Is that port MQTT's, and encrypted as [hospital] says? The broker's log may say more.",
    ),
    "CART_REFUSED": Text(
        "bad",
        "Máy chủ không tin chứng thư của xe: {reason}.",
        "The broker does not believe the cart's certificate: {reason}.",
        "Nó phải còn hạn, không bị thu hồi, do ca.pem ở máy chủ cấp. Ở đó crl.pem và đồng hồ phải đúng.",
        "It must be in time, not revoked, of the broker's ca.pem; its crl.pem and clock must be right too.",
    ),
    "NAME_REFUSED": Text(
        "bad",
        "Máy chủ không nhận tên của xe: {reason}.",
        "The broker does not take the cart's name: {reason}.",
        _NAMED,
        _NAMED,
    ),
    "MQTT_5_REFUSED": Text(
        "bad",
        "Máy chủ không nói MQTT 5, mà xe được đặt như vậy.",
        "The broker does not speak MQTT 5, which the cart is set to.",
        'Đặt mqtt = "3.1.1" trong [hospital], ở xe và ở phía bệnh viện.',
        'Set mqtt = "3.1.1" in [hospital], at the cart and at the hospital\'s side.',
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
        "Chạy lại khi máy chủ chạy ổn định; nhật ký của máy chủ có thể nói thêm.",
        "Run again while the broker stays up; its log may say more.",
    ),
    "NOT_ENCRYPTED": Text(
        "bad",
        "Đường truyền không mã hóa, không cần chứng thư.",
        "The connection is not encrypted and asks for no certificate.",
        "Đặt [hospital.tls] và tạo cấu hình máy chủ bằng cart broker-profile.",
        "Set [hospital.tls], and make the broker's configuration with cart broker-profile.",
    ),
    "INSPECTOR_OUT": Text(
        "unknown",
        "Người kiểm tra (--inspector) không vào được: {reason}.",
        "The inspector (--inspector) does not get in: {reason}.",
        "Cấp chứng thư cho người kiểm tra: cart authority client.",
        "Issue the inspector's certificate: cart authority client.",
    ),
    "INSPECTOR_BLIND": Text(
        "unknown",
        "Người kiểm tra không thấy tin của chính mình, nên không thấy được gì.",
        "The inspector does not get its own message back, and so sees nothing.",
        "Ghi tên nó vào inspector (fleet.toml), tạo lại quyền (cart broker-profile), khởi động lại máy chủ.",
        "Name it as inspector in fleet.toml, make the rules anew (cart broker-profile), restart the broker.",
    ),
}
