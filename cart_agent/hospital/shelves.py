"""The wards' directories into the library: contract documents as they are, FHIR bundles by the importer."""

import logging
from datetime import datetime
from pathlib import Path

from cart_agent.his.topics import Kind
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.desk import Desk
from cart_agent.hospital.documents import DocumentError, read_directory
from cart_agent.hospital.library import Library

log = logging.getLogger(__name__)
BUNDLES = "bundle-*.json"


def fill(library: Library, desk: Desk, config: HospitalConfig, now: datetime) -> None:
    """Take in what is new. Raises DocumentError for an unpublishable file, or an empty directory."""
    for ward in config.wards:
        directory = Path(ward.directory)
        bundles = sorted(directory.glob(BUNDLES))
        documents = read_directory(directory, config.site, ward.id)
        if not documents and not bundles:
            raise DocumentError(
                directory,
                "holds no document: begin with its staff (cart hospital staff set) and policy.json",
            )
        fresh = library.load(documents)
        desk.replay((one for one in fresh if one.kind is Kind.CHART), now)
        if bundles:
            _bundles(library, desk, config, ward.id, bundles, now)


def _bundles(
    library: Library, desk: Desk, config: HospitalConfig, ward: str, bundles: list[Path], now: datetime
) -> None:
    from cart_agent.hospital.intake import Intake  # noqa: PLC0415 - most hospitals have their own charts

    report = Intake(library, desk, config).bundles(bundles, now, ward=ward)
    for problem in report.refused:
        log.warning("%s %s: %s", Path(problem.file).name, problem.place, problem.code)
