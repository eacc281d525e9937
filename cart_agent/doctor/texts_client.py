"""What the doctor says of the protocol and the client's name."""

from cart_agent.doctor.text import INSPECT, Text

TEXTS: dict[str, Text] = {
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
    "PACKET_LOST": Text(
        "bad",
        "Tài liệu {bytes} byte không ra khỏi máy chủ.",
        "A document of {bytes} bytes does not come out of the broker.",
        "mosquitto: max_packet_size 16777216, bỏ message_size_limit. RabbitMQ: max_message_size = 16777216.",
        "mosquitto: max_packet_size 16777216, no message_size_limit. RabbitMQ: max_message_size = 16777216.",
    ),
    "PACKET_UNSEEN": Text(
        "unknown",
        "MQTT 3.1.1 không cho biết cỡ gói lớn nhất.",
        "MQTT 3.1.1 does not tell the largest packet.",
        *INSPECT,
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
}
