"""The smallest hospital: acknowledges every event a moment after it came, and keeps nothing.

It takes the place of the reference hospital in the broker's eyes, with its client id and its session.
Started as a program of its own: python bench/acker.py PORT SITE
"""

import sys
import time
from queue import SimpleQueue
from typing import Any

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from bench.raw import no_delay
from cart_agent.his.messages import Ack, encode
from cart_agent.his.topics import ROOT

EVENTS = "{}/{}/cart/+/event"
"""The session brings other messages too: what the reference hospital subscribed to."""

COMMIT = 0.05
"""Seconds: no hospital may acknowledge before its own commit; what comes meanwhile is in the same answer.

As long as the reference hospital gathers (cart_agent/hospital/wire.py): an ack for each event would cost the
broker a second write to its disk.
"""


class _Event(msgspec.Struct, rename="camel"):
    event_id: str


def main(port: int, site: str) -> None:
    arrived: SimpleQueue[Any] = SimpleQueue()
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"hospital-{site}", protocol=paho.MQTTv5)
    client.username_pw_set("hospital")
    client.message_callback_add(EVENTS.format(ROOT, site), lambda *given: arrived.put(given[2]))
    client.on_socket_open = no_delay
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.connect("127.0.0.1", port, clean_start=False)
    client.subscribe(EVENTS.format(ROOT, site), qos=1)
    client.loop_start()
    while True:
        batch = [arrived.get()]
        time.sleep(COMMIT)
        while not arrived.empty():
            batch.append(arrived.get())
        for topic in {message.topic for message in batch}:
            of_cart = [message.payload for message in batch if message.topic == topic]
            settled = tuple(msgspec.json.decode(one, type=_Event).event_id for one in of_cart)
            client.publish(topic.removesuffix("event") + "ack", encode(Ack(settled=settled)), qos=1)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
