"""A cart's next certificate, in steps that may be repeated: ask when two thirds are over, take the answer.

The directory holds NAME.key, which never leaves the cart, and NAME.renewal, the request; the answer is laid
beside them as NAME.pem. Who carries the two to and fro is the site's choice: a stick, scp, a share.
"""

import subprocess
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki import expiry, files, install, renewal
from cart_agent.pki.authority import read_certificate
from cart_agent.pki.files import PkiError


class Key(Protocol):
    """Where the private key in use is."""

    def read(self) -> bytes: ...
    def put(self, new: Path) -> None: ...


class PlainKey:
    """A file as the configuration names it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes:
        return self._path.read_bytes()

    def put(self, new: Path) -> None:
        files.write(self._path, new.read_bytes(), files.PRIVATE)


class Credential:
    """Encrypted for this machine by systemd-creds; the link gets it when it starts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes:
        return self._run("decrypt", self._path, "-")

    def put(self, new: Path) -> None:
        beside = self._path.with_name(f".{self._path.name}.new")
        self._run("encrypt", new, beside)
        beside.chmod(files.PRIVATE)
        beside.rename(self._path)

    def _run(self, verb: str, source: Path, target: Path | str) -> bytes:
        command = ("systemd-creds", verb, "--name=tls-key", str(source), str(target))
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  (our own words)
        if done.returncode:
            raise PkiError(f"systemd-creds {verb}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout


class Step(Struct, frozen=True, kw_only=True):
    """`renewed`: a new certificate is in place. `words` are for a person."""

    renewed: bool = False
    words: str


def step(name: str, tls: TlsSettings, key: Key, directory: Path, now: datetime) -> Step:
    """Do what is due. Raises PkiError and OSError; may be called again after any of them, or a power cut."""
    own, answer = directory / f"{name}.key", directory / f"{name}.pem"
    asked = directory / f"{name}.renewal"
    if own.exists() and answer.exists():
        return _take(name, tls, key, own, answer, now)
    known = expiry.expiry(Path(tls.cert_file), now)
    if not own.exists():
        if not known.due:
            return Step(words=f"good for {known.days_left} more days; nothing to do yet")
        directory.mkdir(parents=True, exist_ok=True)
        files.write(own, files.key_pem(ec.generate_private_key(ec.SECP256R1())), files.PRIVATE)
        asked.unlink(missing_ok=True)
    if not asked.exists():
        old = read_certificate(Path(tls.cert_file))
        files.write(asked, renewal.make(name, files.read_key(own), old, files.load_key(key.read())))
    return Step(
        words=f"good for {known.days_left} more days; carry {asked} to the authority (cart hospital enrol),"
        f" and its answer back as {answer}"
    )


def _take(name: str, tls: TlsSettings, key: Key, own: Path, answer: Path, now: datetime) -> Step:
    install.accept(answer, own, Path(tls.ca_file), name, now)
    key.put(own)
    files.write(Path(tls.cert_file), answer.read_bytes())
    for done in (answer, own.with_suffix(".renewal"), own):
        done.unlink(missing_ok=True)
    left = expiry.expiry(Path(tls.cert_file), now).days_left
    return Step(renewed=True, words=f"renewed: good for {left} more days")
