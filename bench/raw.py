"""What the MQTT library alone can do: the same messages, QoS 1, the same window, no store.

Started as a program of its own; prints the seconds from the first message to the last PUBACK, and how many
of them the processor worked. It leaves when the hospital has answered all: what still lay in the broker's
store would slow down whoever comes next.
python bench/raw.py PORT TOPIC WINDOW DATABASE COUNT
"""

import socket
import sqlite3
import sys
import threading
import time
from contextlib import closing
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from cart_agent.his.messages import Ack, decode


def main(port: int, topic: str, window: int, messages: list[bytes]) -> tuple[float, float]:
    left = len(messages)
    unanswered = len(messages)
    done, connected, answered = threading.Event(), threading.Event(), threading.Event()
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="bench-raw", protocol=paho.MQTTv5)
    client.max_inflight_messages_set(window)

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            done.set()

    def heard(*given: Any) -> None:
        nonlocal unanswered
        unanswered -= len(decode(given[2].payload, Ack).settled)
        if unanswered <= 0:
            answered.set()

    def subscribe(*_: object) -> None:
        client.subscribe(topic.removesuffix("event") + "ack", qos=1)

    client.on_publish = count
    client.on_message = heard
    client.on_subscribe = lambda *_: connected.set()
    client.on_connect = subscribe
    client.on_socket_open = no_delay
    client.connect("127.0.0.1", port)
    client.loop_start()
    connected.wait()
    began, cpu = time.perf_counter(), time.process_time()
    for message in messages:
        client.publish(topic, message, qos=1)
    done.wait()
    lasted, cpu = time.perf_counter() - began, time.process_time() - cpu
    answered.wait()
    client.disconnect()
    client.loop_stop()
    return lasted, cpu


def no_delay(_client: Any, _data: Any, opened: Any) -> None:
    """For `on_socket_open`, as in the link: else the receiver's delayed ACK is what is measured."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def newest(database: str, count: int) -> list[bytes]:
    """The messages of the newest events, in order."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        rows = opened.execute("SELECT message FROM event ORDER BY seq DESC LIMIT ?", (count,)).fetchall()
    return [row[0] for row in reversed(rows)]


if __name__ == "__main__":
    print(*main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), newest(sys.argv[4], int(sys.argv[5]))))
