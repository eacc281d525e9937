"""The cart's end: is this certificate the answer to this cart's own request?"""

from datetime import datetime
from pathlib import Path

from cart_agent.pki import files
from cart_agent.pki.authority import names_of, read_certificate
from cart_agent.pki.files import PkiError


def accept(certificate: Path, key: Path, ca: Path, name: str, now: datetime) -> None:
    """Returns when the certificate fits the key, the authority, the name and the time. Raises PkiError."""
    found = read_certificate(certificate)
    if found.public_key() != files.read_key(key).public_key():
        raise PkiError(f"{certificate} is not for the key in {key}")
    try:
        found.verify_directly_issued_by(read_certificate(ca))
    except PkiError:
        raise
    except Exception as error:  # its signature, its issuer or its key's kind
        raise PkiError(f"{certificate} was not issued by the authority in {ca}") from error
    names = names_of(found)
    if names != [name]:
        raise PkiError(f"{certificate} is for {', '.join(names)}, not for {name}")
    if not found.not_valid_before_utc <= now < found.not_valid_after_utc:
        raise PkiError(f"{certificate} is not valid now, or the clock is wrong")
