"""Signed documents: JWS in compact form (RFC 7515), `alg: EdDSA` (RFC 8037), `kid` names the hospital's key.

The libraries are imported where they are used: most starts of the cart see no new signature, and they weigh
7 MiB.
"""

import base64
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct

from cart_agent.his.topics import LONGEST

_ALGORITHMS = ["EdDSA"]


class SignatureRefused(ValueError):
    """The document is not signed by a key of the hospital, or was changed since."""


class NothingSigned(SignatureRefused):
    """It has not even the shape of a signed document, and is no JSON object either."""


_SHAPE = re.compile(rb"[\w-]+\.[\w-]*\.[\w-]*")


class Opened(Struct, frozen=True, kw_only=True):
    """A document's JSON, and the key that signed it; empty: unsigned."""

    body: bytes
    kid: str = ""


def open_signed(payload: bytes, keys: Mapping[str, bytes]) -> Opened:
    """Take a document out of its signature. `keys` holds public keys (PEM) by `kid`. Raises SignatureRefused.

    A message that begins with `{` is unsigned and comes back as it is: the caller says whether that will do.
    """
    if payload.startswith(b"{"):
        return Opened(body=payload)
    if len(payload) > LONGEST:
        raise SignatureRefused("too long")
    if not _SHAPE.fullmatch(payload):
        raise NothingSigned("not a valid signature (three parts with dots between them), and no JSON object")
    try:
        return _verified(payload.decode("ascii"), keys)
    except SignatureRefused:
        raise
    except Exception as error:  # whatever the library makes of hostile bytes is a refusal
        raise SignatureRefused(f"not a valid signature ({str(error).strip(': ')})") from error


def _verified(text: str, keys: Mapping[str, bytes]) -> Opened:
    from joserfc import jws  # noqa: PLC0415  see above
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    kid = jws.extract_compact(text.encode()).headers().get("kid")
    if not isinstance(kid, str) or kid not in keys:
        raise SignatureRefused(f"signed with an unknown key {kid!r}")
    with _eddsa_by_its_old_name():
        opened = jws.deserialize_compact(text, OKPKey.import_key(keys[kid]), algorithms=_ALGORITHMS)
    return Opened(body=opened.payload, kid=kid)


def body_of(message: bytes) -> bytes:
    """The JSON of a document whose signature was proven when it was received."""
    if message.lstrip()[:1] in (b"{", b"["):  # a bare list of resources, where that will do, has none
        return message
    part = message.split(b".")[1]
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def sign(body: bytes, kid: str, private_key: bytes) -> bytes:
    """The hospital's side: a document as compact JWS. `private_key` is an Ed25519 key in PEM."""
    from joserfc import jws  # noqa: PLC0415
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    header = {"alg": "EdDSA", "kid": kid}
    with _eddsa_by_its_old_name():
        key = OKPKey.import_key(private_key)
        return jws.serialize_compact(header, body, key, algorithms=_ALGORITHMS).encode()


@contextmanager
def _eddsa_by_its_old_name() -> Iterator[None]:
    """RFC 9864 calls it Ed25519 and joserfc warns; the contract keeps the name that libraries know."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="EdDSA is deprecated")
        yield
