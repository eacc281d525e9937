"""The real hospital's library and publisher over the demo ward, with no broker between it and the cart."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.demo.files import KID
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.signing import sign
from cart_agent.hospital.documents import content, read_directory, rewritten
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import create_tables
from cart_agent.hospital.publisher import Publisher, as_publication
from cart_agent.hospital.wire import Publication
from cart_agent.store.database import connect
from tests.support.keys import private_pem, public_pem

WARD = demo_ward()
KEY = Ed25519PrivateKey.generate()
PUBLIC = public_pem(KEY)


class Hospital:
    """Publishes as `cart hospital` does; a test changes an order by hand."""

    def __init__(self, database: Path) -> None:
        self.database = connect(database)
        create_tables(self.database)
        self.library = Library(self.database, lambda body: sign(body, KID, private_pem(KEY)))
        self.library.load(read_directory(WARD_DIRECTORY, WARD.site, WARD.ward))
        self._publisher = Publisher(WARD.site, self.library)

    def everything(self, now: datetime) -> tuple[Publication, ...]:
        return self._publisher.everything(WARD.ward, now)

    def manifest(self, now: datetime) -> Publication:
        return self._publisher.manifest(WARD.ward, now)

    def change_policy(self, directory: Path, **fields: Any) -> Publication:
        """A higher version of the ward's policy with other fields; `directory` is for the file."""
        policy = json.loads((WARD_DIRECTORY / "policy.json").read_text(encoding="utf-8"))
        changed = policy | {"version": policy["version"] + 1} | fields
        (directory / "policy.json").write_text(json.dumps(changed), encoding="utf-8")
        (document,) = read_directory(directory, WARD.site, WARD.ward)
        return as_publication(self.library.put(document))

    def change_formulary(self, directory: Path, part: str, *more: Any) -> Publication:
        """A higher version of a part of the formulary, with more products."""
        told = json.loads((WARD_DIRECTORY / f"formulary-{part}.json").read_text(encoding="utf-8"))
        told["entry"] += [{"resource": one} for one in more]
        return self._higher(directory, part, told)

    def recode_formulary(self, directory: Path, part: str, old: str, new: str) -> Publication:
        """A higher version of a part of the formulary, with the code `new` in place of `old`."""
        written = (WARD_DIRECTORY / f"formulary-{part}.json").read_text(encoding="utf-8")
        return self._higher(directory, part, json.loads(written.replace(old, new)))

    def _higher(self, directory: Path, part: str, told: dict[str, Any]) -> Publication:
        told["meta"]["versionId"] = str(int(told["meta"]["versionId"]) + 1)
        (directory / f"formulary-{part}.json").write_text(json.dumps(told), encoding="utf-8")
        (document,) = read_directory(directory, WARD.site, WARD.ward)
        return as_publication(self.library.put(document))

    def change_order(self, encounter_id: str, order_id: str, **fields: Any) -> Publication:
        """A higher version of the chart, in which this order has other fields and a higher version."""
        document = self.library.chart(encounter_id)
        assert document is not None
        chart = content(document)
        order = next(one["resource"] for one in chart["bundle"]["entry"] if one["resource"]["id"] == order_id)
        order |= {"meta": {"versionId": "99"}} | fields
        changed = rewritten(document, chart, WARD.start.isoformat())
        return as_publication(self.library.put(changed))
