"""The `[hospital]` table of the configuration: where the broker is and how patient the link is with it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(gt=0, extra={"unit": "seconds"})]


class TlsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mutual TLS with the broker."""

    ca_file: str
    """PEM file of the authority that signed the broker's certificate."""
    cert_file: str
    """PEM file of the cart's own certificate; its common name is the cart's id."""
    key_file: str
    """PEM file of the certificate's private key."""
    crl_file: str = ""
    """PEM file of the authority's revocation list, for the broker's certificate; empty: not looked at."""


class LinkSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The hospital's broker. All times in seconds."""

    host: str
    """Name or address of the broker; with TLS, as in its certificate."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 8883
    """TCP port of the broker."""
    mqtt: Literal["5", "3.1.1"] = "5"
    """MQTT version; some clustered brokers only speak 3.1.1."""
    tls: TlsSettings | None = None
    """Without it nothing is encrypted: for a broker on the same machine only."""
    username: str = ""
    """Empty where the broker takes the certificate's name."""
    password_file: str = ""
    """A file that holds the password on its first line, such as a systemd credential; empty: no password."""
    keepalive: Annotated[int, Meta(ge=5, le=600)] = 15
    """How often the link shows life; the broker publishes the cart's will after one and a half times this."""
    connect_timeout: Seconds = 10.0
    """How long one attempt to connect may take."""
    backoff_min: Seconds = 1.0
    """Shortest wait between two attempts; the wait is random and doubles with each failure."""
    backoff_max: Seconds = 60.0
    """Longest wait between two attempts."""
    window: Annotated[int, Meta(ge=1, le=100)] = 20
    """How many events may wait for the broker's receipt (PUBACK) at once."""
    resend_after: Seconds = 30.0
    """An event not settled by the hospital after this time is published again; it grows up to 20-fold."""
    session_expiry: Annotated[int, Meta(ge=0, le=0xFFFFFFFE)] = 604_800
    """How long the broker keeps the cart's queue while it is away (MQTT 5); 604800 is 7 days."""
    stuck_after: Seconds = 45.0
    """A connection that shows no life for this long is thrown away and made anew."""
