"""The real mosquitto with exactly the configuration that `cart broker-profile mosquitto` writes."""

import os
import shutil
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from cart_agent.broker.fleet import Fleet
from cart_agent.broker.mosquitto import Places, profile
from cart_agent.his.link.settings import LinkSettings, TlsSettings
from cart_agent.pki import authority, files
from tests.support.mosquitto import Mosquitto, free_port

FLEET = Fleet(site="demo", carts={"cart-1": ("W1",), "cart-2": ("W2",)})

_NOTICED = "New connection from"


class Hospital:
    """An authority of the test's own, and the certificates it issues."""

    def __init__(self, folder: Path, name: str = "Test hospital", *, age: int = 0) -> None:
        """`age`: days since the authority was made; what it issues is of today, or of its last day."""
        self.folder = folder
        authority.create(folder, name, datetime.now(UTC) - timedelta(days=age))
        self.authority = authority.Authority(folder)
        key = ec.generate_private_key(ec.SECP256R1())
        files.write(folder / "broker.key", files.key_pem(key), 0o600)
        names = ("127.0.0.1", "localhost")
        (folder / "broker.pem").write_bytes(self.authority.broker(names, key.public_key(), self._today()))

    def _today(self) -> datetime:
        return min(datetime.now(UTC), self.authority.certificate.not_valid_after_utc - timedelta(days=1))

    def identity(self, name: str, *, days: int = 90, ago: int = 0) -> TlsSettings:
        """A new certificate for `name`, issued so many days ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        issued = self._today() - timedelta(days=ago)
        cert_file, key_file = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        cert_file.write_bytes(self.authority.client(name, key.public_key(), issued, days))
        key_file.write_bytes(files.key_pem(key))
        return TlsSettings(
            ca_file=str(self.folder / "ca.pem"), cert_file=str(cert_file), key_file=str(key_file)
        )

    def revoke(self, identity: TlsSettings) -> None:
        """Put its certificate on the revocation list."""
        serial = x509.load_pem_x509_certificate(Path(identity.cert_file).read_bytes()).serial_number
        self.authority.revoke(serial, datetime.now(UTC))


class Guarded(Mosquitto):
    """`spoil` replaces lines of the configuration or the access list: `{"acl_file": ""}` drops that line."""

    def __init__(
        self,
        folder: Path,
        hospital: Hospital,
        *,
        fleet: Fleet = FLEET,
        spoil: dict[str, str] | None = None,
        acl: str = "",
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self._process = None
        self._config = folder / "mosquitto.conf"
        places = Places(
            port=self.port,
            bind="127.0.0.1",
            files=folder,
            data=folder,
            log=folder / "mosquitto.log",
            user=os.environ.get("USER") or "root",
        )
        for name, text in profile(fleet, places).items():
            (folder / name).write_text(text)
        self.spoil(spoil or {}, acl)
        for name in ("ca.pem", "crl.pem", "broker.pem", "broker.key"):
            shutil.copy(hospital.folder / name, folder / name)

    def start(self) -> None:
        """Returns when its loop runs."""
        super().start()
        self._touch()

    def _touch(self) -> None:
        """Connect and see that it noticed."""
        noticed = self.log().count(_NOTICED)
        with socket.create_connection(("127.0.0.1", self.port), 30):
            deadline = time.monotonic() + 30
            while self.log().count(_NOTICED) == noticed:
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.01)

    def spoil(self, settings: dict[str, str], acl: str = "") -> None:
        """Misconfigure it: replace the line of each setting, add lines to the access list."""
        kept = [
            settings.pop(line.split(" ")[0], line) for line in self._config.read_text().splitlines() if line
        ]
        assert not settings, f"not in the profile: {settings}"
        self._config.write_text("\n".join(kept) + "\n")
        if acl:
            (self.folder / "acl").write_text(acl)

    def put(self, settings: dict[str, str], drop: Sequence[str] = ()) -> None:
        """Set these, in the place of what is there, as an administrator does; start it anew."""
        lines = [f"{name} {value}" for name, value in settings.items()]
        kept = [
            one
            for one in self._config.read_text().splitlines()
            if one.split(" ")[0] not in {*settings, *drop}
        ]
        self._config.write_text("\n".join([*kept, *lines]) + "\n")

    def update_crl(self, hospital: Hospital) -> None:
        """Copy the authority's newest list to the broker, as its administrator does."""
        shutil.copy(hospital.folder / "crl.pem", self.folder / "crl.pem")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill_all(self) -> None:
        """End whatever runs with this configuration, also what somebody else started; returns when its port
        is free: a killed process goes in its own time.
        """
        self.stop()
        for process in psutil.process_iter(["cmdline"]):
            if str(self._config) in (process.info["cmdline"] or []):
                process.kill()
        deadline = time.monotonic() + 30
        while self._listens():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def read_again(self) -> None:
        """Start it anew, so that it reads access rules and revocation list again.

        On SIGHUP mosquitto 2.0.11 crashes now and then (docs/broker.md).
        """
        self.stop()
        self.start()

    def settings(self, identity: TlsSettings, mqtt: str = "5") -> LinkSettings:
        """How a cart with this certificate connects."""
        return LinkSettings(
            host="127.0.0.1",
            port=self.port,
            mqtt="5" if mqtt == "5" else "3.1.1",
            tls=identity,
            backoff_min=0.1,
            backoff_max=0.5,
        )
