"""A client of the broker that does one thing at a time and waits for the answer."""

import ssl
import time
from collections.abc import Callable
from typing import Any, Literal, Self

import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from cart_agent.his.link.credentials import password
from cart_agent.his.link.settings import LinkSettings

_QOS = 1
_STEP = 0.05
Outcome = Literal["taken", "refused", "closed"]


class Refused(Exception):
    """The broker did not let us in; the words are its own."""


class Heard(Struct, frozen=True, kw_only=True):
    """A message that came."""

    topic: str
    payload: bytes
    retained: bool
    number: int
    """The broker's, by which it is acknowledged."""


class Visitor:
    """One connection. It acknowledges nothing until told to: what waits for a cart stays there for it."""

    def __init__(
        self,
        settings: LinkSettings,
        client_id: str,
        context: ssl.SSLContext | None,
        *,
        mqtt: str = "",
        forget: bool = False,
    ) -> None:
        """`forget`: begin without the session that the broker may have kept for this client id."""
        self.heard: list[Heard] = []
        self.closed = False
        self.session_present = False
        self.retains = True
        """Whether it keeps retained messages, where it says so (MQTT 5)."""
        self.longest: int | None = None
        """Bytes of the longest packet that the broker takes, where it says so (MQTT 5)."""
        self._settings = settings
        self._five = (mqtt or settings.mqtt) == "5"
        self._forget = forget
        self._connected = False
        self._refusal = ""
        self._answers: dict[int | None, list[bool]] = {}
        self._client = self._paho(client_id, context)

    def _paho(self, client_id: str, context: ssl.SSLContext | None) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id,
            clean_session=None if self._five else self._forget,
            protocol=paho.MQTTv5 if self._five else paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.connect_timeout = self._settings.connect_timeout
        if context is not None:
            client.tls_set_context(context)
        if self._settings.username:
            client.username_pw_set(self._settings.username, password(self._settings))
        client.on_connect = self._on_connect
        client.on_subscribe = lambda _c, _u, mid, codes, _p: self._answered(mid, codes)
        client.on_publish = lambda _c, _u, mid, code, _p: self._answered(mid, [code])
        client.on_message = self._on_message
        return client

    def _on_connect(self, _c: Any, _u: Any, flags: Any, code: Any, properties: Any) -> None:
        self._connected = not code.is_failure
        self._refusal = str(code) if code.is_failure else ""
        self.session_present = flags.session_present
        self.retains = getattr(properties, "RetainAvailable", 1) != 0
        self.longest = getattr(properties, "MaximumPacketSize", None)

    def _answered(self, mid: int, codes: list[Any]) -> None:
        self._answers[mid] = [not code.is_failure for code in codes]

    def _on_message(self, _c: Any, _u: Any, message: Any) -> None:
        payload = bytes(message.payload)
        self.heard.append(
            Heard(topic=message.topic, payload=payload, retained=message.retain, number=message.mid)
        )

    def __enter__(self) -> Self:
        """Connect. Raises Refused, or OSError where there is nobody, no answer or no TLS."""
        options: dict[str, Any] = {}
        if self._five:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
            properties.SessionExpiryInterval = 0 if self._forget else self._settings.session_expiry
            options = {"clean_start": self._forget, "properties": properties}
        self._client.connect(self._settings.host, self._settings.port, self._settings.keepalive, **options)
        self.until(lambda: self._connected or bool(self._refusal))
        if not self._connected:
            hung_up = self.closed
            self.__exit__()
            if not self._refusal and not hung_up:
                raise TimeoutError("no answer")
            raise Refused(self._refusal or "it hung up")
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self.until(lambda: self.closed, 1.0)
        self.closed = True
        del self._client  # it closes its own sockets when it goes; its callbacks would keep it for long

    def until(self, condition: Callable[[], bool], seconds: float | None = None) -> bool:
        """Work until the condition holds, the connection ends or the time is over; whether it holds."""
        deadline = time.monotonic() + (self._settings.connect_timeout if seconds is None else seconds)
        while not condition() and not self.closed and time.monotonic() < deadline:
            self.closed = self._client.loop(_STEP) != paho.MQTT_ERR_SUCCESS
        return condition()

    def subscribe(self, topic: str, qos: int = _QOS) -> Outcome:
        """Whether the broker grants it. Granted says little: many brokers grant, and send nothing.

        `qos` 0: to hear at once. A cart's queue holds up what has to be acknowledged, and would keep it.
        """
        return self._outcome(self._client.subscribe(topic, qos)[1])

    def unsubscribe(self, topic: str) -> None:
        """Take a subscription back, so that the cart's session is left as it was."""
        self._client.unsubscribe(topic)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> Outcome:
        """What the broker says. On MQTT 3.1.1 a refusal may look like `taken`."""
        return self._outcome(self._client.publish(topic, payload, _QOS, retain).mid)

    def publish_many(self, topic: str, count: int, seconds: float) -> bool:
        """So many messages, without a wait between them; whether the broker has taken them all in time."""
        mids = [self._client.publish(topic, b"{}", _QOS).mid for _ in range(count)]
        came = self.until(
            lambda: mids[-1] in self._answers and all(mid in self._answers for mid in mids), seconds
        )
        return came and all(all(self._answers[mid]) for mid in mids)

    def acknowledge(self) -> None:
        """What was heard, and from now on each message as it comes. Not for a cart's own session."""
        for one in self.heard:
            self._client.ack(one.number, _QOS)
        self._client.manual_ack_set(False)

    def _outcome(self, mid: int | None) -> Outcome:
        if not self.until(lambda: mid in self._answers):
            return "closed"
        return "taken" if all(self._answers[mid]) else "refused"

    def wire(self) -> Any:
        """The socket itself, blocking, for one who speaks for himself from now on."""
        opened: Any = self._client.socket()
        assert opened is not None
        opened.settimeout(self._settings.connect_timeout)
        return opened
