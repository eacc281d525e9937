"""One connection to the broker: one paho client, one thread, thrown away when it ends.

Only the thread touches the socket (an OpenSSL connection is not for two threads), and it only hands items to
the event loop. An exception in a paho callback would kill a thread silently, so each callback is wrapped, and
the thread's last act is to say that it is gone.
"""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from cart_agent.his.link.credentials import password, tls_context
from cart_agent.his.link.items import Arrived, Connected, Item, Lost, Receipt, Subscribed
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.topics import LONGEST

BESIDE_EVENTS = 4
"""Messages beside events (state, sync) that may be unacknowledged at once; beyond this paho queues."""
_TICK = 1.0
_QOS = 1
_NO_SUBSCRIBERS = 0x10
"""No matching subscribers (MQTT 5, 3.4.2.1): a success to the broker, and the message is gone."""


class Connection:
    """Messages go to `arrived` at once; what else happens comes out of `items` in that order, `Lost` as the
    last."""

    def __init__(
        self,
        settings: LinkSettings,
        client_id: str,
        will: tuple[str, bytes],
        arrived: Callable[[Arrived], None],
    ) -> None:
        self.items: asyncio.Queue[Item] = asyncio.Queue()
        self.beat = time.monotonic()
        """When the thread last showed life."""
        self._settings = settings
        self._take_in = arrived
        self._loop = asyncio.get_running_loop()
        self._client = _client(settings, client_id, will)
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._topics: tuple[str, ...] = ()
        self._reason = "the connection ended"
        self._wire()

    def _wire(self) -> None:
        client = self._client
        client.on_connect = self._posted(lambda *given: _connected(given[3], given[4]))
        client.on_subscribe = self._posted(lambda *given: self._subscribed(given[3]))
        client.on_message = self._posted(lambda *given: _arrived(given[2]))
        client.on_publish = self._posted(lambda *given: _receipt(given[2], given[3]))
        client.on_disconnect = self._remember
        client.on_socket_open = _no_delay
        # With this callback set, paho leaves all writing to the thread that runs `loop`.
        client.on_socket_register_write = lambda *_: None

    def _posted(self, make: Callable[..., Item | Arrived]) -> Callable[..., None]:
        def callback(*given: Any) -> None:
            try:
                item: Item | Arrived = make(*given)
            except Exception as error:  # anything that escaped would end the thread without a word
                item = Lost(reason=f"a message could not be handled: {error!r}")
            self._post(item)

        return callback

    def _post(self, item: Item | Arrived) -> None:
        with contextlib.suppress(RuntimeError):  # the event loop is gone, and with it whoever would care
            self._loop.call_soon_threadsafe(self._take, item)

    def _take(self, item: Item | Arrived) -> None:
        """A message waits for nothing else: a doctor's STOP may be in it."""
        try:
            if isinstance(item, Arrived):
                self._take_in(item)
            else:
                self.items.put_nowait(item)
        except Exception as error:  # it would only be logged, and the message never acknowledged
            self.items.put_nowait(Lost(reason=f"a message could not be handed over: {error!r}"))

    def _remember(self, *given: Any) -> None:
        self._reason = f"the connection ended: {given[3]}"

    def _run(self) -> None:
        try:
            while (code := self._client.loop(_TICK)) == paho.MQTT_ERR_SUCCESS:
                self.beat = time.monotonic()
            if code != paho.MQTT_ERR_NO_CONN:
                self._reason = f"{self._reason} ({paho.error_string(code)})"
        except Exception as error:  # hostile bytes can raise inside paho
            self._reason = f"the MQTT thread failed: {error!r}"
        finally:
            self._post(Lost(reason=self._reason))

    async def open(self) -> None:
        """Connect the socket and start the thread; the broker's answer comes as an item.

        Raises OSError, also for a certificate file that is missing or none.
        """
        settings = self._settings
        _present(self._client, settings)
        options: dict[str, Any] = {}
        if settings.mqtt == "5":
            options = {"clean_start": False, "properties": _connect_properties(settings)}
        await asyncio.to_thread(
            self._client.connect, settings.host, settings.port, settings.keepalive, **options
        )
        self._thread.start()

    def subscribe(self, topics: tuple[str, ...]) -> None:
        self._topics = topics
        self._client.subscribe([(topic, _QOS) for topic in topics])

    def _subscribed(self, codes: list[Any]) -> Subscribed:
        pairs = zip(self._topics, codes, strict=True)
        return Subscribed(refused=tuple(f"{topic}: {code}" for topic, code in pairs if code.is_failure))

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        """Queue a message and return its number; the broker's answer comes as a `Receipt`."""
        return self._client.publish(topic, payload, _QOS, retain).mid

    def acknowledge(self, arrived: Arrived) -> None:
        """Tell the broker that the message may be forgotten."""
        if arrived.mid:
            self._client.ack(arrived.mid, arrived.qos)

    async def close(self, *, farewell: bool) -> None:
        """End the connection; without a farewell the broker publishes the will."""
        if farewell:
            self._client.disconnect()
        elif isinstance(opened := self._client.socket(), socket.socket):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, 2 * _TICK)
        del self._client  # it closes its own sockets when it goes; its callbacks would keep it for long


def _client(settings: LinkSettings, client_id: str, will: tuple[str, bytes]) -> paho.Client:
    five = settings.mqtt == "5"
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id,
        clean_session=None if five else False,
        protocol=paho.MQTTv5 if five else paho.MQTTv311,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    client.connect_timeout = settings.connect_timeout
    client.max_inflight_messages_set(settings.window + BESIDE_EVENTS)
    client.will_set(*will, _QOS, retain=True)
    return client


def _present(client: paho.Client, settings: LinkSettings) -> None:
    """Read the files of password and certificates, anew each time: they are renewed while the link runs."""
    if settings.username:
        client.username_pw_set(settings.username, password(settings))
    if settings.tls is not None:
        client.tls_set_context(tls_context(settings.tls))


def _connect_properties(settings: LinkSettings) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
    properties.SessionExpiryInterval = settings.session_expiry
    properties.MaximumPacketSize = LONGEST + 65_536
    return properties


def _no_delay(_: Any, __: Any, opened: Any) -> None:
    """Without it the broker's delayed ACK costs 40 ms per message."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _connected(code: Any, properties: Any) -> Connected:
    return Connected(
        refusal=str(code) if code.is_failure else "",
        receive_maximum=getattr(properties, "ReceiveMaximum", 65_535),
    )


def _arrived(message: Any) -> Arrived:
    return Arrived(
        topic=message.topic,
        payload=bytes(message.payload),
        retained=message.retain,
        again=message.dup,
        mid=message.mid if message.qos else 0,
        qos=message.qos,
    )


def _receipt(mid: int, code: Any) -> Receipt:
    return Receipt(
        mid=mid, refusal=str(code) if code.is_failure else "", unheard=code.value == _NO_SUBSCRIBERS
    )
