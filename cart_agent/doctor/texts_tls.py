"""What the doctor says of certificates and encryption."""

from cart_agent.doctor.text import Text

_RENEW = (
    "Gia hạn: cart enrol renew (cart-renew.timer làm việc này mỗi ngày), rồi mang tệp đi và về.",
    "Renew it: cart enrol renew (cart-renew.timer does so daily), and carry its file there and back.",
)
_ENROL = (
    "Xin chứng thư mới: cart authority token, rồi cart enrol request.",
    "Ask for a new one: cart authority token, then cart enrol request.",
)
_RENEW_BROKER = ("Cấp chứng thư mới: cart authority broker.", "Issue a new one: cart authority broker.")
_NEW_CA = (
    "Lập cơ quan mới (cart authority create) và cấp lại mọi chứng thư trước ngày đó.",
    "Set up a new authority (cart authority create), and issue all certificates anew before that day.",
)
_NEW_CA_NOW = (
    "Lập cơ quan mới (cart authority create) và cấp lại mọi chứng thư.",
    "Set up a new authority (cart authority create), and issue all certificates anew.",
)
_REVOKE_ONE = (
    "Cấp một chứng thư (cart authority client), thu hồi (cart authority revoke), chép crl.pem, chạy lại.",
    "Issue one (cart authority client), revoke it (cart authority revoke), copy crl.pem, and run again.",
)

TEXTS: dict[str, Text] = {
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
        *_ENROL,
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
        *_NEW_CA_NOW,
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
    "BROKER_EARLY": Text(
        "bad",
        "Chứng thư của máy chủ có hạn từ {since}; đồng hồ ở đây là {now}.",
        "The broker's certificate is good from {since} on; the clock here says {now}.",
        "Chỉnh đồng hồ của xe (timedatectl); nếu đúng giờ thì cấp chứng thư mới: cart authority broker.",
        "Set the cart's clock (timedatectl); if it is right, issue a new certificate: cart authority broker.",
    ),
    "BROKER_OTHER": Text(
        "bad",
        "Chứng thư của máy chủ mang tên {names}, không phải {host}.",
        "The broker's certificate is for {names}, not for {host}.",
        "Sửa host trong [hospital], hoặc cấp chứng thư có tên đó: cart authority broker.",
        "Mend host in [hospital], or issue a certificate with that name: cart authority broker.",
    ),
    "BROKER_UNKNOWN": Text(
        "bad",
        "Xe không tin chứng thư của máy chủ: {reason}.",
        "The cart does not believe the broker's certificate: {reason}.",
        "ca_file phải là của cơ quan đã cấp chứng thư cho máy chủ; crl_file (nếu có) phải còn hạn.",
        "ca_file must be of the authority that issued it, and crl_file, where one is named, not run out.",
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
        "mosquitto: crlfile, chép crl.pem mới và khởi động lại. RabbitMQ: rabbitmqctl delete_user.",
        "mosquitto: crlfile, copy the newest crl.pem and restart it. RabbitMQ: rabbitmqctl delete_user.",
    ),
    "REVOKED_REFUSED": Text("good", "Chứng thư đã thu hồi bị từ chối.", "A revoked certificate is refused."),
    "REVOKED_OVER": Text(
        "unknown",
        "Chứng thư đã thu hồi cũng đã hết hạn ngày {until}, nên không thử được gì.",
        "The revoked certificate also ran out on {until}, and would be refused without a list.",
        *_REVOKE_ONE,
    ),
    "REVOKED_FOREIGN": Text(
        "unknown",
        "Chứng thư đã thu hồi do cơ quan khác cấp, nên không thử được gì.",
        "The revoked certificate is of another authority, and would be refused without a list.",
        *_REVOKE_ONE,
    ),
    "REVOKED_UNTESTED": Text(
        "unknown",
        "Chưa thử chứng thư đã thu hồi.",
        "A revoked certificate was not tried.",
        "Chạy lại với --revoked CERT KEY.",
        "Run again with --revoked CERT KEY.",
    ),
}
