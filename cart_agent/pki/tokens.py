"""One-time tokens: each buys one cart one certificate, within a day. Only their hashes are kept."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from cart_agent.pki import files
from cart_agent.pki.files import PkiError

HOURS = 24


class _Kept(Struct, frozen=True, kw_only=True):
    sha256: str
    not_after: datetime


def create(directory: Path, cart: str, now: datetime) -> str:
    """A new token for this cart; one that it had before counts no more. Raises OSError."""
    token = secrets.token_hex(24)  # people type it after --token: one that begins with "-" would be an option
    kept = _Kept(sha256=_hash(token), not_after=now + timedelta(hours=HOURS))
    directory.mkdir(mode=0o700, exist_ok=True)
    files.write(directory / f"{cart}.json", msgspec.json.encode(kept), files.PRIVATE)
    return token


def spend(directory: Path, cart: str, token: str, now: datetime) -> None:
    """Use the token up. Raises PkiError for one that is wrong, used or too old, OSError."""
    path = directory / f"{cart}.json"
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError as error:
        raise PkiError(f"{cart} has no token, or it was used") from error
    except ValueError as error:
        raise PkiError(f"{path}: {error}") from error
    if now >= kept.not_after:
        raise PkiError(f"the token of {cart} was good until {kept.not_after.isoformat()}")
    if not hmac.compare_digest(kept.sha256, _hash(token)):
        raise PkiError(f"this is not the token of {cart}")
    path.unlink()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
