"""The `[hospital]` table of the configuration: where the broker is and how patient the link is with it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(gt=0, extra={"unit": "seconds"})]


class TlsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mutual TLS. Paths of PEM files; the certificate's common name is the cart's id."""

    ca_file: str
    """The authority that signed the broker's certificate."""
    cert_file: str
    """This cart's certificate."""
    key_file: str
    """The private key of `cert_file`, such as a systemd credential."""


class LinkSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The hospital's MQTT broker and how patient the link is with it."""

    host: str
    """The broker's name or address."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 8883
    """The broker's TCP port."""
    mqtt: Literal["5", "3.1.1"] = "5"
    """Some clustered brokers only speak 3.1.1."""
    tls: TlsSettings | None = None
    """None is for a broker on the same machine only."""
    username: str = ""
    """For brokers that ask for a name; with a certificate the broker takes the name from that. Empty: none."""
    password_file: str = ""
    """A file that holds the password on its first line, such as a systemd credential; empty: no password."""
    keepalive: Annotated[int, Meta(ge=5, le=600, extra={"unit": "seconds"})] = 15
    """Without a word from the cart for one and a half times this, the broker reports it lost."""
    connect_timeout: Seconds = 10.0
    """An attempt to connect is given up after this time."""
    backoff_min: Seconds = 1.0
    """The shortest wait between two attempts."""
    backoff_max: Seconds = 60.0
    """Between two attempts the link waits a random time in this range that doubles on each failure."""
    window: Annotated[int, Meta(ge=1, le=100)] = 20
    """Events that may wait for the broker's PUBACK at once."""
    resend_after: Seconds = 30.0
    """An event that the hospital has not settled after this time is published again."""
    session_expiry: Annotated[int, Meta(ge=0, le=0xFFFFFFFE, extra={"unit": "seconds"})] = 604_800
    """How long the broker keeps this cart's queue while it is away (MQTT 5); 7 days."""
    stuck_after: Seconds = 45.0
    """A client whose thread shows no life for this long is thrown away and replaced."""
