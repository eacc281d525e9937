"""One certificate authority for all tests of a process, and what connects with its certificates.

The broker itself is started for each test: that takes a moment, and nobody inherits sessions or documents.
"""

import gc
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cart_agent.broker.fleet import Fleet
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import TlsSettings
from tests.faults.proxy import Disguise
from tests.support.guarded import FLEET, Guarded, Hospital

_folder = TemporaryDirectory(prefix="authority-")


@cache
def authority() -> Hospital:
    """The hospital's."""
    return Hospital(Path(_folder.name) / "site")


@cache
def identity(name: str) -> TlsSettings:
    """A good certificate for `name`."""
    return authority().identity(name)


@cache
def disguise(name: str) -> Disguise:
    """What a proxy needs to stand between `name` and the broker."""
    files = authority().folder
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=files / "ca.pem")
    shown.load_cert_chain(files / "broker.pem", files / "broker.key")
    shown.verify_mode = ssl.CERT_REQUIRED
    return Disguise(as_broker=shown, as_client=tls_context(identity(name)))


@contextmanager
def guarded(
    folder: Path, fleet: Fleet = FLEET, acl: str = "", spoil: dict[str, str] | None = None
) -> Iterator[Guarded]:
    """A running mosquitto with exactly the profile, but for `spoil`, and its files in a new folder."""
    folder.mkdir()
    made = Guarded(folder, authority(), fleet=fleet, acl=acl, spoil=spoil)
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def swept() -> Iterator[None]:
    """paho leaves a socket whose handshake failed to the garbage collector, which closes it and says so.

    Here, and not in a later test, which would be blamed for it.
    """
    yield
    gc.collect()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Guarded]:
    """For cart-1 of ward W1."""
    with guarded(tmp_path / "broker") as made:
        yield made
